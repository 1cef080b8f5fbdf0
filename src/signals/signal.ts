import type { Signal } from '../domain/triage.ts';
import type { Seen } from '../refine/call/look-at.ts';

export type { Seen };

/** One thing that code can see in a trace without any model. Pure; bounded in time by the size of the trace. */
export type SignalRule = Readonly<{
  /** Also the `kind` of what it finds. */
  name: string;
  /**
   * How strongly a run it names is suspected, 0 to 1. Zero where this was learned from labelled traces
   * instead (`refine/suspects/suspect-weights.json`): then it says what was seen, and counts there.
   */
  weight: number;
  /** The run to blame first, those that only took part behind it. */
  look(seen: Seen): readonly Omit<Signal, 'kind'>[];
}>;
