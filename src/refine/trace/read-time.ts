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

const DURATION = /^P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/;

/** Milliseconds of an ISO 8601 duration, `PT3M3.7S`; `null` for what is none, or has months in it. */
export function readDurationMs(text: string): number | null {
  const found = DURATION.exec(text);
  if (!found) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
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
