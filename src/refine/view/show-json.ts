import type { Json } from '../../domain/json.ts';
import { unfold } from '../trace/look-into-json.ts';

/** One text of a JSON value, and the path that led there: `messages[2].content`. */
export type Shown = Readonly<{ path: string; text: string }>;

/** Deeper down, or with more entries, a value is shown as it is written. */
const MOST_DEPTH = 100;

/**
 * The leaves of a JSON value as people and models read them: in order, JSON
 * inside strings taken apart, and what says nothing (null, empty) left out.
 */
export function showJson(root: Json): readonly Shown[] {
  const shown: Shown[] = [];
  const pending: { value: Json; path: string; depth: number }[] = [{ value: root, path: '', depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { path, depth } = next;
    const value = unfold(next.value) ?? null;
    if (value === null || value === '') continue;
    if (typeof value !== 'object') {
      shown.push({ path, text: String(value) });
    } else if (depth === MOST_DEPTH) {
      shown.push({ path, text: '[deeper than can be shown]' });
    } else {
      const inner = Object.entries(value).map(([key, item]) => ({
        value: item,
        path: Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key,
        depth: depth + 1,
      }));
      // Not spread: a call takes some hundred thousand arguments at most.
      for (const each of inner.reverse()) pending.push(each);
    }
  }
  return shown;
}
