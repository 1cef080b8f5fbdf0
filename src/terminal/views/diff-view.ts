import { createTwoFilesPatch } from 'diff';
import type { OfferInFull } from '../../flow/make-offer.ts';
import type { FileWrite } from '../../ports.ts';
import { printable } from '../../refine/printable.ts';
import { decodeText } from '../../refine/text-file.ts';
import type { Screen } from '../screen.ts';

/** What an offer would change, as a coloured unified diff. */
export function diffView({ writes, before }: OfferInFull, paint: Screen['paint']): string {
  return writes.map((write) => fileDiff(write, before.get(write.path) ?? null, paint)).join('\n');
}

function fileDiff({ path, bytes }: FileWrite, before: Uint8Array | null, paint: Screen['paint']): string {
  const from = before === null ? '/dev/null' : `a/${path}`;
  const to = bytes === null ? '/dev/null' : `b/${path}`;
  const patch = createTwoFilesPatch(from, to, shown(before), shown(bytes), '', '', { context: 3 });
  const lines = patch.split('\n').filter((line) => !/^=+$/.test(line));
  return lines
    .map((line) => coloured(line.trimEnd(), paint))
    .join('\n')
    .trimEnd();
}

/** Control characters of a file must not steer the terminal. */
function shown(bytes: Uint8Array | null): string {
  if (bytes === null) return '';
  const decoded = decodeText(bytes);
  if ('refused' in decoded) return `(${bytes.length} bytes, no text)`;
  return printable(decoded.text);
}

function coloured(line: string, paint: Screen['paint']): string {
  if (line.startsWith('+++') || line.startsWith('---')) return paint('bold', line);
  if (line.startsWith('+')) return paint('green', line);
  if (line.startsWith('-')) return paint('red', line);
  return line.startsWith('@@') ? paint('cyan', line) : line;
}
