import type { Answer, Call, CallOutput } from '../../domain/call.ts';
import { askedAt, isModelAway, isModelRefusal, kindOf, RefineryError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { Replay } from '../../domain/verdict.ts';
import type { Model, ReplayOutcome, Spent, Steps } from '../../ports.ts';
import { estimateTokens } from '../../refine/call/estimate-tokens.ts';
import { costOf, sumOf } from '../../refine/case/cost-of.ts';
import { digestOf } from '../../refine/case/digest.ts';
import { refusalWords } from '../../refine/case/model-trouble-words.ts';
import type { ShownOn } from '../../refine/proof/tally.ts';
import { redactJson } from '../../refine/text/redact.ts';
import { shorten } from '../../refine/text/shorten.ts';
import type { Play } from '../../refine/trajectory/subject.ts';
import type { House } from '../house.ts';
import type { Slots } from '../slots.ts';
import type { Bounds } from './bounds.ts';
import { playOut } from './play-out.ts';
import type { Purse } from './purse.ts';

/** What all replays of one proof share. */
export type Replaying = Readonly<{
  house: House;
  steps: Steps;
  bounds: Bounds;
  shownOn: ShownOn;
  purse: Purse;
  slots: Slots;
}>;

/** What is said of one answer. Judging is apart from asking: a check that changed judges the answers that are known. */
export type Judging = (answer: Answer) => Promise<
  Readonly<{
    passed: boolean | null;
    reason: string | null;
    judge?: string | null;
    inputTokens: number;
    outputTokens: number;
  }>
>;

const SAMPLE_CHARS = 400;
export const CAP_REACHED = 'The case has used up what it may cost.';
const DAY_CAP_REACHED = {
  silent: 'What all cases may cost in a day is used up; the day ends at 24:00 UTC.',
  capped: true,
} as const;

/**
 * One replay as a step of its own; each call of it is known again by what was sent, the model and the replay's number,
 * so that none is paid for twice. Tools are offered to the model and never executed. The step begins at once and has its
 * place from then on; the model is asked when it is its turn.
 */
export async function replayCall(
  step: string,
  { call, trajectory, number }: Play & Readonly<{ number: number }>,
  judge: Judging,
  on: Replaying,
): Promise<Replay> {
  let isNoted = false;
  const note = (spent: Replay) => {
    isNoted = true;
    on.purse.note(spent);
  };
  const replay = await on.steps.step<Replay>(step, (spent) =>
    on.slots(async () => {
      const ask = (one: Call) => answerOf(one, number, spent, on);
      const replayed = await judged(await (trajectory ? playOut(trajectory, ask) : ask(call)), judge, spent, on);
      note(replayed);
      return replayed;
    }, on.steps.signal),
  );
  // Done before a restart: it was paid for by this case all the same.
  if (!isNoted) on.purse.note(replay);
  return replay;
}

/** One answer, paid for once. */
export async function answerOf(
  call: Call,
  number: number,
  spent: (cost: Spent) => void,
  on: Replaying,
): Promise<ReplayOutcome> {
  const { model, standIn } = on.shownOn;
  const { replayer } = on.house;
  if (!replayer || replayer.name !== model || (standIn && !hasStandIn(replayer)))
    return { silent: 'Another model was set meanwhile. Try it once more.' };
  if (!(await on.bounds.stillWanted())) return { silent: 'The case moved on meanwhile.' };
  // Among several, another may play the call once another key is set.
  const player = replayer.players && { player: replayer.players.of(call).name };
  return on.bounds.once(digestOf({ call: digestOf(call), model, standIn, number, ...player }), async () => {
    const { input, output } = estimateTokens(call);
    const aside = on.purse.setAside({
      model: replayer.termsOf(call).replayedOn.used,
      inputTokens: input,
      outputTokens: output,
    });
    if ('refused' in aside) return { silent: CAP_REACHED, capped: true };
    try {
      const begunMs = on.house.clock();
      const replayed = await replayer.replay(call, on.steps.signal);
      spent({ model: replayed.model, ...replayed.usage });
      return { ...replayed, output: safe(replayed.output, on.bounds), tookMs: on.house.clock() - begunMs };
    } catch (error) {
      const kind = kindOf(error);
      if (kind === 'day-spent') return DAY_CAP_REACHED;
      if (isModelRefusal(kind)) return { silent: refusalWords(kind, askedAt(error)) };
      throw isModelAway(kind) ? replaysUnavailable(error) : error;
    } finally {
      aside.giveBack();
    }
  });
}

/** It is gone once nobody serves the sample any more. */
const hasStandIn = ({ standIn, players }: Model): boolean => standIn || players?.hasStandIn === true;

/** Told from a judge that does not answer: the way on is another one. */
function replaysUnavailable(error: unknown): RefineryError {
  const detail = error instanceof RefineryError ? error.detail : String(error);
  return new RefineryError('replays-unavailable', detail, { asked: askedAt(error) });
}

/** An answer is judged, kept and shown as a trace is: what is known later is what was judged. */
function safe(output: CallOutput, { own }: Bounds): CallOutput {
  const redacted = (value: Json) => redactJson(value, own);
  return {
    ...output,
    text: String(redacted(output.text)),
    toolCalls: output.toolCalls.map((call) => ({ ...call, arguments: redacted(call.arguments) })),
  };
}

/** @param spent told of what judging took */
export async function judged(
  outcome: ReplayOutcome,
  judge: Judging,
  spent: (cost: Spent) => void,
  on: Replaying,
): Promise<Replay> {
  const { shownOn, house } = on;
  if ('silent' in outcome) {
    const { silent, capped = false, usage = { inputTokens: 0, outputTokens: 0 } } = outcome;
    const model = shownOn.model ?? '';
    const usd = costOf({ model, ...usage }, house.prices);
    return { passed: null, model, ...usage, ...(usd !== undefined && { usd }), sample: silent, capped };
  }
  const { output, model, usage, tookMs, redacted } = outcome;
  const judgement = await orDaySpent(judge({ output, tookMs, usage }));
  // The answer is known from here on, and is judged when the case goes on.
  if ('silent' in judgement) return judged({ ...judgement, usage }, judge, spent, on);
  const { passed, reason, judge: asked, ...took } = judgement;
  if (asked) spent({ model: asked, ...took });
  const usd = sumOf([
    costOf({ model, ...usage }, house.prices),
    asked ? costOf({ model: asked, ...took }, house.prices) : 0,
  ]);
  return {
    passed,
    sample: passed === null ? (reason ?? '') : sampleOf(output),
    ...(redacted && { redacted }),
    model,
    inputTokens: usage.inputTokens + took.inputTokens,
    outputTokens: usage.outputTokens + took.outputTokens,
    ...(usd !== undefined && { usd }),
    capped: false,
  };
}

function orDaySpent<Judged>(judging: Promise<Judged>): Promise<Judged | typeof DAY_CAP_REACHED> {
  return judging.catch((error: unknown) => {
    if (kindOf(error) === 'day-spent') return DAY_CAP_REACHED;
    throw error;
  });
}

/** What people are shown of an answer: its words, or the tools it called. */
export function sampleOf({ text, toolCalls }: CallOutput): string {
  const called = toolCalls.map(({ name, arguments: given }) => `${name}(${JSON.stringify(given)})`);
  return [text, ...called].filter(Boolean).join('\n').slice(0, SAMPLE_CHARS).toWellFormed();
}

/** What the customer asked, as people recognise a conversation by. */
export function nameOfCall({ messages }: Call, otherwise: string): string {
  const asked = messages.findLast(({ role, content }) => role === 'user' && content.trim() !== '')?.content;
  return shorten(asked ?? otherwise, NAME_CHARS);
}

const NAME_CHARS = 100;
