/**
 * A template as a tree: fixed texts, holes, what is left out at times, what is
 * repeated. Every template language is brought into this form, so that finding
 * a prompt's template, and rendering an edited one, is written once.
 *
 * Nothing is ever computed that a template says. What stood in a hole, which
 * way a condition went and how often a part was repeated is read from the text
 * that was rendered, and kept under the words in which the template asks for it.
 */
export type Part = Text | Hole | Choice | Repeat;

export type Text = Readonly<{ text: string }>;

/** `variable` is the whole expression as the template writes it. `made`: what it is made of, where that can be made again. */
export type Hole = Readonly<{ variable: string; made?: Readonly<{ of: string; by: readonly string[] }> }>;

/** The first branch whose condition holds is shown; none, when none does. */
export type Choice = Readonly<{ branches: readonly Branch[] }>;

/** Shown when `when` is as `is` says; `when: null` always. */
export type Branch = Readonly<{ when: string | null; is: boolean; parts: readonly Part[] }>;

/** `as`: the names that mean something else each time; `all` where every name may. `otherwise` is shown in place of no time at all. */
export type Repeat = Readonly<{
  each: string;
  as: readonly string[] | 'all';
  parts: readonly Part[];
  otherwise: readonly Part[];
}>;

/**
 * What one rendering had in it, by the words of the template: the text of a
 * hole, whether a condition held, and for what is repeated one of these each time.
 */
export type Variables = Readonly<{ [name: string]: string | boolean | readonly Variables[] }>;

export const isText = (part: Part | undefined): part is Text => part !== undefined && 'text' in part;
export const isHole = (part: Part | undefined): part is Hole => part !== undefined && 'variable' in part;

/** Whether a name means something else each time that a part is repeated. */
export function isOwn(name: string, as: Repeat['as']): boolean {
  if (as === 'all') return true;
  const words = name.match(/[\p{L}_$@][\p{L}\p{N}_$]*/gu) ?? [];
  return words.some((word) => as.includes(word));
}

/** Characters that are no white space and stand in every rendering. */
export function fixedLength(parts: readonly Part[]): number {
  const lengths = parts.map((part): number => {
    if (isText(part)) return part.text.replace(/\s+/g, '').length;
    if (isHole(part) || 'each' in part) return 0;
    const isTotal = part.branches.some(({ when }) => when === null);
    return isTotal ? Math.min(...part.branches.map((branch) => fixedLength(branch.parts))) : 0;
  });
  return lengths.reduce((sum, length) => sum + length, 0);
}

/** The longest text that stands in every rendering: a message without it was not made from this template. */
export function longestFixed(parts: readonly Part[]): string {
  return parts.reduce((best, part) => (isText(part) && part.text.length > best.length ? part.text : best), '');
}

/** Whatever a template asks its program for: values, conditions, lists. */
export function asksFor(parts: readonly Part[]): ReadonlySet<string> {
  const asked = parts.flatMap((part): readonly string[] => {
    if (isText(part)) return [];
    if (isHole(part)) return [part.made?.of ?? part.variable];
    if ('each' in part) return [part.each, ...asksFor(part.parts), ...asksFor(part.otherwise)];
    return part.branches.flatMap(({ when, parts: own }) => [...(when === null ? [] : [when]), ...asksFor(own)]);
  });
  return new Set(asked);
}

/** Without empty texts, and neighbouring texts as one. */
export function joined(parts: readonly Part[]): readonly Part[] {
  const row: Part[] = [];
  for (const part of parts) {
    const last = row.at(-1);
    if (isText(part) && part.text === '') continue;
    if (isText(last) && isText(part)) row[row.length - 1] = { text: last.text + part.text };
    else row.push(part);
  }
  return row;
}

/** As a program has it that trims what it rendered. */
export function trimmed(parts: readonly Part[]): readonly Part[] {
  const row = [...joined(parts)];
  const first = row[0];
  if (isText(first)) row[0] = { text: first.text.trimStart() };
  const last = row.at(-1);
  if (isText(last)) row[row.length - 1] = { text: last.text.trimEnd() };
  return joined(row);
}

/** Holes and texts alone, as they would stand if everything in it were shown once; for comparing words. */
export function flattened(parts: readonly Part[]): readonly (Text | Hole)[] {
  return parts.flatMap((part): readonly (Text | Hole)[] => {
    if (isText(part) || isHole(part)) return [part];
    if ('each' in part) return flattened([...part.parts, ...part.otherwise]);
    return part.branches.flatMap((branch) => flattened(branch.parts));
  });
}
