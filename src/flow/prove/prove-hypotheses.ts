import type { Call } from '../../domain/call.ts';
import type { Check, Judgement } from '../../domain/check.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { Project } from '../../domain/project.ts';
import type { ReplayPlan } from '../../domain/replay-plan.ts';
import type { SafeTrace } from '../../domain/trace.ts';
import type { Replay, Reproduction, Verdict } from '../../domain/verdict.ts';
import type { Steps } from '../../ports.ts';
import { type ChangedCall, changedCall } from '../../refine/call/changed-call.ts';
import { lookAt } from '../../refine/call/look-at.ts';
import { promptsToday } from '../../refine/call/prompts-today.ts';
import { withMessage } from '../../refine/call/with-message.ts';
import { driftWords } from '../../refine/case/drift-words.ts';
import { reproductionOf, type Trial, verdictOn, withMore } from '../../refine/proof/tally.ts';
import { fitted, withOthers } from '../../refine/proof/tally-others.ts';
import { applyChange } from '../apply-change.ts';
import { repoContext } from '../context.ts';
import type { House } from '../house.ts';
import { judgeAnswer } from '../judge-answer.ts';
import type { Proposals } from '../propose.ts';
import { type Bounds, UNBOUND } from './bounds.ts';
import { chooseOthers, type ToChoose } from './choose-others.ts';
import { purseOf } from './purse.ts';
import { type Judging, nameOfCall, type Replaying, replayCall } from './replay-call.ts';
import { slotsFor } from './slots.ts';
import { type Holding, type OthersTried, tryOthers } from './try-others.ts';

export type ToProve = Pick<Proposals, 'base' | 'check' | 'hypotheses'> &
  Readonly<{
    trace: SafeTrace;
    failingRunId: string | null;
    expectation: string;
    project: Project;
    plan: ReplayPlan;
  }>;

export type Proof = Readonly<{ reproduction: Reproduction; verdicts: readonly Verdict[] }>;

/** Replays at a time, of all hypotheses together; what a provider gives in a minute holds them back further. */
const AT_A_TIME = 32;

/**
 * Replays the failing call as it was, and with each hypothesis' change in it, the cheapest first: one replay of each;
 * those that pass get the other four; those that pass them all meet similar failures and conversations that went well.
 * When the prompt was reworded since, the call as it would be made today takes its place, and that is said.
 *
 * Every replay is a step of its own, begun in a fixed order; what comes next is decided by the results of steps alone,
 * so the next process decides the same. Each is known again by what it was about, so that none is paid for twice.
 * What they are made on is settled in the first step: a case that goes on with another model set does not mix the two.
 * A model that is unavailable makes the chapter fail; one that refuses the call makes the replay inconclusive, with
 * its reason. At the cap what was learned is kept, and the verdicts say so.
 */
export async function proveHypotheses(
  toProve: ToProve,
  house: House,
  steps: Steps,
  bounds: Bounds = UNBOUND,
): Promise<Proof> {
  const { trace, failingRunId, check, base, hypotheses } = toProve;
  const numbers = numbersOf(toProve.plan);
  const failing = failingRunId === null ? undefined : lookAt(trace, '').calls.get(failingRunId);
  const { recorded, doubt, ...model } = await steps.step('plan the replays', async (spent) => {
    const judged = failing ? await judgeAnswer(check, failing, failing.call, house, steps.signal) : NOTHING_RECORDED;
    if (judged.judge !== null) spent({ ...judged, model: judged.judge });
    return {
      recorded: RECORDED[`${judged.passed}`],
      doubt: whyNot(failing, judged, check, house),
      model: house.replayer?.name ?? null,
      standIn: house.replayer?.standIn ?? false,
    };
  });
  const { prompts } = failing ? await repoContext(toProve.project, base, house.codeHost) : NO_CONTEXT;
  const today = failing && promptsToday(withMessage(failing.call, toProve.plan.message), prompts, house.templates);
  const drift = today?.drift && { ...today.drift, replayed: today.drift.replayed && doubt === null };
  const shownOn = { ...model, drift };
  const purse = purseOf(bounds.cap, bounds.spent, house.prices);
  const on: Replaying = { house, steps, bounds, shownOn, purse, slots: slotsFor(AT_A_TIME) };
  const replay = (name: string, call: Call, wanted: readonly number[]) => {
    const judge: Judging = (answer) => judgeAnswer(check, answer, call, house, steps.signal);
    const of = wanted.at(-1);
    return Promise.all(wanted.map((number) => replayCall(`${name} ${number}/${of}`, { call, number }, judge, on)));
  };

  const unchanged = today && doubt === null ? await replay('reproduce', today.call, numbers) : [];
  const reproduction = reproductionOf({ recorded, replays: unchanged, doubt, ...shownOn });
  const applied = await Promise.all(
    hypotheses.map(({ change }) => applyChange(change.edits, toProve.project.repo, base, house.codeHost)),
  );
  const plans = hypotheses.map((hypothesis, index) => {
    const edits = applied[index] ?? { refused: 'nothing' };
    const changed = today && changedCall(today.call, today.sites, edits, house.templates);
    return { hypothesis, applied: edits, plan: planFor(hypothesis, changed, reproduction, unchanged) };
  });

  const first = await Promise.all(
    plans.map(({ hypothesis, plan }) => ('call' in plan ? replay(`try ${hypothesis.id}`, plan.call, [1]) : [])),
  );
  const rest = await Promise.all(
    plans.map(({ hypothesis, plan }, index) =>
      'call' in plan && first[index]?.[0]?.passed === true
        ? replay(`try ${hypothesis.id}`, plan.call, numbers.slice(1))
        : [],
    ),
  );
  const tried = plans.map(({ hypothesis, applied: edits, plan }, index) => {
    const about = {
      hypothesisId: hypothesis.id,
      change: hypothesis.change.digest,
      check: check.digest,
      base,
      ...shownOn,
    };
    const trial = 'call' in plan ? { replays: [...(first[index] ?? []), ...(rest[index] ?? [])] } : plan;
    return { id: hypothesis.id, applied: edits, verdict: verdictOn(about, reproduction, trial) };
  });

  const holding = tried.filter(({ verdict }) => verdict.word === 'fixed');
  const others =
    failing && today && holding.length > 0
      ? await meetOthers({ ...toProve, failing, today, files: prompts }, holding, on)
      : NOBODY_MET;
  const question = failing ? nameOfCall(failing.call, trace.name) : trace.name;
  const verdicts = tried.map(({ id, verdict }) => {
    const met = others.of.get(id);
    return met ? withOthers(verdict, met, { unseen: others.unseen, question, before: reproduction.sample }) : verdict;
  });
  return { reproduction: withMore(reproduction, others.unchanged), verdicts: fitted(verdicts) };
}

