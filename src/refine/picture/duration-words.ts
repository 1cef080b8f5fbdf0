const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** As people say it, to two digits or two units: `340 ms`, `1.2 s`, `12 s`, `2 min 5 s`, `1 h 12 min`, `3 days`. */
export function durationWords(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND_MS) return `${Math.round(ms / 100) / 10} s`;
  if (ms < MINUTE_MS) return `${Math.round(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return inUnits(ms, MINUTE_MS, 'min', SECOND_MS, 's');
  if (ms < 2 * DAY_MS) return inUnits(ms, HOUR_MS, 'h', MINUTE_MS, 'min');
  return `${Math.round(ms / DAY_MS).toLocaleString('en')} days`;
}

function inUnits(ms: number, largeMs: number, large: string, smallMs: number, small: string): string {
  const rounded = Math.round(ms / smallMs) * smallMs;
  const rest = (rounded % largeMs) / smallMs;
  return `${Math.floor(rounded / largeMs)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}
