import type { TraceRef } from '../../domain/trace.ts';
import type { Example, GoodTally, GoodTrace, SimilarTally, SimilarTrace } from '../../domain/tried-trace.ts';
import type { Replay, Verdict } from '../../domain/verdict.ts';
import { shorten } from '../text/shorten.ts';
import { withMore } from './tally.ts';

/** One other conversation with its replays; `passed` says of each whether the answer is as it should be. */
export type TriedOther = Readonly<{
  ref: TraceRef;
  name: string;
  recorded: string;
  /** One, or two where the change seemed to break it: whoever drifts now and then is no witness. */
  unchanged: readonly Replay[];
  changed: Replay;
}>;

/** `passed`: the check passes the answer. */
export function tallySimilar(tried: readonly TriedOther[]): SimilarTally {
  const traces = tried.map((other): SimilarTrace => ({ ...shown(other), became: becameOfSimilar(other) }));
  const count = counting(traces);
  return { fixed: count('fixed'), of: count('fixed', 'not-fixed'), drifted: count('drifted'), traces };
}

/** `passed`: the answer keeps the substance of the recorded one. */
export function tallyGood(tried: readonly TriedOther[]): GoodTally {
  const traces = tried.map((other): GoodTrace => ({ ...shown(other), became: becameOfGood(other) }));
  const count = counting(traces);
  return { broke: count('broke'), of: count('broke', 'kept'), drifted: count('drifted'), traces };
}

function becameOfSimilar({ unchanged, changed }: TriedOther): SimilarTrace['became'] {
  if (unchanged.some(({ passed }) => passed === true)) return 'drifted';
  if (changed.passed === null || unchanged.every(({ passed }) => passed === null)) return 'unclear';
  return changed.passed ? 'fixed' : 'not-fixed';
}

function becameOfGood({ unchanged, changed }: TriedOther): GoodTrace['became'] {
  if (unchanged.some(({ passed }) => passed === false)) return 'drifted';
  if (changed.passed === null || unchanged.every(({ passed }) => passed === null)) return 'unclear';
  return changed.passed ? 'kept' : 'broke';
}

const counting =
  <Became extends string>(traces: readonly Readonly<{ became: Became }>[]) =>
  (...wanted: readonly Became[]): number =>
    traces.filter(({ became }) => wanted.includes(became)).length;

function shown({ ref, name, recorded, unchanged, changed }: TriedOther) {
  const answered = (replay: Replay | undefined) => (replay && replay.passed !== null ? replay.sample : null);
  return { ref, name, recorded, unchanged: answered(unchanged[0]), changed: answered(changed) };
}

/** A verdict on a fix that holds, with what it does to other conversations. */
export function withOthers(
  verdict: Verdict,
  { similar, good }: Readonly<{ similar: readonly TriedOther[]; good: readonly TriedOther[] }>,
  { unseen, question, before }: Readonly<{ unseen: string | null; question: string; before: string | null }>,
): Verdict {
  const tallies = { similar: tallySimilar(similar), good: tallyGood(good) };
  const changed = [...similar, ...good].map((other) => other.changed);
  const left = [...similar, ...good].filter((other) =>
    [other.changed, ...other.unchanged].some(({ capped }) => capped),
  );
  const reported = before !== null && verdict.sample !== null ? { question, before, after: verdict.sample } : null;
  const why = left.length > 0 ? cappedWords(changed.length - left.length, changed.length) : unseen;
  return {
    ...withMore(verdict, changed),
    ...tallies,
    ...(left.length > 0 && { capped: true as const }),
    ...(why !== null && { unseen: why }),
    examples: examplesOf(reported, tallies),
  };
}

const cappedWords = (tried: number, of: number): string =>
  `What may be spent is used up: ${tried} of ${of} other conversations were tried.`;

const MOST_EXAMPLES = 3;

/**
 * What customers will see change, on real answers: the reported conversation first, then what got worse, then what
 * got better, then what stays the same in other words.
 */
export function examplesOf(
  reported: Example | null,
  { similar, good }: Readonly<{ similar?: SimilarTally; good?: GoodTally }>,
): readonly Example[] {
  const pick = (traces: readonly (GoodTrace | SimilarTrace)[], wanted: (GoodTrace | SimilarTrace)['became']) =>
    traces.flatMap(({ name, unchanged, recorded, changed, became }): readonly Example[] => {
      const before = unchanged ?? recorded;
      return became === wanted && before !== null && changed !== null && before !== changed
        ? [{ question: name, before, after: changed, ...(became === 'broke' && { worse: true as const }) }]
        : [];
    });
  const [bad, well] = [good?.traces ?? [], similar?.traces ?? []];
  return [...(reported ? [reported] : []), ...pick(bad, 'broke'), ...pick(well, 'fixed'), ...pick(bad, 'kept')].slice(
    0,
    MOST_EXAMPLES,
  );
}

/** A fact of the case stays small; whoever wants more opens the trace. */
const MOST_BYTES = 80_000;
const SAMPLE_CHARS = [300, 160, 80, 0];

/**
 * The verdicts with the samples of other conversations cut until they fit into a fact, all alike. What got worse is cut
 * last: it is what people must see.
 */
export function fitted(verdicts: readonly Verdict[], mostBytes = MOST_BYTES): readonly Verdict[] {
  for (const chars of SAMPLE_CHARS) {
    const cut = verdicts.map((verdict) => withSamples(verdict, chars));
    if (bytesOf(cut) <= mostBytes) return cut;
  }
  return verdicts.map(withoutTraces);
}

const BECAME_WORSE: readonly string[] = ['broke', 'not-fixed'];
const LEAST_CHARS = 160;

function withSamples(verdict: Verdict, chars: number): Verdict {
  const cut = (text: string | null, length: number) => (text === null || length === 0 ? null : shorten(text, length));
  const trace = <Tried extends GoodTrace | SimilarTrace>(tried: Tried): Tried => {
    const length = BECAME_WORSE.includes(tried.became) ? Math.max(chars, LEAST_CHARS) : chars;
    const { recorded, unchanged, changed } = tried;
    return {
      ...tried,
      recorded: cut(recorded, length),
      unchanged: cut(unchanged, length),
      changed: cut(changed, length),
    };
  };
  const { similar, good } = verdict;
  return {
    ...verdict,
    ...(similar && { similar: { ...similar, traces: similar.traces.map(trace) } }),
    ...(good && { good: { ...good, traces: good.traces.map(trace) } }),
  };
}

/** The figures are what is decided by; they stay. */
function withoutTraces(verdict: Verdict): Verdict {
  const { similar, good } = verdict;
  return {
    ...verdict,
    ...(similar && { similar: { ...similar, traces: [] } }),
    ...(good && { good: { ...good, traces: [] } }),
  };
}

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;
