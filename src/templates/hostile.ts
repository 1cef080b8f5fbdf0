/** What nobody writes by hand, and what parsers take the square of, or the stack. */
const MOST_TAGS = 1_000;
const DEEPEST = 300;
const MOST_ANCHORS = 200;

/** Of double braces and the like, in one text. */
export const hasTooManyTags = (text: string): boolean => (text.match(/\{[{%#]/g)?.length ?? 0) > MOST_TAGS;

/** Brackets in brackets; those in strings and comments count, too, for only a parser could tell. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const bracket of text.match(/[()[\]{}]/g) ?? []) {
    depth = '([{'.includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** YAML's names for what is used again, and its marks of keys that are no words. */
export const hasTooManyAnchors = (text: string): boolean =>
  (text.match(/[&*][\w-]|(?:^|\s)\?(?=\s)/g)?.length ?? 0) > MOST_ANCHORS;
