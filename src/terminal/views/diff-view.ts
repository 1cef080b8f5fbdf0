import type { OfferInFull } from '../../flow/make-offer.ts';
import { fileDiff } from '../../refine/change/file-diff.ts';
import { printable } from '../../refine/text/printable.ts';
import type { Screen } from '../screen.ts';

/** What an offer would change, as a coloured unified diff. */
export function diffView({ writes, before }: OfferInFull, paint: Screen['paint']): string {
  const diffs = writes.map(({ path, bytes }) => fileDiff(path, before.get(path) ?? null, bytes));
  // Control characters of a file must not steer the terminal.
  const lines = printable(diffs.join('\n')).split('\n');
  return lines.map((line) => coloured(line.trimEnd(), paint)).join('\n');
}

function coloured(line: string, paint: Screen['paint']): string {
  if (line.startsWith('+++') || line.startsWith('---')) return paint('bold', line);
  if (line.startsWith('+')) return paint('green', line);
  if (line.startsWith('-')) return paint('red', line);
  return line.startsWith('@@') ? paint('cyan', line) : line;
}