/** Numbers of the fresh answers asked of the model for the call as it was, and for each hypothesis that survives the first of them. */
const numbersOf = ({ replays }: ReplayPlan) => Array.from({ length: replays }, (_, index) => index + 1);
const RECORDED = { true: 'passed', false: 'failed', null: 'unclear' } as const;
const NOTHING_RECORDED: Judgement = { passed: false, reason: null, judge: null, inputTokens: 0, outputTokens: 0 };
const NO_CONTEXT = { prompts: [] } as const;

type OthersMet = OthersTried & Readonly<{ unseen: string | null }>;
const NOBODY_MET: OthersMet = { unchanged: [], of: new Map(), unseen: null };

async function meetOthers(about: ToChoose, holding: readonly Holding[], on: Replaying): Promise<OthersMet> {
  const { house, bounds, steps } = on;
  const chosen = await steps.step('look for other conversations', () =>
    chooseOthers(about, house.othersEach, house, bounds, steps.signal),
  );
  const met = await tryOthers(chosen, { ...about, holding }, on);
  return { ...met, unseen: chosen.unseen };
}

/** The call to replay with a change in it, or what is known of the change without. */
function planFor(
  { kind }: Hypothesis,
  changed: ChangedCall | undefined,
  { word, reason, drift }: Reproduction,
  unchanged: readonly Replay[],
): Readonly<{ call: Call }> | Trial {
  if (!changed) return { replays: [], untried: reason ?? 'There is no call that could be replayed.' };
  if ('impossible' in changed) return { replays: [], untried: changed.impossible };
  if (word === 'not-reproduced')
    return { replays: [], untried: 'The failure did not show itself again, so a fix can’t be told from luck.' };
  if (word === 'inconclusive') return { replays: [], untried: reason ?? 'The failure could not be replayed.' };
  if ('call' in changed) return changed;
  if (kind === 'eval') return { replays: unchanged, unchanged: 'It changes nothing that the model is given.' };
  const why = drift && !drift.replayed ? ` ${driftWords(drift)}` : '';
  return { replays: [], untried: `${NOT_REACHED}${why}` };
}

const NOT_REACHED =
  'The failing call was not made from the files that this changes, as far as I can see, so a replay can’t show what it does.';

function whyNot(failing: object | undefined, recorded: Judgement, check: Check, { replayer }: House): string | null {
  if (!failing) return 'The trace has no call of a language model that could be replayed.';
  if (check.assertions.length === 0 && !check.rubric)
    return 'The expectation could not be made into a check. Change the check, for example to: say that …';
  if (recorded.passed === null) return recorded.reason;
  if (recorded.passed)
    return 'The check passes the very answer that was reported, so it does not see the failure. Change the check.';
  if (!replayer) return 'No model is set that could replay the call. Whoever runs me sets one with OPENAI_API_KEY.';
  return null;
}
