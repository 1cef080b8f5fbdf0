import type { Call } from '../domain/call.ts';
import type { Run } from '../domain/trace.ts';
import type { Seen } from './look-at.ts';
import { showJson } from './show-json.ts';

/** What the user was told at the end, and by which LLM run. `call` is missing when no run's messages could be read. */
export type Answer = Readonly<{ run: Run; text: string; call?: Call }>;

/** Enough of an answer to know it again. */
const KNOWN_BY = 200;

/**
 * The last thing a model said in words that came out of the trace, else the last
 * thing it said; in a trace without readable calls, what came out of its last root.
 */
export function findAnswer({ trace, calls }: Seen): Answer | undefined {
  const roots = trace.runs.filter(({ parentId }) => parentId === null);
  const came = roots.map(({ outputs }) => textOf(outputs)).join('\n');
  const said = trace.runs.flatMap((run): readonly Answer[] => {
    const rebuilt = calls.get(run.id);
    const text = rebuilt?.output.text.trim() ?? '';
    return rebuilt && text !== '' ? [{ run, text, call: rebuilt.call }] : [];
  });
  const answered = said.findLast(({ text }) => came.includes(text.slice(0, KNOWN_BY))) ?? said.at(-1);
  if (answered) return answered;
  const root = roots.findLast(({ outputs }) => textOf(outputs).trim() !== '');
  return calls.size === 0 && root ? { run: root, text: textOf(root.outputs) } : undefined;
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
