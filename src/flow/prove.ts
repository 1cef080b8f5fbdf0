import type { Call, CallOutput } from '../domain/call.ts';
import type { Check } from '../domain/check.ts';
import { kindOf, tell } from '../domain/errors.ts';
import type { Hypothesis } from '../domain/hypothesis.ts';
import type { Project } from '../domain/project.ts';
import type { SafeTrace } from '../domain/trace.ts';
import type { Reproduction, Verdict } from '../domain/verdict.ts';
import type { Steps } from '../ports.ts';
import { type ChangedCall, changedCall } from '../refine/changed-call.ts';
import { locatePrompts } from '../refine/locate-prompt.ts';
import { lookAt } from '../refine/look-at.ts';
import { type Replay, reproductionOf, verdictOn } from '../refine/tally.ts';
import { passes } from '../refine/understand-expectation.ts';
import { applyChange } from './apply-change.ts';
import { repoContext } from './context.ts';
import type { House } from './house.ts';
import type { Proposals } from './propose.ts';

export type ToProve = Pick<Proposals, 'base' | 'check' | 'hypotheses'> &
  Readonly<{ trace: SafeTrace; failingRunId: string | null; project: Project }>;

export type Proof = Readonly<{ reproduction: Reproduction; verdicts: readonly Verdict[] }>;

/** Fresh answers asked of the model for the call as it was, and for each hypothesis. */
const REPLAYS = 5;

/**
 * Replays the failing call as it was, and with each hypothesis' change in it.
 * Every replay is a step of its own, so that none is paid for twice; tools are
 * offered to the model and never executed. A model that does not answer makes
 * a replay inconclusive, not the case fail.
 */
export async function proveHypotheses(toProve: ToProve, house: House, steps: Steps): Promise<Proof> {
  const { trace, failingRunId, check, base, hypotheses } = toProve;
  const failing = failingRunId === null ? undefined : lookAt(trace, '').calls.get(failingRunId);
  const doubt = whyNot(failing, check, house);
  const recorded = failing && passes(check, failing.output, house.assertions) ? 'passed' : 'failed';
  const shownOn = { model: house.replayer?.name ?? null, standIn: house.replayer?.standIn ?? false };

  const replays = failing && doubt === null ? await replayed('reproduce', failing.call, check, house, steps) : [];
  const reproduction = reproductionOf({ recorded, replays, doubt, ...shownOn });

  const changed = failing ? await changedCalls(failing.call, toProve, house) : new Map<string, ChangedCall>();
  const verdicts: Verdict[] = [];
  for (const hypothesis of hypotheses) {
    const changedTo = changed.get(hypothesis.id) ?? { impossible: 'There is no call that could be replayed.' };
    const about = {
      hypothesisId: hypothesis.id,
      change: hypothesis.change.digest,
      check: check.digest,
      base,
      ...shownOn,
    };
    verdicts.push(verdictOn(about, reproduction, await trial(hypothesis, changedTo)));
  }
  return { reproduction, verdicts };

  async function trial(hypothesis: Hypothesis, changedTo: ChangedCall) {
    if ('impossible' in changedTo) return { replays: [], reason: changedTo.impossible };
    if (reproduction.word !== 'reproduced') return { replays: [], reason: notTried(reproduction) };
    if ('untouched' in changedTo)
      return {
        replays,
        reason: 'The change does not reach the failing call, so its replays without the change count.',
      };
    return { replays: await replayed(`try ${hypothesis.id}`, changedTo.call, check, house, steps), reason: null };
  }
}

function whyNot(failing: object | undefined, check: Check, { replayer }: House): string | null {
  if (!failing) return 'The trace has no call of a language model that could be replayed.';
  if (check.assertions.length === 0)
    return 'The expectation could not be made into a check. Say it in other words, for example: say that …';
  if (!replayer) return 'No model is set that could replay the call. Set OPENAI_API_KEY, or try the sample.';
  return null;
}

function notTried({ word, reason }: Reproduction): string {
  return word === 'not-reproduced'
    ? 'The failure did not show itself again, so a fix can’t be told from luck.'
    : (reason ?? 'The failure could not be replayed.');
}

/** Replays run at once; each is its own step, started in a fixed order. */
async function replayed(
  name: string,
  call: Call,
  check: Check,
  house: House,
  steps: Steps,
): Promise<readonly Replay[]> {
  const { replayer, assertions } = house;
  if (!replayer) return [];
  const numbers = Array.from({ length: REPLAYS }, (_, index) => index + 1);
  return Promise.all(
    numbers.map((number) =>
      steps.step<Replay>(`${name} ${number}/${REPLAYS}`, async (spent) => {
        try {
          const { output, model, usage } = await replayer.replay(call, steps.signal);
          spent({ model, ...usage });
          return { passed: passes(check, output, assertions), sample: sampleOf(output), model, ...usage };
        } catch (error) {
          const kind = kindOf(error);
          if (kind !== 'model-denied' && kind !== 'model-unsuited') throw error;
          return { passed: null, sample: tell(kind), model: replayer.name, inputTokens: 0, outputTokens: 0 };
        }
      }),
    ),
  );
}

/** What people are shown of an answer: its words, or the tools it called. */
function sampleOf({ text, toolCalls }: CallOutput): string {
  const called = toolCalls.map(({ name, arguments: given }) => `${name}(${JSON.stringify(given)})`);
  return [text, ...called].filter(Boolean).join('\n').slice(0, 400).toWellFormed();
}

async function changedCalls(
  call: Call,
  { hypotheses, project, base }: ToProve,
  house: House,
): Promise<ReadonlyMap<string, ChangedCall>> {
  const { prompts } = await repoContext(project, base, house.codeHost);
  const sites = locatePrompts(call, prompts, house.templates);
  const calls = hypotheses.map(async ({ id, change }) => {
    const applied = await applyChange(change.edits, project.repo, base, house.codeHost);
    return [id, changedCall(call, sites, applied, house.templates)] as const;
  });
  return new Map(await Promise.all(calls));
}
