import type { Call } from '../../domain/call.ts';
import type { Check, Judgement } from '../../domain/check.ts';
import type { ReplayPlan } from '../../domain/replay-plan.ts';
import type { Replay, Reproduction } from '../../domain/verdict.ts';
import type { Steps } from '../../ports.ts';
import { missingFrom } from '../../refine/call/missing-from.ts';
import { type PromptsToday, promptsToday } from '../../refine/call/prompts-today.ts';
import { withMessage } from '../../refine/call/with-message.ts';
import { costOf } from '../../refine/case/cost-of.ts';
import { reproductionOf, withMore } from '../../refine/proof/tally.ts';
import type { PromptFile } from '../../refine/template/template.ts';
import { type Play, playOf, type Subject } from '../../refine/trajectory/subject.ts';
import type { House } from '../house.ts';
import { judgeAnswer } from '../judge-answer.ts';
import { slotsFor } from '../slots.ts';
import { type Bounds, UNBOUND } from './bounds.ts';
import { purseOf } from './purse.ts';
import { type Judging, type Replaying, replayCall } from './replay-call.ts';

export type ToReproduce = Readonly<{
  subject: Subject | undefined;
  check: Check;
  plan: ReplayPlan;
  /** The prompt files of the repository; `null` without one: then the call is made as it was recorded. */
  prompts: readonly PromptFile[] | null;
}>;

export type Reproduced = Readonly<{
  reproduction: Reproduction;
  /** The replays that it rests on. */
  unchanged: readonly Replay[];
  /** The subject's calls as they would be made today, and what was replayed of them. */
  today: readonly PromptsToday[];
  play: Play | undefined;
  /** More replays of the same proof. */
  replay(name: string, play: Play, numbers: readonly number[]): Promise<readonly Replay[]>;
  on: Replaying;
}>;

/** Replays at a time, of all hypotheses together; what a provider gives in a minute holds them back further. */
const AT_A_TIME = 32;

/** What the check says of the recorded answer, then of fresh ones to the same call. Errors as `proveHypotheses`. */
export async function reproduceFailure(
  { subject, check, plan, prompts }: ToReproduce,
  house: House,
  steps: Steps,
  bounds: Bounds = UNBOUND,
): Promise<Reproduced> {
  const { recorded, doubt, judging, ...model } = await steps.step('plan the replays', async (spent) => {
    const failing = subject?.turns[0];
    const judged =
      subject && failing
        ? await judgeAnswer(check, subject.answer, failing.call, house, steps.signal)
        : NOTHING_RECORDED;
    const judging = judged.judge === null ? null : { model: judged.judge, ...tokensOf(judged) };
    if (judging) spent(judging);
    const { unable, ...terms } = termsFor(subject, house);
    return {
      recorded: RECORDED[`${judged.passed}`],
      judging,
      doubt: whyNot(failing, judged, check, house) ?? unable,
      model: house.replayer?.name ?? null,
      standIn: subject ? playsStandIn(subject, house) : (house.replayer?.standIn ?? false),
      ...terms,
    };
  });
  const today = subject?.turns.map(({ call }) => callToday(withMessage(call, plan.message), prompts, house)) ?? [];
  const play = subject && playOf(subject, today);
  const driftNow = today[0]?.drift;
  const drift = driftNow && { ...driftNow, replayed: driftNow.replayed && doubt === null };
  const shownOn = { ...model, level: subject?.level ?? 'call', drift };
  const purse = purseOf(bounds.cap, bounds.spent, house.prices);
  const usd = judging ? costOf(judging, house.prices) : undefined;
  // A step of an earlier version does not tell.
  const besides = judging ? [{ ...judging, ...(usd !== undefined && { usd }) }] : [];
  for (const one of besides) purse.note(one);
  const on: Replaying = { house, steps, bounds, shownOn, purse, slots: slotsFor(AT_A_TIME) };
  const replay: Reproduced['replay'] = (name, played, wanted) => {
    const judge: Judging = (answer) => judgeAnswer(check, answer, played.call, house, steps.signal);
    const of = wanted.at(-1);
    return Promise.all(wanted.map((number) => replayCall(`${name} ${number}/${of}`, { ...played, number }, judge, on)));
  };
  const unchanged = play && doubt === null ? await replay('reproduce', play, numbersOf(plan)) : [];
  return {
    reproduction: withMore(reproductionOf({ recorded, replays: unchanged, doubt, ...shownOn }), besides),
    unchanged,
    today,
    play,
    replay,
    on,
  };
}

/** Of the fresh answers that are asked of the model for the call as it was, and for each hypothesis that survives the first. */
export const numbersOf = ({ replays }: ReplayPlan): readonly number[] =>
  Array.from({ length: replays }, (_, index) => index + 1);

const RECORDED = { true: 'passed', false: 'failed', null: 'unclear' } as const;
const NOTHING_RECORDED: Judgement = { passed: false, reason: null, judge: null, inputTokens: 0, outputTokens: 0 };

const tokensOf = ({ inputTokens, outputTokens }: Judgement) => ({ inputTokens, outputTokens });

function callToday(call: Call, prompts: ToReproduce['prompts'], { readTemplates }: House): PromptsToday {
  if (prompts === null) return { call, sites: [], drift: undefined, files: [] };
  return promptsToday(call, prompts, readTemplates);
}

/** One call that the stand-in plays makes the whole proof one that is shown on it. */
function playsStandIn({ turns }: Subject, { replayer }: House): boolean {
  return turns.some(({ call }) => (replayer?.players?.of(call) ?? replayer)?.standIn === true);
}

/** What the replays are made on, of all calls that are played. */
function termsFor(subject: Subject | undefined, { replayer }: House) {
  const [first] = subject?.turns ?? [];
  if (!subject || !first || !replayer) return { leftOut: [], unable: null };
  const terms = subject.turns.map(({ call }) => replayer.termsOf(call));
  const missing = missingFrom(first.call, first.output);
  return {
    replayedOn: replayer.termsOf(first.call).replayedOn,
    leftOut: [...new Set([...terms.flatMap(({ leftOut }) => leftOut), ...missing.leftOut])],
    unable: missing.unable ?? terms.find(({ unable }) => unable !== null)?.unable ?? null,
  };
}

function whyNot(failing: object | undefined, recorded: Judgement, check: Check, { replayer }: House): string | null {
  if (!failing) return 'The trace has no call of a language model that could be replayed.';
  if (check.assertions.length === 0 && !check.rubric)
    return 'The expectation could not be made into a check. Change the check, for example to: say that …';
  if (recorded.passed === null) return recorded.reason;
  if (recorded.passed)
    return 'The check passes the very answer that was reported, so it does not see the failure. Change the check.';
  if (!replayer)
    return 'No model is set that could replay the call. Whoever runs me sets one; docs/models.md tells how.';
  return null;
}
