import type { Json, JsonObject } from '../../domain/json.ts';

/** Positions above this are keys like any other: `a.4000000000` must not make a list of that length. */
const MAX_POSITION = 100_000;
/** Real keys have about ten steps. */
const MAX_STEPS = 64;

/**
 * Undoes the flattening that attributes of spans need: `{ 'a.0.role': 'user' }`
 * becomes `{ a: [{ role: 'user' }] }`. Where a key is both a value and a parent
 * of others, the value stands under `value`.
 */
export function nestKeys(flat: JsonObject, isWanted: (key: string) => boolean): JsonObject {
  const root: Branch = new Map();
  for (const [key, value] of Object.entries(flat)) {
    if (isWanted(key)) plant(root, stepsOf(key), value);
  }
  return harvestObject(root);
}

type Branch = Map<string, Branch | Leaf>;
type Leaf = Readonly<{ leaf: Json }>;

function stepsOf(key: string): readonly string[] {
  const steps = key.split('.', MAX_STEPS + 1);
  return steps.length > MAX_STEPS ? [key] : steps;
}

function plant(root: Branch, path: readonly string[], value: Json): void {
  let here = root;
  for (const step of path.slice(0, -1)) {
    const found = here.get(step);
    if (found instanceof Map) {
      here = found;
      continue;
    }
    const next: Branch = found ? new Map([['value', found]]) : new Map();
    here.set(step, next);
    here = next;
  }
  const last = path.at(-1) ?? '';
  const taken = here.get(last);
  if (taken instanceof Map) taken.set('value', { leaf: value });
  else here.set(last, { leaf: value });
}

function harvest(branch: Branch | Leaf): Json {
  if (!(branch instanceof Map)) return branch.leaf;
  const isListLike = [...branch.keys()].every((key) => /^\d+$/.test(key) && Number(key) <= MAX_POSITION);
  if (!isListLike) return harvestObject(branch);
  // Gaps close: what stood between was not recorded.
  const inOrder = [...branch].toSorted(([a], [b]) => Number(a) - Number(b));
  return inOrder.map(([, inner]) => harvest(inner));
}

function harvestObject(branch: Branch): JsonObject {
  return Object.fromEntries([...branch].map(([key, inner]) => [key, harvest(inner)]));
}
