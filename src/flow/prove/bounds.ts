import type { Cap } from '../../domain/cap.ts';
import type { Digest } from '../../domain/digest.ts';
import type { TraceRef } from '../../domain/trace.ts';
import type { Model, ReplayOutcome, TraceLine } from '../../ports.ts';
import type { Spending } from '../../refine/proof/spending.ts';
import type { RedactionRule } from '../../refine/text/redaction-rules.ts';
import type { TraceAtHand } from '../reader.ts';

/** What a proof depends on that is no part of it. */
export type Bounds = Readonly<{
  /** False once the case has moved on or was stopped: what was not asked yet is not paid for. */
  stillWanted(): Promise<boolean>;
  /** The answer that is known already under this digest, else what the replay brings. */
  once(about: Digest, replay: () => Promise<ReplayOutcome>): Promise<ReplayOutcome>;
  /** What the project hides besides in what models answer. */
  own: readonly RedactionRule[];
  /** What the case may cost, and has cost before. */
  cap: Cap;
  spent: readonly Spending[];
  others: Others;
}>;

/** Where a project's other conversations come from: the source of its traces, or folders on this machine. */
export type Others = Readonly<{
  /** The newest first; or why there are none to look at, in a sentence. Errors as `TraceSource.find`. */
  list(signal: AbortSignal): Promise<readonly Listed[] | Readonly<{ none: string }>>;
  /** Fetches a trace and keeps it redacted, under a key by which `open` finds it again, also after a restart. Errors as `TraceSource.fetch`. */
  keep(ref: TraceRef, signal: AbortSignal): Promise<string>;
  open(key: string): TraceAtHand;
  /** The model for calls of that trace: what is put back into them is that trace's own. */
  replayer(key: string): Model | undefined;
}>;

/** `given`: a person said what it is, so that nobody needs to find out. */
export type Listed = TraceLine & Readonly<{ given?: 'similar' | 'good' }>;

export const NO_OTHERS: Others = {
  list: async () => ({ none: 'No other conversations could be looked at: the trace came as a file.' }),
  keep: () => Promise.reject(new Error('there is nothing to keep')),
  open: () => () => Promise.reject(new Error('nothing was kept')),
  replayer: () => undefined,
};

/** A stage alone, on a file: nothing is known, nothing moves on, and whoever runs it may stop it. */
export const UNBOUND: Bounds = {
  stillWanted: async () => true,
  once: (_about, replay) => replay(),
  own: [],
  cap: { usd: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY },
  spent: [],
  others: NO_OTHERS,
};
