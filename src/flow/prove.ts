import type { Answer, Call, CallOutput } from '../domain/call.ts';
import type { Check, Judgement } from '../domain/check.ts';
import type { Digest } from '../domain/digest.ts';
import { kindOf, tell } from '../domain/errors.ts';
import type { Hypothesis } from '../domain/hypothesis.ts';
import type { Project } from '../domain/project.ts';
import type { SafeTrace } from '../domain/trace.ts';
import type { Replay, Reproduction, Verdict } from '../domain/verdict.ts';
import type { Spent, Steps } from '../ports.ts';
import { type ChangedCall, changedCall } from '../refine/call/changed-call.ts';
import { lookAt } from '../refine/call/look-at.ts';
import { type PromptsToday, promptsToday } from '../refine/call/prompts-today.ts';
import { digestOf } from '../refine/case/digest.ts';
import { driftWords } from '../refine/case/drift-words.ts';
import { reproductionOf, type ShownOn, type Trial, verdictOn } from '../refine/case/tally.ts';
import { applyChange } from './apply-change.ts';
import { repoContext } from './context.ts';
import type { House } from './house.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { Proposals } from './propose.ts';

export type ToProve = Pick<Proposals, 'base' | 'check' | 'hypotheses'> &
  Readonly<{ trace: SafeTrace; failingRunId: string | null; project: Project }>;

export type Proof = Readonly<{ reproduction: Reproduction; verdicts: readonly Verdict[] }>;

/** What a proof depends on that is no part of it. */
export type Bounds = Readonly<{
  /** False once the case has moved on or was stopped: what was not asked yet is not paid for. */
  stillWanted(): Promise<boolean>;
  /** The replay that is known already under this digest, else a new one. */
  once(about: Digest, replay: () => Promise<Replay>): Promise<Replay>;
}>;

/** A stage alone, on a file: nothing is known, and nothing moves on. */
const UNBOUND: Bounds = { stillWanted: async () => true, once: (_about, replay) => replay() };

/** Fresh answers asked of the model for the call as it was, and for each hypothesis. */
const REPLAYS = 5;

/**
 * Replays the failing call as it was, and with each hypothesis' change in it.
 * When its prompt was reworded since, the call as it would be made today takes its place, and that is said.
 *
 * Every replay is a step of its own, and is known again by what it was about, so
 * that none is paid for twice; tools are offered to the model and never executed.
 * What they are made on is settled in the first step: a case that goes on with another model set does not mix the two.
 * A model that is unavailable makes the chapter fail; one that refuses the call
 * makes the replay inconclusive, with its reason.
 */
export async function proveHypotheses(
  toProve: ToProve,
  house: House,
  steps: Steps,
  bounds: Bounds = UNBOUND,
): Promise<Proof> {
  const { trace, failingRunId, check, base, hypotheses } = toProve;
  const failing = failingRunId === null ? undefined : lookAt(trace, '').calls.get(failingRunId);
  const { recorded, doubt, ...model } = await steps.step('plan the replays', async (spent) => {
    const recorded = failing ? await judgeAnswer(check, failing, failing.call, house, steps.signal) : NOTHING_RECORDED;
    if (recorded.judge !== null) spent({ ...recorded, model: recorded.judge });
    return {
      recorded: RECORDED[`${recorded.passed}`],
      doubt: whyNot(failing, recorded, check, house),
      model: house.replayer?.name ?? null,
      standIn: house.replayer?.standIn ?? false,
    };
  });
  const today = failing && (await callToday(failing.call, toProve, house));
  const drift = today?.drift && { ...today.drift, replayed: today.drift.replayed && doubt === null };
  const shownOn = { ...model, drift };
  const replay: Replaying = (name, call, change) =>
    replayed(name, { call, change, check, house, steps, shownOn, bounds });

  const unchanged = today && doubt === null ? await replay('reproduce', today.call, null) : [];
  const reproduction = reproductionOf({ recorded, replays: unchanged, doubt, ...shownOn });
  const changed = today ? await changedCalls(today, toProve, house) : undefined;

  const verdicts: Verdict[] = [];
  for (const hypothesis of hypotheses) {
    const { id: hypothesisId, change } = hypothesis;
    const about = { hypothesisId, change: change.digest, check: check.digest, base, ...shownOn };
    const trial = await tryOut(hypothesis, changed?.get(hypothesisId), reproduction, unchanged, replay);
    verdicts.push(verdictOn(about, reproduction, trial));
  }
  return { reproduction, verdicts };
}

const RECORDED = { true: 'passed', false: 'failed', null: 'unclear' } as const;
const NOTHING_RECORDED: Judgement = { passed: false, reason: null, judge: null, inputTokens: 0, outputTokens: 0 };

/** @param change what the call has in it that was not recorded */
type Replaying = (name: string, call: Call, change: Digest | null) => Promise<readonly Replay[]>;

