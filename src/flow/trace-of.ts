import type { Read } from '../domain/case.ts';
import { RefineryError } from '../domain/errors.ts';
import type { SafeTrace } from '../domain/trace.ts';
import type { Records } from './house.ts';

/** The trace of a case that was read. @throws RefineryError store-damaged when it is gone, store-unavailable */
export async function traceOf(
  { workspace, trace }: Pick<Read, 'workspace' | 'trace'>,
  { traces }: Pick<Records, 'traces'>,
): Promise<SafeTrace> {
  const found = await traces.get(workspace, trace);
  if (!found) throw new RefineryError('store-damaged', `the trace ${trace} is gone`);
  return found;
}
