import type { Json } from '../../domain/json.ts';

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?$/i;
/** The last step of a LangSmith `dotted_order`: `20261121T013643194001Z<uuid>`. */
const STEP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{0,6})Z/;
/** From here on a number counts the next smaller unit: 1e11 seconds is the year 5138. */
const UNITS = [
  { below: 1e11, toMs: 1_000 },
  { below: 1e14, toMs: 1 },
  { below: 1e17, toMs: 1e-3 },
  { below: 1e20, toMs: 1e-6 },
];

/**
 * Unix epoch milliseconds of a time as traces write it: ISO 8601 (UTC when it
 * names no zone), or a number of seconds, milli-, micro- or nanoseconds.
 */
export function readTimeMs(value: Json | undefined): number | null {
  if (typeof value === 'number') return fromCount(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return fromCount(Number(text));
  const iso = ISO.exec(text);
  if (!iso) return null;
  const ms = Date.parse(`${iso[1]}T${iso[2]}${(iso[3] ?? 'Z').toUpperCase()}`);
  return Number.isNaN(ms) ? null : ms;
}

export function timeOfStep(step: string): number | null {
  const found = STEP.exec(step);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, fraction] = found;
  return readTimeMs(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction || '0'}Z`);
}

function fromCount(count: number): number | null {
  const unit = UNITS.find(({ below }) => count < below);
  return count > 0 && unit ? count * unit.toMs : null;
}
