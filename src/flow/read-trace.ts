import type { Digest } from '../domain/digest.ts';
import type { TraceRef } from '../domain/trace.ts';
import { digestOf } from '../refine/case/digest.ts';
import type { House, Records } from './house.ts';
import { type Hides, sourceOf } from './reader.ts';

/**
 * Reads a trace unless it was read just now, and keeps it under its digest; what stands behind its labels is kept for
 * replays alone.
 *
 * @param hides what the project hides besides
 * @throws RefineryError what `Reader.read` and the store throw
 */
export async function keepTrace(
  workspace: string,
  ref: TraceRef,
  hides: Hides,
  { sources, reader }: Pick<House, 'sources' | 'reader'>,
  { recent, traces, originals }: Pick<Records, 'recent' | 'traces' | 'originals'>,
  signal: AbortSignal,
): Promise<Digest> {
  const { freshMs } = sourceOf(ref, sources);
  return recent.digestOf(workspace, under(ref, hides), freshMs, async () => {
    const { kept, values } = await reader.read(ref, hides, signal);
    await traces.put(workspace, kept);
    await originals.keep(workspace, kept.digest, values);
    return kept.digest;
  });
}

/** A project must not be given what another one, which hides less, was given a minute ago. */
function under(ref: TraceRef, { words, patterns }: Hides): TraceRef {
  if (words.length === 0 && patterns.length === 0) return ref;
  return { ...ref, locator: `${ref.locator} ${digestOf({ words, patterns })}` };
}
