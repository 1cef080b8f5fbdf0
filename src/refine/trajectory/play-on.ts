import type { Call, CallOutput, Message, ToolCall } from '../../domain/call.ts';
import { shorten } from '../text/shorten.ts';
import { keyOf, splitCall, type Turn } from './agent-turns.ts';
import { type RecordedResult, recordedResults, saidAfter } from './recorded-results.ts';

/**
 * What is needed to let an agent's turns run again. No tool is ever executed: each call that the model makes is given
 * what was recorded for the same call, in the order in which it was recorded, and each recording is given once, for
 * nobody knows what a tool would have said the next time.
 */
export type Trajectory = Readonly<{
  /** The recorded calls, one or more. A change is played by changing these. */
  calls: readonly Call[];
  /** By turn: the tools that were called, and what the program itself added after their results. */
  steps: readonly Readonly<{ keys: readonly string[]; added: readonly Message[] }>[];
  results: readonly RecordedResult[];
  /** Tools whose call was the end of it: the program took their arguments for the answer. */
  closing: readonly string[];
}>;

/** How far a trajectory has come: the next call to make, at which recorded turn it stands, and what was called so far. */
export type Standing = Readonly<{
  call: Call;
  turn: number;
  called: readonly ToolCall[];
  /** Of `results`, by position. */
  given: readonly number[];
}>;

/** `output` is the agent's answer with all the tools that it called on the way. `ended`: why it could not be played to its end. */
export type PlayedOn = Readonly<{ next: Standing }> | Readonly<{ output: CallOutput }> | Readonly<{ ended: string }>;

/** A model that calls one tool after the other is given no more than this. */
const MOST_CALLS = 40;
const SHOWN_CHARS = 120;

/** @param turns of one agent, one or more: `agentTurns` */
export function trajectoryOf(turns: readonly Turn[]): Trajectory {
  return {
    calls: turns.map(({ call }) => call),
    steps: turns.map(({ call, output }, index) => ({
      keys: output.toolCalls.map(keyOf).toSorted(),
      added: saidAfter(call, turns[index + 1]?.call).filter(({ role }) => role !== 'tool'),
    })),
    results: recordedResults(turns),
    closing: (turns.at(-1)?.output.toolCalls ?? []).map(({ name }) => name),
  };
}

/** The recorded answer, as a played one would be told. */
export function recordedOutput(turns: readonly Turn[]): CallOutput | undefined {
  const last = turns.at(-1);
  return last && { ...last.output, toolCalls: turns.flatMap(({ output }) => output.toolCalls) };
}

/** @returns `undefined` for a trajectory without any call */
export function begin({ calls: [call] }: Trajectory): Standing | undefined {
  return call && { call, turn: 0, called: [], given: [] };
}

/** What comes after the model's answer to `standing.call`. */
export function playOn(trajectory: Trajectory, standing: Standing, answer: CallOutput): PlayedOn {
  const { toolCalls } = answer;
  const called = [...standing.called, ...toolCalls];
  const isClosing = toolCalls.some(({ name }) => trajectory.closing.includes(name));
  if (toolCalls.length === 0 || isClosing) return { output: { ...answer, toolCalls: called } };
  if (standing.called.length >= MOST_CALLS)
    return { ended: `The agent was still calling tools after ${MOST_CALLS} calls.` };

  const given = [...standing.given];
  const answers: Message[] = [];
  for (const asked of toolCalls) {
    const place = trajectory.results.findIndex(({ key }, index) => key === keyOf(asked) && !given.includes(index));
    const result = trajectory.results[place];
    if (!result) return { ended: unrecorded(trajectory, asked) };
    given.push(place);
    answers.push(resultMessage(asked, result));
  }
  const furthest = Math.max(...given.map((place) => trajectory.results[place]?.turn ?? 0));
  return goOn(trajectory, { ...standing, called, given }, answer, answers, furthest + 1);
}

/** The agent stands where it stood when it had these results; behind the last recorded turn it goes on as in that one. */
function goOn(
  { calls, steps }: Trajectory,
  { call, turn, called, given }: Standing,
  { text, toolCalls }: CallOutput,
  answers: readonly Message[],
  following: number,
): PlayedOn {
  const next = Math.min(following, calls.length - 1);
  const step = steps[next - 1];
  const isAsRecorded = next === turn + 1 && step?.keys.join() === toolCalls.map(keyOf).toSorted().join();
  const added = following < calls.length ? (step?.added ?? []) : [];
  if (added.length > 0 && !isAsRecorded)
    return { ended: 'The program puts words of its own between the turns, and nobody knows which it would put here.' };
  const under = calls[next] ?? call;
  const asked: Message = { role: 'assistant', content: text, toolCalls, toolCallId: null };
  const said = [...splitCall(call).said, asked, ...answers, ...added];
  const messages = [...splitCall(under).instructions, ...said];
  return { next: { call: { ...under, messages }, turn: next, called, given } };
}

function resultMessage({ id }: ToolCall, { content, media }: RecordedResult): Message {
  return { role: 'tool', content, ...(media && { media }), toolCalls: [], toolCallId: id };
}

function unrecorded({ results }: Trajectory, asked: ToolCall): string {
  const given = JSON.stringify(asked.arguments);
  const what = `${asked.name}(${shorten(given === '{}' ? '' : given, SHOWN_CHARS)})`;
  return results.some(({ key }) => key === keyOf(asked))
    ? `The agent called ${what} more often than was recorded, so nobody knows what it would have brought.`
    : `The agent called ${what}, which was never recorded, so nobody knows what it would have brought.`;
}
