import type { JsonObject } from '../src/domain/json.ts';

/** An answer that keeps to a schema and says `text` wherever it may say anything: one of each list, the last word of each choice. */
export function filledIn(schema: JsonObject, text: string): unknown {
  const { type, enum: words, properties, items, anyOf } = schema as Schema;
  if (words) return words.at(-1);
  if (anyOf) return anyOf[0] && filledIn(anyOf[0], text);
  if (type === 'object')
    return Object.fromEntries(Object.entries(properties ?? {}).map(([key, inner]) => [key, filledIn(inner, text)]));
  if (type === 'array') return items ? [filledIn(items, text)] : [];
  if (type === 'boolean') return true;
  return [type].flat().includes('string') ? text : 1;
}

type Schema = Readonly<{
  type?: string | readonly string[];
  enum?: readonly string[];
  properties?: Readonly<Record<string, JsonObject>>;
  items?: JsonObject;
  anyOf?: readonly JsonObject[];
}>;
