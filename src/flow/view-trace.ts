import { type Reading, USUAL_READING } from '../domain/reading.ts';
import { analyse } from '../questions/analyse.ts';
import type { View } from '../refine/view/compact.ts';
import { planReading } from '../refine/view/plan-reading.ts';
import { modelsIn, usuallyAsked } from './analyst/analyst.ts';
import type { House } from './house.ts';
import type { TraceAtHand } from './reader.ts';

/** A trace, and how it is read. */
export type Readable = Readonly<{ trace: TraceAtHand; reading: Reading }>;

/** How the trace would be read by the models that the house has, as far as their limits are known. Nothing is asked. */
export async function readingOf(
  trace: TraceAtHand,
  { analyst, reading: settings }: Pick<House, 'analyst' | 'reading'>,
  signal?: AbortSignal,
): Promise<Reading> {
  if (!analyst) return USUAL_READING;
  const reader = usuallyAsked(analyst, analyse.name) ?? modelsIn(analyst)[0];
  const perMinute = (await reader?.tokensPerMinute?.()) ?? UNLIMITED;
  const planned = planReading(settings, await trace('tokens', {}, signal), perMinute);
  if (planned.strategy !== 'groups') return planned;
  const { length } = await trace('parts', planned, signal);
  return { ...planned, parts: Math.max(1, length) };
}

/** Where nobody counts. */
const UNLIMITED = 1e9;

/** What every question is told of the trace, the same each time. */
export function viewOf({ trace, reading }: Readable, signal?: AbortSignal): Promise<View> {
  return trace('view', { budgetTokens: reading.viewTokens }, signal);
}

/** Everything that models are told of the trace, one text after the other. */
export async function sentOf({ trace, reading }: Readable): Promise<string> {
  const parts = reading.strategy === 'groups' ? await trace('parts', reading) : [];
  const view = await viewOf({ trace, reading });
  return [...parts, view].map(({ text }) => text).join('\n\n');
}
