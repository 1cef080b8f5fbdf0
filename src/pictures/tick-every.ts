const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MOST_TICKS = 4;

/** As clocks count: by tens below a minute, then by quarters. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 5, 10, 20, 50].map((days) => days * DAY_MS),
];

/** How far apart the ticks of an axis of that length are, so that each can be told in few characters. */
export function tickEvery(lengthMs: number): number {
  return STEPS_MS.find((stepMs) => lengthMs / stepMs <= MOST_TICKS) ?? lengthMs;
}
