import type { Run } from '../../domain/trace.ts';
import type { Seen } from '../call/look-at.ts';
import { readAnswer } from '../call/read-answer.ts';
import { showJson } from '../view/show-json.ts';

/** One thing that was done: a run that holds no other. `text` is what it gave back, its error included. */
export type Step = Readonly<{ run: Run; text: string; length: number; callsTool: boolean }>;

/** Characters looked at in one step: errors stand at the start or the end. With many steps, fewer each. */
const MOST_CHARS = 8_000;
const FEWEST_CHARS = 200;
const MOST_CHARS_TOGETHER = 4_000_000;

/** The steps of a trace in the order they were taken. `length` counts all characters, `text` keeps both ends. */
export function stepsOf({ trace, childrenOf }: Seen): readonly Step[] {
  const leaves = trace.runs.filter((run) => childrenOf(run).length === 0);
  const room = Math.max(FEWEST_CHARS, Math.min(MOST_CHARS, Math.floor(MOST_CHARS_TOGETHER / (leaves.length + 1))));
  return leaves.toSorted((one, other) => (one.startMs ?? 0) - (other.startMs ?? 0)).map((run) => stepOf(run, room));
}

function stepOf(run: Run, room: number): Step {
  const answer = run.kind === 'llm' ? readAnswer(run.outputs) : undefined;
  const calls = answer?.toolCalls ?? [];
  const said = calls.map(({ name, arguments: given }) => `${name} ${JSON.stringify(given)}`);
  const given = answer && (answer.text !== '' || said.length > 0) ? [answer.text, ...said] : textsOf(run);
  const whole = [...given, ...(run.error === null ? [] : [run.error])].join('\n');
  return { run, text: bothEnds(whole, room), length: whole.length, callsTool: calls.length > 0 };
}

function textsOf({ outputs }: Run): readonly string[] {
  return showJson(outputs).map(({ text }) => text);
}

function bothEnds(text: string, room: number): string {
  if (text.length <= room) return text;
  const half = Math.floor(room / 2);
  return `${text.slice(0, half)}\n${text.slice(-half)}`;
}
