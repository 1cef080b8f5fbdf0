import type { CodePlace } from '../domain/project.ts';
import type { TraceRef } from '../domain/trace.ts';
import type { TraceSummary } from '../refine/picture/trace-summary.ts';
import type { House } from './house.ts';
import { privacyOf } from './privacy.ts';
import type { TraceAtHand } from './reader.ts';

/** Tells of a trace that has no case. */
export type Summarise = (ref: TraceRef, place: CodePlace, signal: AbortSignal) => Promise<TraceSummary>;

/** Tells of a trace what fits into a few lines. Errors as `glance`. */
export function summariser(house: Pick<House, 'reader' | 'codeHost'>): Summarise {
  return async (ref, place, signal) => (await glance(ref, place, house, signal))('summary', {}, signal);
}

/**
 * Reads a trace, redacted as the project of that repository wants it. Nothing of it is kept: nobody has asked for more yet.
 *
 * @throws RefineryError what `Reader.read` and `privacyOf` throw
 */
export async function glance(
  ref: TraceRef,
  place: CodePlace,
  { reader, codeHost }: Pick<House, 'reader' | 'codeHost'>,
  signal: AbortSignal,
): Promise<TraceAtHand> {
  const { hides } = await privacyOf(place, codeHost);
  const { kept } = await reader.read(ref, hides, signal);
  return reader.at(kept.digest, async () => kept);
}
