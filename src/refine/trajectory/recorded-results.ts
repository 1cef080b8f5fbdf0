import type { Media, Message } from '../../domain/call.ts';
import { keyOf, splitCall, type Turn } from './agent-turns.ts';

/** What a tool brought when it was asked for something; `turn` counts the agent's turns from 0. */
export type RecordedResult = Readonly<{ key: string; turn: number; content: string; media?: readonly Media[] }>;

/** What the tools of an agent's turns brought, as the next turn was given it, in the order in which they were asked. */
export function recordedResults(turns: readonly Turn[]): readonly RecordedResult[] {
  return turns.flatMap(({ call, output }, turn) => {
    const answers = saidAfter(call, turns[turn + 1]?.call).filter(({ role }) => role === 'tool');
    return output.toolCalls.flatMap((asked): readonly RecordedResult[] => {
      const place = answers.findIndex(({ toolCallId }) => toolCallId === asked.id);
      const [answer] = place < 0 ? [] : answers.splice(place, 1);
      if (!answer) return [];
      const { content, media } = answer;
      return [{ key: keyOf(asked), turn, content, ...(media && { media }) }];
    });
  });
}

/** What the next call holds behind the answer to this one. */
export function saidAfter(call: Turn['call'], next: Turn['call'] | undefined): readonly Message[] {
  return next ? splitCall(next).said.slice(splitCall(call).said.length + 1) : [];
}
