import type { Answer, Call } from '../../domain/call.ts';
import type { Run, SafeTrace } from '../../domain/trace.ts';
import { rebuildCall } from './rebuild-call.ts';

/** A trace as signals look at it: with the call of each LLM run rebuilt, and the children of each run at hand. */
export type Seen = Readonly<{
  trace: SafeTrace;
  /** Empty when nobody has said yet what should have happened. */
  expectation: string;
  /** By run id, in the order of the trace; only LLM runs whose messages could be read. */
  calls: ReadonlyMap<string, Answer & Readonly<{ call: Call }>>;
  childrenOf(run: Run): readonly Run[];
}>;

export function lookAt(trace: SafeTrace, expectation: string): Seen {
  const children = Map.groupBy(trace.runs, ({ parentId }) => parentId);
  const calls = trace.runs.flatMap((run) => {
    const rebuilt = rebuildCall(run);
    return 'unreadable' in rebuilt ? [] : [[run.id, rebuilt] as const];
  });
  return { trace, expectation, calls: new Map(calls), childrenOf: ({ id }) => children.get(id) ?? [] };
}
