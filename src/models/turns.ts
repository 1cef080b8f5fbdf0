import type { Message } from '../domain/call.ts';

/** Of one side, in a row. Results of tools are the user's. */
export type Turn<Part> = Readonly<{ who: 'user' | 'model'; parts: readonly Part[] }>;

/**
 * Messages as a conversation of two, as Anthropic and Gemini want it: instructions have a place of their own, wherever
 * they stood, and what one side says in a row is one turn, so that the results of tools stand together behind their calls.
 * Where there are instructions alone, the user says them: somebody has to begin.
 */
export function conversationOf<Part>(
  messages: readonly Message[],
  partsOf: (message: Message) => readonly Part[],
): Readonly<{ system: readonly string[]; turns: readonly Turn<Part>[] }> {
  const [instructions, said] = [messages.filter(isSystem), messages.filter((message) => !isSystem(message))];
  const turns = turnsOf(said, partsOf);
  if (turns.length === 0) return { system: [], turns: turnsOf(instructions, partsOf) };
  return { system: instructions.map(({ content }) => content).filter((text) => text.trim() !== ''), turns };
}

/** What of a call is lost so, as people call it. */
export function lostInTurns(messages: readonly Message[]): readonly string[] {
  const begun = messages.findIndex((message) => !isSystem(message));
  const isLate = begun >= 0 && messages.slice(begun).some(isSystem);
  return isLate ? ['the place of later instructions'] : [];
}

const isSystem = ({ role }: Message): boolean => role === 'system';

/** What says nothing is left out. */
function turnsOf<Part>(
  messages: readonly Message[],
  partsOf: (message: Message) => readonly Part[],
): readonly Turn<Part>[] {
  const turns: { who: Turn<Part>['who']; parts: Part[] }[] = [];
  for (const message of messages) {
    const parts = partsOf(message);
    if (parts.length === 0) continue;
    const who = message.role === 'assistant' ? 'model' : 'user';
    const last = turns.at(-1);
    if (last?.who === who) last.parts.push(...parts);
    else turns.push({ who, parts: [...parts] });
  }
  return turns;
}