async function tryOut(
  { id, kind, change }: Hypothesis,
  changed: ChangedCall | undefined,
  { word, reason, drift }: Reproduction,
  unchanged: readonly Replay[],
  replay: Replaying,
): Promise<Trial> {
  if (!changed) return { replays: [], untried: reason ?? 'There is no call that could be replayed.' };
  if ('impossible' in changed) return { replays: [], untried: changed.impossible };
  if (word === 'not-reproduced')
    return { replays: [], untried: 'The failure did not show itself again, so a fix can’t be told from luck.' };
  if (word === 'inconclusive') return { replays: [], untried: reason ?? 'The failure could not be replayed.' };
  if ('call' in changed) return { replays: await replay(`try ${id}`, changed.call, change.digest) };
  if (kind === 'eval') return { replays: unchanged, unchanged: 'It changes nothing that the model is given.' };
  const why = drift && !drift.replayed ? ` ${driftWords(drift)}` : '';
  return { replays: [], untried: `${NOT_REACHED}${why}` };
}

const NOT_REACHED =
  'The failing call was not made from the files that this changes, as far as I can see, so a replay can’t show what it does.';

function whyNot(failing: object | undefined, recorded: Judgement, check: Check, { replayer }: House): string | null {
  if (!failing) return 'The trace has no call of a language model that could be replayed.';
  if (check.assertions.length === 0 && !check.rubric)
    return 'The expectation could not be made into a check. Say it in other words, for example: say that …';
  if (recorded.passed === null) return recorded.reason;
  if (recorded.passed)
    return 'The check passes the very answer that was reported, so it does not see the failure. Say the expectation in other words.';
  if (!replayer) return 'No model is set that could replay the call. Whoever runs me sets one with OPENAI_API_KEY.';
  return null;
}

type About = Readonly<{
  call: Call;
  change: Digest | null;
  check: Check;
  house: House;
  steps: Steps;
  shownOn: ShownOn;
  bounds: Bounds;
}>;

/** Replays run at once; each is its own step, started in a fixed order. */
async function replayed(name: string, about: About): Promise<readonly Replay[]> {
  const { steps, bounds, call, change, check, shownOn } = about;
  const { model, standIn } = shownOn;
  const known = { call: digestOf(call), change, check: check.digest, model, standIn };
  const numbers = Array.from({ length: REPLAYS }, (_, index) => index + 1);
  return Promise.all(
    numbers.map((number) =>
      steps.step<Replay>(`${name} ${number}/${REPLAYS}`, (spent) =>
        bounds.once(digestOf({ ...known, number }), () => replayOnce(about, spent)),
      ),
    ),
  );
}

async function replayOnce(
  { call, check, house, steps, shownOn, bounds }: About,
  spent: (cost: Spent) => void,
): Promise<Replay> {
  const { replayer } = house;
  const silent = { passed: null, model: shownOn.model ?? '', inputTokens: 0, outputTokens: 0 };
  if (!replayer || replayer.name !== shownOn.model || replayer.standIn !== shownOn.standIn)
    return { ...silent, sample: 'Another model was set meanwhile. Try it once more.' };
  if (!(await bounds.stillWanted())) return { ...silent, sample: 'The case moved on meanwhile.' };
  try {
    const begunMs = house.clock();
    const { output, model, usage } = await replayer.replay(call, steps.signal);
    const answer: Answer = { output, tookMs: house.clock() - begunMs, usage };
    const { passed, reason, ...judged } = await judgeAnswer(check, answer, call, house, steps.signal);
    const inputTokens = usage.inputTokens + judged.inputTokens;
    const outputTokens = usage.outputTokens + judged.outputTokens;
    spent({ model, inputTokens, outputTokens });
    const sample = passed === null ? (reason ?? '') : sampleOf(output);
    return { passed, sample, model, inputTokens, outputTokens };
  } catch (error) {
    const kind = kindOf(error);
    if (kind !== 'model-denied' && kind !== 'model-unsuited') throw error;
    return { ...silent, sample: tell(kind) };
  }
}

/** What people are shown of an answer: its words, or the tools it called. */
function sampleOf({ text, toolCalls }: CallOutput): string {
  const called = toolCalls.map(({ name, arguments: given }) => `${name}(${JSON.stringify(given)})`);
  return [text, ...called].filter(Boolean).join('\n').slice(0, 400).toWellFormed();
}

async function callToday(call: Call, { project, base }: ToProve, house: House): Promise<PromptsToday> {
  const { prompts } = await repoContext(project, base, house.codeHost);
  return promptsToday(call, prompts, house.templates);
}

async function changedCalls(
  { call, sites }: PromptsToday,
  { hypotheses, project, base }: ToProve,
  house: House,
): Promise<ReadonlyMap<string, ChangedCall>> {
  const calls = hypotheses.map(async ({ id, change }) => {
    const applied = await applyChange(change.edits, project.repo, base, house.codeHost);
    return [id, changedCall(call, sites, applied, house.templates)] as const;
  });
  return new Map(await Promise.all(calls));
}
