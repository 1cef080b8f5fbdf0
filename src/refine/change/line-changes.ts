/** Lines that one side has and the other has not, however often, in their order. A line that only moved is in neither. */
export type LineChanges = Readonly<{ added: readonly string[]; removed: readonly string[] }>;

/** Takes time in proportion to the texts, whatever they hold; `null` for a side that is not there. */
export function lineChanges(before: string | null, after: string | null): LineChanges {
  const old = linesOf(before);
  const now = linesOf(after);
  return { added: without(now, old), removed: without(old, now) };
}

function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count === 0;
  });
}

function linesOf(text: string | null): readonly string[] {
  return text === null || text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}
