import type { Call } from '../../domain/call.ts';
import type { Edit } from '../../domain/change.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { digestOf } from './digest.ts';

type EvalFile = Readonly<{ path: string; text: string }>;

/** Where Refinery keeps eval cases of a repo that has no eval set it could add a line to. */
export const OWN_EVALS = '.refinery/evals.jsonl';
/** What people call the two columns of an eval set, most usual first. */
const INPUT_NAMES = ['input', 'question', 'message', 'prompt', 'query'];
const EXPECTED_NAMES = ['expected', 'expected_output', 'expectation', 'reference', 'answer', 'output'];

/**
 * The edit that adds a case to the eval set, so that it can't come back unnoticed:
 * one more line in the form of the lines that are there (JSON Lines), else in a file of its own.
 *
 * @param evals the eval sets of the repo, the one to add to first; with Refinery's own wherever that exists
 * @returns `undefined` where the set has such a row already, or nobody asked anything
 */
export function evalCaseEdit(call: Call, expectation: string, evals: readonly EvalFile[]): Edit | undefined {
  const input = call.messages.findLast(({ role }) => role === 'user')?.content;
  if (!input) return undefined;
  const id = `refinery-${digestOf({ input, expectation }).slice(0, 8)}`;
  const [form] = evals.flatMap(formOf);
  if (!form) {
    const text = `${JSON.stringify({ id, input, expected: expectation })}\n`;
    const kind = evals.some(({ path }) => path === OWN_EVALS) ? 'append' : 'create';
    return { kind, path: OWN_EVALS, text };
  }
  const { path, names, rows } = form;
  const inputName = INPUT_NAMES.find((name) => names.includes(name)) ?? 'input';
  const expectedName = EXPECTED_NAMES.find((name) => names.includes(name)) ?? 'expected';
  if (rows.some((row) => row[inputName] === input && row[expectedName] === expectation)) return undefined;
  const line = JSON.stringify({ ...(names.includes('id') && { id }), [inputName]: input, [expectedName]: expectation });
  return { kind: 'append', path, text: `${line}\n` };
}

type Form = Readonly<{ path: string; names: readonly string[]; rows: readonly JsonObject[] }>;

/** The rows, and the fields of the last one; none for a file that is no JSON Lines. */
function formOf({ path, text }: EvalFile): readonly Form[] {
  const lines = path.endsWith('.jsonl') ? text.split('\n').filter((line) => line.trim()) : [];
  const last = parsedObject(lines.at(-1) ?? '');
  const rows = lines.map(parsedObject).filter((row) => row !== undefined);
  return last ? [{ path, names: Object.keys(last), rows }] : [];
}

function parsedObject(line: string): JsonObject | undefined {
  try {
    const value = JSON.parse(line) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
