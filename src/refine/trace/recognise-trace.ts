import { RefineryError } from '../../domain/errors.ts';
import type { TraceRef } from '../../domain/trace.ts';
import type { TraceSource } from '../../ports.ts';

/**
 * Asks each source in turn whether a text points at one of its traces.
 * A source that calls it foreign is outvoted by one that knows it.
 *
 * @throws RefineryError link-unknown, link-foreign
 */
export function recogniseTrace(
  sources: readonly TraceSource[],
  text: string,
): Readonly<{ source: TraceSource; ref: TraceRef }> {
  const opinions = sources.map((source) => ({ source, ref: source.recognise(text) }));
  for (const { source, ref } of opinions) {
    if (ref !== undefined && ref !== 'foreign') return { source, ref };
  }
  const shown = JSON.stringify(text.slice(0, 200));
  if (opinions.some(({ ref }) => ref === 'foreign')) throw new RefineryError('link-foreign', shown);
  throw new RefineryError('link-unknown', shown);
}
