import { inSpan } from '../tracing.ts';
import type { Reader } from './reader.ts';

/** The reader, with a span for each trace that is fetched. Here, for the threads that fetch know of no telemetry. */
export function tracedReader(reader: Reader): Reader {
  return {
    ...reader,
    read: (ref, hides, signal) =>
      inSpan(`fetch from ${ref.source}`, { kind: 'outwards', facts: { 'refinery.source': ref.source } }, () =>
        reader.read(ref, hides, signal),
      ),
  };
}
