import type { Call } from '../domain/call.ts';
import type { Edit } from '../domain/change.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { digestOf } from './digest.ts';

type EvalFile = Readonly<{ path: string; text: string }>;

const OWN_FILE = '.refinery/evals.jsonl';
/** What people call the two columns of an eval set, most usual first. */
const INPUT_NAMES = ['input', 'question', 'message', 'prompt', 'query'];
const EXPECTED_NAMES = ['expected', 'expected_output', 'expectation', 'reference', 'answer', 'output'];

/**
 * The edit that adds a case to the eval set, so that it can't come back unnoticed:
 * one more line in the form of the lines that are there (JSON Lines), or a file of its own.
 */
export function evalCaseEdit(call: Call, expectation: string, evals: EvalFile | undefined): Edit | undefined {
  const input = call.messages.findLast(({ role }) => role === 'user')?.content;
  if (!input) return undefined;
  const id = `refinery-${digestOf({ input, expectation }).slice(0, 8)}`;
  const lines = evals?.path.endsWith('.jsonl') ? evals.text.split('\n').filter((line) => line.trim()) : [];
  const last = lines.map(parsedObject).at(-1);
  if (!evals || !last)
    return { kind: 'create', path: OWN_FILE, text: `${JSON.stringify({ id, input, expected: expectation })}\n` };

  const names = Object.keys(last);
  const inputName = INPUT_NAMES.find((name) => names.includes(name)) ?? 'input';
  const expectedName = EXPECTED_NAMES.find((name) => names.includes(name)) ?? 'expected';
  const line = JSON.stringify({ ...(names.includes('id') && { id }), [inputName]: input, [expectedName]: expectation });
  return { kind: 'append', path: evals.path, text: `${line}\n` };
}

function parsedObject(line: string): JsonObject | undefined {
  try {
    const value = JSON.parse(line) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
