const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Whoever looks further back does so where the traces are. */
const LONGEST_MS = 30 * DAY_MS;

export const USUAL_SPAN_MS = DAY_MS;

/** How far back people want to look: `24h`, `7d`, or nothing, which is a day; `undefined` for anything else. */
export function readSpan(text: string): number | undefined {
  if (text.trim() === '') return USUAL_SPAN_MS;
  const [, count = '', unit = ''] = /^(\d{1,3})\s?(h|d)(?:ours?|ays?)?$/i.exec(text.trim()) ?? [];
  const ms = Number(count) * (unit.toLowerCase() === 'h' ? HOUR_MS : DAY_MS);
  return ms > 0 && ms <= LONGEST_MS ? ms : undefined;
}

/** Behind "in the last". */
export function spanWords(withinMs: number): string {
  const hours = Math.round(withinMs / HOUR_MS);
  if (hours === 1) return 'hour';
  return hours % 24 === 0 && hours > 24 ? `${hours / 24} days` : `${hours} hours`;
}
