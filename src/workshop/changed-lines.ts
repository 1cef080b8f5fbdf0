/** Both sides of a file, cut to what differs when the whole is too long; `undefined` when even that is. */
export type SidesToScan = Readonly<{ before: string | undefined; after: string | undefined }>;

/**
 * What must be looked at to tell which secrets a change adds. In a long file
 * that is the new lines with one neighbour each (a secret may be split between
 * an old line and a new one), and on the other side all lines of those that were there.
 */
export function changedLines(before: string, after: string, mostChars: number): SidesToScan {
  if (before.length <= mostChars && after.length <= mostChars) return { before, after };
  const old = before.split('\n');
  const known = new Set(old);
  const lines = after.split('\n');
  const isNew = lines.map((line) => !known.has(line));
  const near = lines.filter((_line, index) => isNew[index - 1] || isNew[index] || isNew[index + 1]);
  const kept = new Set(near);
  const current = new Set(lines);
  const gone = old.filter((line) => kept.has(line) || !current.has(line));
  return { before: within(gone.join('\n'), mostChars), after: within(near.join('\n'), mostChars) };
}

function within(text: string, mostChars: number): string | undefined {
  return text.length <= mostChars ? text : undefined;
}
