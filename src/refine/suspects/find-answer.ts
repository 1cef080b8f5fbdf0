import type { Call } from '../../domain/call.ts';
import type { Run } from '../../domain/trace.ts';
import type { Seen } from '../call/look-at.ts';
import { showJson } from '../view/show-json.ts';

/** What the user was told at the end, and by which LLM run. `call` is missing when no run's messages could be read. */
export type Answer = Readonly<{ run: Run; text: string; call?: Call }>;

/** Enough of an answer to know it again. */
const KNOWN_BY = 200;

/** Nearly every signal asks for it; it is looked for once. */
const KNOWN = new WeakMap<Seen, Readonly<{ answer: Answer | undefined }>>();

/**
 * The last thing a model said in words that came out of the trace, else the last
 * thing it said. `undefined` when no model said anything.
 */
export function findAnswer(seen: Seen): Answer | undefined {
  const known = KNOWN.get(seen) ?? { answer: lookForAnswer(seen) };
  KNOWN.set(seen, known);
  return known.answer;
}

function lookForAnswer(seen: Seen): Answer | undefined {
  const roots = seen.trace.runs.filter(({ parentId }) => parentId === null);
  const came = roots.map(({ outputs }) => textOf(outputs)).join('\n');
  const said = seen.trace.runs.flatMap((run) => saidBy(run, seen) ?? []);
  return said.findLast(({ text }) => came.includes(text.slice(0, KNOWN_BY))) ?? said.at(-1);
}

/** Where the messages can't be read, all that came out counts as said. */
function saidBy(run: Run, { calls }: Seen): Answer | undefined {
  if (run.kind !== 'llm') return undefined;
  const rebuilt = calls.get(run.id);
  const text = (rebuilt ? rebuilt.output.text : textOf(run.outputs)).trim();
  if (text === '') return undefined;
  return rebuilt ? { run, text, call: rebuilt.call } : { run, text };
}

/** The instructions of a call: all its system messages. */
export function instructionsOf(call: Call): string {
  return call.messages
    .filter(({ role }) => role === 'system')
    .map(({ content }) => content)
    .join('\n');
}

/** What the user asked in a call, all messages of it. */
export function requestOf(call: Call): string {
  return call.messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .join('\n');
}

function textOf(outputs: Run['outputs']): string {
  return showJson(outputs)
    .map(({ text }) => text)
    .join('\n');
}
