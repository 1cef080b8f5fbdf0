import type { Json, JsonObject } from '../../domain/json.ts';

/** Nothing here recurses, so that no depth of a trace is too deep. */

export type Leaf = null | boolean | number | string;

/** What becomes of each leaf, with the key it stands under, and of each key. */
export type Mapping = Readonly<{ leaf(value: Leaf, key?: string): Leaf; key(key: string): string }>;

/** The same JSON with its leaves and keys mapped. Keys that become the same are told apart by a number. */
export function mapJson(root: JsonObject, mapping: Mapping): JsonObject;
export function mapJson(root: Json, mapping: Mapping): Json;
export function mapJson(root: Json, mapping: Mapping): Json {
  const pending: Readonly<{ from: readonly Json[] | JsonObject; to: Json[] | { [key: string]: Json } }>[] = [];

  const copy = (value: Json, key?: string): Json => {
    if (!isContainer(value)) return mapping.leaf(value, key);
    const to = Array.isArray(value) ? [] : {};
    pending.push({ from: value, to });
    return to;
  };

  const mapped = copy(root);
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { from, to } = next;
    for (const [key, value] of Object.entries(from)) {
      if (Array.isArray(to)) to.push(copy(value));
      else setOwn(to, freeKey(to, mapping.key(key)), copy(value, key));
    }
  }
  return mapped;
}

/** Every text of a JSON value, in order: keys too, numbers not. */
export function* textsIn(root: Json): Generator<string> {
  const pending: Json[] = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') yield next;
    if (!isContainer(next)) continue;
    if (!Array.isArray(next)) yield* Object.keys(next);
    for (const value of Object.values(next).reverse()) pending.push(value);
  }
}

function isContainer(value: Json): value is readonly Json[] | JsonObject {
  return value !== null && typeof value === 'object';
}

function freeKey(object: object, key: string): string {
  if (!Object.hasOwn(object, key)) return key;
  let number = 2;
  while (Object.hasOwn(object, `${key} (${number})`)) number++;
  return `${key} (${number})`;
}

/** A plain assignment to `__proto__` would change the object instead of filling it. */
function setOwn(object: { [key: string]: Json }, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}
