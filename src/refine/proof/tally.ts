import type { Drift, Level, Replay, ReplayedOn, Reproduction, Verdict } from '../../domain/verdict.ts';
import { sumOf } from '../case/cost-of.ts';

/** What the replays of one turn are made on; fixed before the first of them. */
export type ShownOn = Readonly<{
  model: string | null;
  standIn: boolean;
  /** Of the failing call, as far as it can be replayed: a higher one is reached later. */
  level?: Exclude<Level, 'eval-set'>;
  replayedOn?: ReplayedOn | undefined;
  leftOut?: readonly string[];
  drift?: Drift | undefined;
}>;

/** Fewer answers prove nothing. */
const FEWEST_ANSWERS = 4;
/**
 * A failure that comes and goes looks mended by luck: with four failures in five
 * before and none in five after, chance alone does that less than one time in
 * twenty (Fisher's exact test, one-sided: 0.024).
 */
const STEADY = 0.8;

/** @param doubt why no replay was even tried */
export function reproductionOf({
  recorded,
  replays,
  doubt,
  ...shownOn
}: ShownOn &
  Readonly<{ recorded: Reproduction['recorded']; replays: readonly Replay[]; doubt: string | null }>): Reproduction {
  const { failed, of } = counted(replays);
  const word = doubt !== null || of < FEWEST_ANSWERS ? 'inconclusive' : failed > 0 ? 'reproduced' : 'not-reproduced';
  const reason = doubt ?? whyTooFew(replays, of);
  const far = shownOn.level === 'trajectory' && { level: shownOn.level };
  return { word, recorded, failed, of, reason, sample: sampleFor(replays, false), ...far, ...shown(shownOn, replays) };
}

/** A change counts as a fix only when every replay passed: what fails one time in five fails customers. */
export function verdictOn(
  about: ShownOn & Pick<Verdict, 'hypothesisId' | 'change' | 'check' | 'base'>,
  reproduction: Reproduction,
  trial: Trial,
): Verdict {
  const { hypothesisId, change, check, base, ...shownOn } = about;
  const { replays } = trial;
  const { fixed, of } = counted(replays);
  const { word, reason } = judged(reproduction, trial);
  const sample = sampleFor(replays, word === 'fixed');
  return {
    hypothesisId,
    change,
    check,
    base,
    level: shownOn.level ?? 'call',
    word,
    fixed,
    of,
    reason,
    sample,
    ...(trial.substituted && { substituted: true }),
    ...shown(shownOn, trial.unchanged === undefined ? replays : replays.map(alreadyPaid)),
  };
}

/** The reproduction has paid for it. */
const alreadyPaid = ({ usd: _usd, ...replay }: Replay): Replay => ({ ...replay, inputTokens: 0, outputTokens: 0 });

/** What came of trying one hypothesis. `untried` says why it was not; `unchanged` that the replays are those without the change. */
export type Trial = Readonly<{
  replays: readonly Replay[];
  untried?: string;
  unchanged?: string;
  /** The edit was made in the text of the message, as `Verdict` says. */
  substituted?: boolean;
}>;

function judged(reproduction: Reproduction, { replays, untried, unchanged }: Trial): Pick<Verdict, 'word' | 'reason'> {
  const { fixed, of } = counted(replays);
  if (untried !== undefined) return { word: 'inconclusive', reason: untried };
  if (reproduction.word !== 'reproduced') return { word: 'inconclusive', reason: reproduction.reason };
  if (unchanged !== undefined) return { word: 'not-fixed', reason: unchanged };
  // One answer that fails is enough to know: it is not asked for more.
  if (fixed < of) return { word: fixed === 0 ? 'not-fixed' : 'partly-fixed', reason: null };
  if (of < FEWEST_ANSWERS) return { word: 'inconclusive', reason: whyTooFew(replays, of) };
  if (reproduction.failed >= reproduction.of * STEADY) return { word: 'fixed', reason: null };
  const often = `${reproduction.failed} of ${reproduction.of} times`;
  return { word: 'inconclusive', reason: `Without a change it fails only ${often}, so good answers may be luck.` };
}

function whyTooFew(replays: readonly Replay[], of: number): string | null {
  if (of >= FEWEST_ANSWERS) return null;
  const silent = replays.find(({ passed }) => passed === null)?.sample;
  const few =
    of === 0
      ? 'No replay gave an answer that could be judged.'
      : `Only ${of} of ${replays.length} replays gave an answer that could be judged.`;
  return `${few}${silent ? ` ${silent}` : ''}`;
}

function counted(replays: readonly Replay[]): Readonly<{ fixed: number; failed: number; of: number }> {
  const fixed = replays.filter(({ passed }) => passed === true).length;
  const failed = replays.filter(({ passed }) => passed === false).length;
  return { fixed, failed, of: fixed + failed };
}

/** The answer that best shows the word: a failing one of a failure, a passing one of a fix. */
function sampleFor(replays: readonly Replay[], passed: boolean): string | null {
  return (replays.find((replay) => replay.passed === passed) ?? replays[0])?.sample ?? null;
}

function shown({ model, standIn, drift, replayedOn, leftOut = [] }: ShownOn, replays: readonly Replay[]) {
  const unlike = { ...(replayedOn && { replayedOn }), ...(leftOut.length > 0 && { leftOut }) };
  return withMore(
    {
      ...(drift && { drift }),
      ...(replays.length > 0 && unlike),
      model: replays[0]?.model ?? model,
      standIn,
      inputTokens: 0,
      outputTokens: 0,
    },
    replays,
  );
}

type Paid = Pick<Replay, 'inputTokens' | 'outputTokens' | 'usd' | 'redacted'> & Readonly<{ capped?: boolean }>;

/** The same with further replays, or what was asked besides, in what it cost. */
export function withMore<
  Told extends Readonly<{
    inputTokens: number;
    outputTokens: number;
    usd?: number | undefined;
    redacted?: true;
    capped?: true | undefined;
  }>,
>(told: Told, replays: readonly Paid[]): Told {
  const paid = replays.filter(({ inputTokens, outputTokens }) => inputTokens + outputTokens > 0);
  const before = told.inputTokens + told.outputTokens > 0 ? told.usd : 0;
  const usd = sumOf([before, ...paid.map((replay) => replay.usd)]);
  return {
    ...told,
    inputTokens: replays.reduce((sum, { inputTokens }) => sum + inputTokens, told.inputTokens),
    outputTokens: replays.reduce((sum, { outputTokens }) => sum + outputTokens, told.outputTokens),
    usd: paid.length > 0 ? usd : told.usd,
    ...(replays.some(({ redacted }) => redacted) && { redacted: true as const }),
    ...(replays.some(({ capped }) => capped) && { capped: true as const }),
  };
}
