import type { Reproduction, Verdict } from '../domain/verdict.ts';

/** One replay as it is kept: `passed` is `null` when the model gave no answer. `sample` is cut to a few hundred characters. */
export type Replay = Readonly<{
  passed: boolean | null;
  sample: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
}>;

type ShownOn = Readonly<{ model: string | null; standIn: boolean }>;

const NO_ANSWER = 'The model gave no answer to the replays.';

/** @param doubt why no replay was even tried */
export function reproductionOf({
  recorded,
  replays,
  doubt,
  ...shownOn
}: ShownOn &
  Readonly<{ recorded: 'passed' | 'failed'; replays: readonly Replay[]; doubt: string | null }>): Reproduction {
  const { failed, of } = counted(replays);
  const inconclusive = doubt !== null || of === 0;
  const word = inconclusive ? 'inconclusive' : failed > 0 ? 'reproduced' : 'not-reproduced';
  const reason = doubt ?? (of === 0 ? NO_ANSWER : null);
  return { word, recorded, failed, of, reason, sample: sampleFor(replays, false), ...shown(shownOn, replays) };
}

/** A change counts as a fix only when every replay passed: what fails one time in five fails customers. */
export function verdictOn(
  about: ShownOn & Pick<Verdict, 'hypothesisId' | 'change' | 'check' | 'base'>,
  reproduction: Reproduction,
  { replays, reason }: Readonly<{ replays: readonly Replay[]; reason: string | null }>,
): Verdict {
  const { hypothesisId, change, check, base, ...shownOn } = about;
  const { fixed, of } = counted(replays);
  const tried = of > 0 && reproduction.word === 'reproduced';
  const word = !tried ? 'inconclusive' : fixed === of ? 'fixed' : fixed > 0 ? 'partly-fixed' : 'not-fixed';
  return {
    hypothesisId,
    change,
    check,
    base,
    level: 'call',
    word,
    fixed,
    of,
    reason: reason ?? (of === 0 ? NO_ANSWER : null),
    sample: sampleFor(replays, word === 'fixed'),
    ...shown(shownOn, replays),
  };
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

function shown({ model, standIn }: ShownOn, replays: readonly Replay[]) {
  return {
    model: replays[0]?.model ?? model,
    standIn,
    inputTokens: replays.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
    outputTokens: replays.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
  };
}
