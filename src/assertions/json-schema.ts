import { Validator } from '@cfworker/json-schema';
import { z } from 'zod';
import type { Json, JsonObject } from '../domain/json.ts';
import { answerJson } from '../refine/text/answer-json.ts';
import { isOfTheAnswer } from '../refine/text/clauses.ts';
import { withoutQuotes } from '../refine/text/wish.ts';
import { isObject } from '../refine/trace/look-into-json.ts';
import { type AssertionKind, foundBy } from './assertion.ts';

const LONGEST_SCHEMA = 4_000;
/** Patterns of others take as long as they like, and references may go in circles. */
const REFUSED = new Set(['pattern', 'patternProperties', 'format', '$ref', '$dynamicRef', '$recursiveRef']);

const Schema = z
  .custom<JsonObject>((value) => isObject(value as Json))
  .refine((schema) => JSON.stringify(schema).length <= LONGEST_SCHEMA && !holdsRefused(schema));
const Params = z.object({ schema: Schema });
type Params = z.infer<typeof Params>;

const FIELD = String.raw`(?:(?<![\p{L}\p{N}_.-])(?!(?:in|at|on|as|with|without|be|do|never|not|under|of|or|but|and|then|keep|say)(?![\p{L}\p{N}_]))(?:“[^”\n]{1,60}”|"[^"\n]{1,60}"|\x60[^\x60\n]{1,60}\x60|[\p{L}_][\p{L}\p{N}_.-]{0,59}))`;
const AS_JSON = new RegExp(
  String.raw`(?<!\p{L})(?:(?:in|as|is|be|return|with)\s+)*(?:valid )?(?:JSON)(?: object)?(?:\s+(?:with|that has|having|containing)\s+(?:an? |the )?(?:fields?|keys?|propert(?:y|ies))\s+(?<fields>${FIELD}(?:(?:,\s*(?:and\s+)?|\s+and\s+)(?:(?:an? |the )?(?:field|key|property)\s+)?${FIELD}){0,19}))?(?![\p{L}])`,
  'iu',
);
const BY_SCHEMA = /(?:match(?:es)?|follow|fit) (?:the |this )?(?:JSON[ -]?)?schema\s+(?=\{)/iu;

/** The answer is JSON of a shape: "answer as JSON with the fields total and currency", "match the schema {…}". */
export const jsonSchema: AssertionKind<Params> = {
  kind: 'json-schema',
  params: Params,
  takes: 'phrase',

  understand(sentence) {
    const given = BY_SCHEMA.exec(sentence);
    if (given) {
      const at = given.index + given[0].length;
      const end = sentence.lastIndexOf('}') + 1;
      const params = Params.safeParse({ schema: answerJson(sentence.slice(at, end)) });
      return params.success ? { params: params.data, at: given.index, end } : undefined;
    }
    const found = AS_JSON.exec(sentence);
    // What is quoted is to be said, unless it is the name of a field.
    if (!found || withoutQuotes(sentence).slice(found.index, found.index + 2) !== found[0].slice(0, 2))
      return undefined;
    if (!isOfTheAnswer(sentence, found.index)) return undefined;
    return foundBy(found, { schema: schemaOf(fieldsIn(found.groups?.fields ?? '')) });
  },

  judge({ output }, { schema }) {
    const value = answerJson(output.text);
    return value !== undefined && new Validator(schema, '2020-12').validate(value).valid;
  },

  say: ({ schema }) => {
    const fields = plainFields(schema);
    if (!fields) return `matches the schema ${JSON.stringify(schema)}`;
    return fields.length === 0 ? 'is JSON' : `is JSON with ${fieldWords(fields)}`;
  },
  write: ({ schema }) => {
    const fields = plainFields(schema);
    if (!fields) return `match the schema ${JSON.stringify(schema)}`;
    return fields.length === 0 ? 'as JSON' : `as JSON with ${fieldWords(fields)}`;
  },
};

function fieldsIn(list: string): readonly string[] {
  const names = list.match(new RegExp(FIELD, 'giu')) ?? [];
  return names
    .filter((name) => !/^(?:and|an?|the|field|key|property)$/i.test(name))
    .map((name) => name.replace(/^[“"`]|[”"`]$/g, ''));
}

const schemaOf = (fields: readonly string[]): JsonObject =>
  fields.length === 0 ? {} : { type: 'object', required: [...fields] };

/** The fields of a schema that says no more than that they are there. */
function plainFields(schema: JsonObject): readonly string[] | undefined {
  if (Object.keys(schema).length === 0) return [];
  const { type, required, ...more } = schema;
  const isPlain = type === 'object' && Array.isArray(required) && required.length > 0 && Object.keys(more).length === 0;
  return isPlain && required.every((name) => typeof name === 'string' && /^[^“”"`\n]{1,60}$/.test(name))
    ? (required as string[])
    : undefined;
}

const fieldWords = (fields: readonly string[]): string =>
  `${fields.length === 1 ? 'the field' : 'the fields'} ${fields.map((name) => `“${name}”`).join(' and ')}`;

function holdsRefused(value: Json): boolean {
  if (Array.isArray(value)) return value.some(holdsRefused);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, inner]) => REFUSED.has(key) || holdsRefused(inner));
}
