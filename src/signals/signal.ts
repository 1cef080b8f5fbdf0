import type { Call, CallOutput } from '../domain/call.ts';
import type { Run, SafeTrace } from '../domain/trace.ts';
import type { Signal } from '../domain/triage.ts';

/** A trace as signals look at it: with the call of each LLM run rebuilt, and the children of each run at hand. */
export type Seen = Readonly<{
  trace: SafeTrace;
  expectation: string;
  /** By run id; only LLM runs whose messages could be read. */
  calls: ReadonlyMap<string, Readonly<{ call: Call; output: CallOutput }>>;
  childrenOf(run: Run): readonly Run[];
}>;

/** One thing that code can see in a trace without any model. Pure; bounded in time by the size of the trace. */
export type SignalRule = Readonly<{
  /** Also the `kind` of what it finds. */
  name: string;
  /** How strongly a run it names is suspected, 0 to 1. */
  weight: number;
  look(seen: Seen): readonly Omit<Signal, 'kind'>[];
}>;
