import type { Answer, CallOutput } from '../../domain/call.ts';
import type { Check } from '../../domain/check.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { Replay } from '../../domain/verdict.ts';
import type { Model } from '../../ports.ts';
import { promptsToday } from '../../refine/call/prompts-today.ts';
import type { applyEdits } from '../../refine/change/apply-edits.ts';
import { keepsSubstance } from '../../refine/proof/keeps-substance.ts';
import type { TriedOther } from '../../refine/proof/tally-others.ts';
import type { PromptFile } from '../../refine/template/template.ts';
import { type ChangedPlay, changedPlay, type Play, playOf, type Subject } from '../../refine/trajectory/subject.ts';
import { judgeAnswer } from '../judge-answer.ts';
import type { Chosen, ChosenOthers } from './choose-others.ts';
import { type Judging, type Replaying, replayCall, sampleOf } from './replay-call.ts';

/** A hypothesis that holds on the failing call, with what its change makes of the files. */
export type Holding = Readonly<{
  id: Hypothesis['id'];
  edits: Hypothesis['change']['edits'];
  applied: ReturnType<typeof applyEdits>;
}>;

export type TriedOthers = Readonly<{ similar: readonly TriedOther[]; good: readonly TriedOther[] }>;

/** `unchanged`: every replay that was made without a change, for what they cost. */
export type OthersTried = Readonly<{ unchanged: readonly Replay[]; of: ReadonlyMap<Hypothesis['id'], TriedOthers> }>;

/** The fixes that hold, and what of a conversation they were proved on. */
type Fixes = Readonly<{ holding: readonly Holding[]; check: Check; files: readonly PromptFile[]; subject: Subject }>;

type Other = Readonly<{
  kind: keyof TriedOthers;
  chosen: Chosen;
  answer: Answer;
  play: Play;
  changed: ReadonlyMap<Hypothesis['id'], ChangedPlay>;
  judge: Judging;
  replayer: Model | undefined;
}>;

/**
 * Replays the other conversations once as they are, and once with each fix that reaches them. Where a good one got
 * worse, it is replayed once more without a change: one that now loses its substance, too, only drifts.
 */
export async function tryOthers({ similar, good }: ChosenOthers, fixes: Fixes, on: Replaying): Promise<OthersTried> {
  const { holding } = fixes;
  const meet = (kind: Other['kind']) => async (chosen: Chosen) => meetOther(kind, chosen, fixes, on);
  const others: Other[] = [];
  // One trace after the other: of each only its call stays in memory.
  for (const chosen of similar) others.push(...(await meet('similar')(chosen)));
  for (const chosen of good) others.push(...(await meet('good')(chosen)));

  const replay = (name: string, pairs: readonly (readonly [Other, Play])[], number: number) =>
    Promise.all(
      pairs.map(([{ judge, replayer }, play], index) =>
        replayCall(`${name} ${index + 1}/${pairs.length}`, { ...play, number }, judge, {
          ...on,
          house: { ...on.house, replayer },
        }),
      ),
    );
  const reached = holding.map(({ id }) =>
    others.flatMap((other) => {
      const made = other.changed.get(id);
      return made && 'call' in made ? [[other, made] as const] : [];
    }),
  );
  // All begin at once, and are waited for together: nobody misses one that fails.
  const [unchanged = [], ...changed] = await Promise.all([
    replay(
      'others',
      others.map((other) => [other, other.play]),
      1,
    ),
    ...holding.map(({ id }, index) => replay(`others ${id}`, reached[index] ?? [], 1)),
  ]);
  const first = new Map(others.map((other, index) => [other, unchanged[index]]));
  const tried = holding.map(({ id }, at) => ({
    id,
    tried: (reached[at] ?? []).map(([other], index) => ({ other, changed: changed[at]?.[index] })),
  }));

  const hurt = new Set(
    tried.flatMap((one) =>
      one.tried.flatMap(({ other, changed: after }) =>
        other.kind === 'good' && after?.passed === false && first.get(other)?.passed === true ? [other] : [],
      ),
    ),
  );
  const again = await replay(
    'others again',
    [...hurt].map((other) => [other, other.play]),
    2,
  );
  const second = new Map([...hurt].map((other, index) => [other, again[index]]));

  const of = tried.map(({ id, tried: many }) => {
    const ofKind = (kind: Other['kind']) =>
      many.flatMap(({ other, changed: after }): readonly TriedOther[] => {
        if (other.kind !== kind || !after) return [];
        const { ref, name } = other.chosen;
        const unchanged = [first.get(other), second.get(other)].filter((one) => one !== undefined);
        return [{ ref, name, recorded: sampleOf(other.answer.output), unchanged, changed: after }];
      });
    return [id, { similar: ofKind('similar'), good: ofKind('good') }] as const;
  });
  return { unchanged: [...unchanged, ...again], of: new Map(of) };
}

/** Nothing when the trace is gone, or no call of it can be read any more. */
async function meetOther(
  kind: Other['kind'],
  chosen: Chosen,
  { holding, check, files, subject }: Fixes,
  { bounds, house, steps }: Replaying,
): Promise<readonly Other[]> {
  const { runId, key } = chosen;
  const other = await bounds.others.open(key)('subject', { runId, level: subject.level }, steps.signal);
  if (!other) return [];
  const today = other.turns.map(({ call }) => promptsToday(call, files, house.readTemplates));
  const play = playOf(other, today);
  if (!play) return [];
  const changed = holding.map(
    ({ id, edits, applied }) => [id, changedPlay(play, today, edits, applied, house.readTemplates)] as const,
  );
  const judge: Judging =
    kind === 'similar'
      ? (given) => judgeAnswer(check, given, play.call, house, steps.signal)
      : async ({ output }) => ({ passed: keepsAnswer(other, output), reason: null, inputTokens: 0, outputTokens: 0 });
  const replayer = bounds.others.replayer(key);
  return [{ kind, chosen, answer: other.answer, play, changed: new Map(changed), judge, replayer }];
}

/** Of a trajectory, the customer reads the answer alone; what it asked tools for on the way is free. */
function keepsAnswer({ level, answer }: Subject, output: CallOutput): boolean {
  const read = (told: CallOutput) => (level === 'trajectory' ? { ...told, toolCalls: [] } : told);
  return keepsSubstance(read(answer.output), read(output));
}
