import type { Call, CallOutput, Message, ToolCall } from '../../domain/call.ts';
import { normalArguments } from './normal-arguments.ts';

/** One call of an agent's model, and what it answered. */
export type Turn = Readonly<{ call: Call; output: CallOutput }>;

/** A conversation longer than this is compared no further: its agent's next turn is looked for in vain. */
const MOST_TURNS = 50;

/**
 * The recorded turns of an agent from one call on, up to its answer: each is sent all that was said before, the
 * model's calls of tools, and what these brought. An agent that hands over to another goes on as the same
 * conversation under other instructions.
 */
export function agentTurns(calls: ReadonlyMap<string, Turn>, fromRunId: string): readonly Turn[] {
  const recorded = [...calls.values()];
  const start = recorded.findIndex(({ call }) => call.runId === fromRunId);
  const turns = recorded.slice(start, start + 1);
  if (start < 0) return [];
  for (const next of recorded.slice(start + 1)) {
    const last = turns.at(-1);
    if (!last || last.output.toolCalls.length === 0 || turns.length === MOST_TURNS) break;
    if (goesOn(last, next)) turns.push(next);
  }
  return turns;
}

/** The instructions that stand before everything else, and what was said under them. */
export function splitCall({ messages }: Pick<Call, 'messages'>): Readonly<{
  instructions: readonly Message[];
  said: readonly Message[];
}> {
  const begun = messages.findIndex(({ role }) => role !== 'system');
  const at = begun < 0 ? messages.length : begun;
  return { instructions: messages.slice(0, at), said: messages.slice(at) };
}

function goesOn({ call, output }: Turn, next: Turn): boolean {
  const before = splitCall(call).said;
  const after = splitCall(next.call).said;
  const answer = after[before.length];
  return (
    answer?.role === 'assistant' &&
    areSameCalls(answer.toolCalls, output.toolCalls) &&
    before.every((message, index) => isSame(message, after[index]))
  );
}

function isSame(one: Message, other: Message | undefined): boolean {
  return other?.role === one.role && other.content === one.content && areSameCalls(one.toolCalls, other.toolCalls);
}

const areSameCalls = (some: readonly ToolCall[], others: readonly ToolCall[]): boolean =>
  some.length === others.length &&
  some.every((call, index) => {
    const other = others[index];
    return other !== undefined && keyOf(call) === keyOf(other);
  });

/** A tool and what it was asked, whoever wrote it. */
export const keyOf = ({ name, arguments: given }: Pick<ToolCall, 'name' | 'arguments'>): string =>
  `${name} ${normalArguments(given)}`;
