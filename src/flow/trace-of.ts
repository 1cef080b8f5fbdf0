import type { Read } from '../domain/case.ts';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { House, Records } from './house.ts';
import type { TraceAtHand } from './reader.ts';

/** The trace of a case that was read. Asking of it throws also trace-erased, and store-unavailable. */
export function traceOf(
  { workspace, trace }: Pick<Read, 'workspace' | 'trace'>,
  { reader }: Pick<House, 'reader'>,
  { traces }: Pick<Records, 'traces'>,
): TraceAtHand {
  return reader.at(trace, async () => {
    const found = await traces.get(workspace, trace);
    if (!found) throw new RefineryError('trace-erased', `the trace ${trace} is gone`);
    return found;
  });
}

/** `undefined` where the trace was erased: what a thread shows of it is shown without. */
export async function unlessErased<Told>(told: Promise<Told>): Promise<Told | undefined> {
  try {
    return await told;
  } catch (error) {
    if (kindOf(error) === 'trace-erased') return undefined;
    throw error;
  }
}
