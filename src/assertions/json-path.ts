import { query } from 'json-p3';
import { z } from 'zod';
import type { Json } from '../domain/json.ts';
import { answerJson } from '../refine/text/answer-json.ts';
import { tryJson } from '../refine/trace/parse-json.ts';
import { type AssertionKind, foundBy } from './assertion.ts';

const LONGEST_PATH = 200;

const Params = z.object({
  /** RFC 9535. Without filters, which can take long, and with one descent at most. */
  path: z.string().max(LONGEST_PATH).refine(isPath),
  /** `null`: it is enough that something stands there. */
  equals: z.union([z.string(), z.number(), z.boolean()]).nullable(),
});
type Params = z.infer<typeof Params>;

const WRITTEN =
  /(?:(?:the )?(?:answer|JSON|value|field) )?(?:ha(?:s|ve) (?:something )?(?:at )?|at )?(?<path>\$(?:\.\.?[\p{L}_*][\p{L}\p{N}_-]*|\[(?:\d{1,6}|\*|'[^'\n]{1,60}')\]){1,20})(?:\s+(?:is|=|equals|be|should be|must be)\s+(?<value>"(?:\\.|[^"\\\n]){0,200}"|“[^”\n]{0,200}”|-?\d{1,15}(?:\.\d{1,10})?(?![\p{L}\d])|true(?!\p{L})|false(?!\p{L})))?/iu;

/** What stands at a place of an answer in JSON: "$.items[0].price is 39", "has $.total". https://www.rfc-editor.org/rfc/rfc9535 */
export const jsonPath: AssertionKind<Params> = {
  kind: 'json-path',
  params: Params,
  takes: 'phrase',

  understand(sentence) {
    const found = WRITTEN.exec(sentence);
    if (!found?.groups) return undefined;
    const { path, value } = found.groups;
    const params = Params.safeParse({ path, equals: value === undefined ? null : jsonOf(value) });
    return params.success ? foundBy(found, params.data) : undefined;
  },

  judge({ output }, { path, equals }) {
    const answer = answerJson(output.text);
    if (answer === undefined) return false;
    const values = query(path, answer as Parameters<typeof query>[1]).values() as readonly Json[];
    return equals === null ? values.length > 0 : values.some((value) => value === equals);
  },

  say: ({ path, equals }) =>
    equals === null ? `is JSON that has something at ${path}` : `is JSON where ${path} is ${JSON.stringify(equals)}`,
  write: ({ path, equals }) => (equals === null ? `has ${path}` : `${path} is ${JSON.stringify(equals)}`),
};

function jsonOf(written: string): Json | undefined {
  return tryJson(written.replace(/^“([\s\S]*)”$/, (_whole, text: string) => JSON.stringify(text)));
}

function isPath(path: string): boolean {
  if (path.includes('?') || path.split('..').length > 2 || path.split('*').length > 3) return false;
  try {
    query(path, {});
    return true;
  } catch {
    return false;
  }
}
