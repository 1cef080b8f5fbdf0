import type { Json } from '../../domain/json.ts';
import { isObject } from '../trace/look-into-json.ts';

const MOST_STEPS = 50;

/** The steps of a JSON Pointer, https://www.rfc-editor.org/rfc/rfc6901; `undefined` when it is none, or too deep. */
export function stepsOf(pointer: string): readonly string[] | undefined {
  if (pointer === '') return [];
  const steps = pointer.split('/');
  if (steps.shift() !== '' || steps.length > MOST_STEPS || /~(?![01])/.test(pointer)) return undefined;
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What `at` must become; text of JSON that is no value of it is refused before. */
export type ValueChange = Readonly<{ set: Json } | { append: Json } | { remove: true }>;

/** The value with one place in it changed, or the reason why there is no such place; only the last step may be a new name. */
export function withValue(
  value: Json,
  steps: readonly string[],
  change: ValueChange,
): Readonly<{ value: Json } | { refused: string }> {
  const [step, ...rest] = steps;
  if (step === undefined) {
    if ('set' in change) return { value: change.set };
    if ('remove' in change) return { refused: 'the whole file is one value, which can’t be removed' };
    return Array.isArray(value) ? { value: [...value, change.append] } : { refused: 'there is no list' };
  }
  if (Array.isArray(value)) {
    const index = /^(?:0|[1-9]\d*)$/.test(step) ? Number(step) : value.length;
    const inner = value[index];
    if (inner === undefined) return { refused: `the list there has no ${JSON.stringify(step)}` };
    if (rest.length === 0 && 'remove' in change) return { value: value.toSpliced(index, 1) };
    const made = withValue(inner, rest, change);
    return 'refused' in made ? made : { value: value.with(index, made.value) };
  }
  if (!isObject(value)) return { refused: `${JSON.stringify(step)} is looked for in what has no parts` };
  const inner = Object.hasOwn(value, step) ? value[step] : undefined;
  if (inner === undefined) {
    if (rest.length > 0 || !('set' in change)) return { refused: `there is no ${JSON.stringify(step)}` };
    return { value: withOwn(value, step, change.set) };
  }
  if (rest.length === 0 && 'remove' in change)
    return { value: Object.fromEntries(Object.entries(value).filter(([name]) => name !== step)) };
  const made = withValue(inner, rest, change);
  return 'refused' in made ? made : { value: withOwn(value, step, made.value) };
}

/** By entries, so that a name such as `__proto__` is only a name. */
function withOwn(value: Readonly<Record<string, Json>>, name: string, own: Json): Json {
  return Object.fromEntries([...Object.entries(value), [name, own]]);
}
