import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { Project } from '../../domain/project.ts';
import type { ReplayPlan } from '../../domain/replay-plan.ts';
import type { Replay, Reproduction, Verdict } from '../../domain/verdict.ts';
import type { Steps } from '../../ports.ts';
import { driftWords } from '../../refine/case/drift-words.ts';
import { type Trial, verdictOn, withMore } from '../../refine/proof/tally.ts';
import { withEvalSet } from '../../refine/proof/tally-eval-set.ts';
import { fitted, withOthers } from '../../refine/proof/tally-others.ts';
import { type ChangedPlay, changedPlay, levelFor } from '../../refine/trajectory/subject.ts';
import type { Proposals } from '../analyst/propose.ts';
import { applyChange } from '../apply-change.ts';
import { repoContext } from '../context.ts';
import type { House } from '../house.ts';
import type { TraceAtHand } from '../reader.ts';
import { type Bounds, UNBOUND } from './bounds.ts';
import { chooseOthers, type ToChoose } from './choose-others.ts';
import { nameOfCall, type Replaying } from './replay-call.ts';
import { numbersOf, reproduceFailure } from './reproduce-failure.ts';
import { type EvalSetTried, tryEvalSet } from './try-eval-set.ts';
import { type Holding, type OthersTried, tryOthers } from './try-others.ts';

export type ToProve = Pick<Proposals, 'base' | 'check' | 'hypotheses'> &
  Readonly<{
    trace: TraceAtHand;
    traceName: string;
    failingRunId: string | null;
    expectation: string;
    project: Project;
    plan: ReplayPlan;
  }>;

export type Proof = Readonly<{ reproduction: Reproduction; verdicts: readonly Verdict[] }>;

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
  const { trace, traceName, failingRunId: runId, check, base, hypotheses, plan } = toProve;
  const level = levelFor(check, house.assertions);
  const subject = runId === null ? undefined : await trace('subject', { runId, level }, steps.signal);
  const asked = subject?.turns[0]?.call;
  const { prompts, dataset } = asked ? await repoContext(toProve.project, base, house.codeHost, asked) : NO_CONTEXT;
  const { reproduction, unchanged, today, play, replay, on } = await reproduceFailure(
    { subject, check, plan, prompts },
    house,
    steps,
    bounds,
  );
  const { shownOn } = on;
  const numbers = numbersOf(plan);
  const applied = await Promise.all(
    hypotheses.map(({ change }) => applyChange(change.edits, toProve.project.repo, base, house.codeHost)),
  );
  const plans = hypotheses.map((hypothesis, index) => {
    const edits = applied[index] ?? { refused: 'nothing' };
    const changed = play && changedPlay(play, today, hypothesis.change.edits, edits, house.readTemplates);
    return { hypothesis, applied: edits, plan: planFor(hypothesis, changed, reproduction, unchanged) };
  });

  const first = await Promise.all(
    plans.map(({ hypothesis, plan }) => ('call' in plan ? replay(`try ${hypothesis.id}`, plan, [1]) : [])),
  );
  const rest = await Promise.all(
    plans.map(({ hypothesis, plan }, index) =>
      'call' in plan && first[index]?.[0]?.passed === true
        ? replay(`try ${hypothesis.id}`, plan, numbers.slice(1))
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
    const replays = [...(first[index] ?? []), ...(rest[index] ?? [])];
    const trial = 'call' in plan ? { replays, substituted: plan.substituted } : plan;
    return {
      id: hypothesis.id,
      edits: hypothesis.change.edits,
      applied: edits,
      verdict: verdictOn(about, reproduction, trial),
    };
  });

  const holding = tried.filter(({ verdict }) => verdict.word === 'fixed');
  const others =
    subject && today[0] && holding.length > 0
      ? await meetOthers({ ...toProve, subject, today: today[0], files: prompts }, holding, on)
      : NOBODY_MET;
  const question = subject?.turns[0] ? nameOfCall(subject.turns[0].call, traceName) : traceName;
  const verdicts = tried.map(({ id, verdict }) => {
    const met = others.of.get(id);
    return met ? withOthers(verdict, met, { unseen: others.unseen, question, before: reproduction.sample }) : verdict;
  });
  const harmless = holding.filter(({ id }) => isHarmless(verdicts.find((verdict) => verdict.hypothesisId === id)));
  const evalSet =
    dataset !== null && today[0] && harmless.length > 0
      ? await tryEvalSet({ dataset, today: today[0], holding: harmless }, on)
      : NO_EVAL_SET;
  const tallies = new Map(evalSet.of);
  const replays = new Map(evalSet.replays);
  return {
    reproduction: withMore(reproduction, [...others.unchanged, ...(replays.get(null) ?? [])]),
    verdicts: fitted(
      verdicts.map((verdict) => {
        const tally = tallies.get(verdict.hypothesisId);
        return tally ? withEvalSet(withMore(verdict, replays.get(verdict.hypothesisId) ?? []), tally) : verdict;
      }),
    ),
  };
}

const NO_EVAL_SET: EvalSetTried = { of: [], replays: [] };

/** Nothing is known that it would break, and nothing was left out because of its price. */
const isHarmless = (verdict: Verdict | undefined): boolean =>
  verdict !== undefined && (verdict.good?.broke ?? 0) === 0 && verdict.capped !== true;

const NO_CONTEXT = { prompts: [], dataset: null } as const;

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
  changed: ChangedPlay | undefined,
  { word, reason, drift }: Reproduction,
  unchanged: readonly Replay[],
): Exclude<ChangedPlay, { untouched: true } | { impossible: string }> | Trial {
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
