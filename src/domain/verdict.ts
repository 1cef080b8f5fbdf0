import { z } from 'zod';
import { CommitSha, Digest } from './digest.ts';
import { EvalTally } from './eval-tally.ts';
import { Example, GoodTally, SimilarTally } from './tried-trace.ts';

/**
 * How far a replay went: the one call, the agent's turns on recorded tools, or the project's eval set.
 * A higher one holds what the lower ones say.
 */
export const Level = z.enum(['call', 'trajectory', 'eval-set']);
export type Level = z.infer<typeof Level>;

/**
 * The prompt is not what the trace shows any more: the files that are closest to it, with how many lines differ
 * (none, when no file is like it). `replayed`: replays were made of what those files render to today.
 */
export const Drift = z
  .object({
    closest: z.array(z.object({ path: z.string(), lines: z.number().int().nonnegative() })).readonly(),
    replayed: z.boolean(),
  })
  .readonly();
export type Drift = z.infer<typeof Drift>;

/** Labels stood in what was sent (`[email-1]`), in place of what is private. Not there when the very values were. */
const redacted = z.literal(true).exactOptional();

/**
 * The model of the trace, and the one that was asked in its place. `why`: it is the recorded one · the one that is set
 * for all replays · the nearest that is set, of the same family or size · the default · the trace does not say which.
 */
export const ReplayedOn = z
  .object({
    recorded: z.string().nullable(),
    used: z.string(),
    why: z.enum(['recorded', 'set', 'family', 'size', 'default', 'unrecorded']),
  })
  .readonly();
export type ReplayedOn = z.infer<typeof ReplayedOn>;

/** On what it was shown: the model that answered, and whether it was the sample's stand-in. */
const shownOn = {
  redacted,
  model: z.string().nullable(),
  standIn: z.boolean(),
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  /** US dollars for these tokens; not there where a price is unknown. */
  usd: z.number().nonnegative().optional(),
  /** Not there when nothing was replayed; verdicts of the first release lack it. */
  replayedOn: ReplayedOn.optional(),
  /** What the recorded call had, or must have had, that could not be sent again, as people call it: "seed". Not there when it was sent whole. */
  leftOut: z.array(z.string()).readonly().optional(),
  /** There when replays were left out because the case had used up what it may cost; more of it is known once a person raises that. */
  capped: z.literal(true).optional(),
};

/** One replay as it is judged. `sample` is cut to a few hundred characters. */
export type Replay = Readonly<{
  /** `null` when there was no answer, or none that could be judged; `sample` then says why. */
  passed: boolean | null;
  sample: string;
  /** Labels stood in what was sent. */
  redacted?: true;
  model: string;
  inputTokens: number;
  outputTokens: number;
  /** US dollars for these tokens; not there where a price is unknown. */
  usd?: number;
  /** Nobody was asked, because the case may not cost more. */
  capped: boolean;
}>;

/** Does the recorded failure happen again when nothing is changed? */
export const Reproduction = z
  .object({
    word: z.enum(['reproduced', 'not-reproduced', 'inconclusive']),
    /** Not there for the one call. */
    level: Level.optional(),
    /** What the check says of the recorded output. */
    recorded: z.enum(['passed', 'failed', 'unclear']),
    /** Fresh replays that failed the check, of those that gave an answer. */
    failed: z.number().int().nonnegative(),
    of: z.number().int().nonnegative(),
    /** Why it is inconclusive, in a sentence. */
    reason: z.string().nullable(),
    /** One fresh answer, cut to a few hundred characters. */
    sample: z.string().nullable(),
    /** Not there when the prompt is still what the trace shows, or nobody looked. */
    drift: Drift.optional(),
    ...shownOn,
  })
  .readonly();
export type Reproduction = z.infer<typeof Reproduction>;

/**
 * What the replays say of one hypothesis. It holds for these edits, this check and this base, and for nothing else.
 * `word` is about the reported failure alone; what the change does to others stands in `similar` and `good`.
 * The tokens are those of its own replays: what is replayed without a change is counted with the reproduction.
 */
export const Verdict = z
  .object({
    hypothesisId: z.string(),
    change: Digest,
    check: Digest,
    base: CommitSha,
    level: Level,
    word: z.enum(['fixed', 'partly-fixed', 'not-fixed', 'inconclusive']),
    /** Replays that passed the check, of those that gave an answer. */
    fixed: z.number().int().nonnegative(),
    of: z.number().int().nonnegative(),
    reason: z.string().nullable(),
    sample: z.string().nullable(),
    /** Failures like this one. Not there when the change did not come so far; verdicts of the first release lack it. */
    similar: SimilarTally.optional(),
    /** Conversations that went well. Not there when the change did not come so far; verdicts of the first release lack it. */
    good: GoodTally.optional(),
    /** Why fewer other conversations were looked at than there should be, in a sentence: no source, none found, the limit was reached. */
    unseen: z.string().optional(),
    /** Not there when the project has no eval set, or the change did not come so far. */
    evalSet: EvalTally.optional(),
    /** Three at most: the reported conversation first, then what the change did to others, the worst first. */
    examples: z.array(Example).readonly().optional(),
    /** Tried on the text of the message, not through the file: no file was found that renders to it. */
    substituted: z.boolean().optional(),
    /** Not there when the prompt is still what the trace shows, or nobody looked. */
    drift: Drift.optional(),
    ...shownOn,
  })
  .readonly();
export type Verdict = z.infer<typeof Verdict>;
