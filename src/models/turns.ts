import type { Message } from '../domain/call.ts';

/** Of one side, in a row. Results of tools are the user's. */
export type Turn<Part> = Readonly<{ who: 'user' | 'model'; parts: readonly Part[] }>;

/**
 * Messages as a conversation of two, as Anthropic and Gemini want it: what one side says in a row is one turn, so that
 * the results of tools stand together behind their calls. Instructions, which have a place of their own there, and
 * what says nothing are left out.
 */
export function turnsOf<Part>(
  messages: readonly Message[],
  partsOf: (message: Message) => readonly Part[],
): readonly Turn<Part>[] {
  const turns: { who: Turn<Part>['who']; parts: Part[] }[] = [];
  for (const message of messages) {
    const parts = message.role === 'system' ? [] : partsOf(message);
    if (parts.length === 0) continue;
    const who = message.role === 'assistant' ? 'model' : 'user';
    const last = turns.at(-1);
    if (last?.who === who) last.parts.push(...parts);
    else turns.push({ who, parts: [...parts] });
  }
  return turns;
}
