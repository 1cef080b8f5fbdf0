import type { Call } from '../../domain/call.ts';
import type { Change, Edit } from '../../domain/change.ts';
import type { Check } from '../../domain/check.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { isObject } from '../trace/look-into-json.ts';
import { canonicalJson } from './canonical-json.ts';
import { digestOf, sealChange } from './digest.ts';

type EvalFile = Readonly<{ path: string; text: string }>;

/** Where Refinery keeps eval cases of a repo that has no eval set it could add a line to. */
export const OWN_EVALS = '.refinery/evals.jsonl';
/** What people call the two columns of an eval set, most usual first. */
const INPUT_NAMES = ['input', 'question', 'message', 'prompt', 'query'];
const EXPECTED_NAMES = ['expected', 'expected_output', 'expectation', 'reference', 'answer', 'output'];

/**
 * The edit that adds a case to the eval set, so that it can't come back unnoticed:
 * one more line in the form of the lines that are there (JSON Lines), else in a file of its own. The check goes along
 * as data, for eval code that can run it: among the row's metadata where rows have some, else in a column of its own.
 *
 * @param evals the eval sets of the repo, the one to add to first; with Refinery's own wherever that exists
 * @returns `undefined` where the set has such a row already, or nobody asked anything
 */
export function evalCaseEdit(
  call: Call,
  expectation: string,
  check: Check,
  evals: readonly EvalFile[],
): Edit | undefined {
  const input = call.messages.findLast(({ role }) => role === 'user')?.content;
  if (!input) return undefined;
  const id = `refinery-${digestOf({ input, expectation }).slice(0, 8)}`;
  const [form] = evals.flatMap(formOf);
  if (!form) {
    const text = `${JSON.stringify({ id, input, expected: expectation, check: exported(check) })}\n`;
    const kind = evals.some(({ path }) => path === OWN_EVALS) ? 'append' : 'create';
    return { kind, path: OWN_EVALS, text };
  }
  const { path, names, rows } = form;
  const inputName = INPUT_NAMES.find((name) => names.includes(name)) ?? 'input';
  const expectedName = EXPECTED_NAMES.find((name) => names.includes(name)) ?? 'expected';
  if (rows.some((row) => row[inputName] === input && row[expectedName] === expectation)) return undefined;
  const line = JSON.stringify({
    ...(names.includes('id') && { id }),
    [inputName]: input,
    [expectedName]: expectation,
    ...(isObject(rows.at(-1)?.metadata) ? { metadata: { check: exported(check) } } : { check: exported(check) }),
  });
  return { kind: 'append', path, text: `${line}\n` };
}

/** As people's own eval code finds it: what it says, and what each assertion and the judge look at. */
function exported({ words, assertions, rubric }: Check): JsonObject {
  return {
    says: words,
    assertions: assertions.map(({ kind, params }) => ({ kind, params })),
    ...(rubric && { rubric }),
  };
}

/** The change whose eval case holds the new check in place of the one before; a change without one is as it was. */
export function withCheck({ edits }: Change, before: Check, after: Check): Change {
  return sealChange(edits.map((edit) => withCheckIn(edit, before, after)));
}

function withCheckIn(edit: Edit, before: Check, after: Check): Edit {
  if (edit.kind !== 'append' && edit.kind !== 'create') return edit;
  const row = parsedObject(edit.text);
  const known = row && (isObject(row.metadata) ? row.metadata.check : row.check);
  if (!row || known === undefined || canonicalJson(known) !== canonicalJson(exported(before))) return edit;
  const check = exported(after);
  const renewed = isObject(row.metadata) ? { ...row, metadata: { ...row.metadata, check } } : { ...row, check };
  return { ...edit, text: `${JSON.stringify(renewed)}\n` };
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
