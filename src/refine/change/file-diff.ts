import { createTwoFilesPatch } from 'diff';
import { decodeText } from './text-file.ts';

/** What happens to one file, as a unified diff with three lines around each change; without a line end after the last. */
export function fileDiff(path: string, before: Uint8Array | null, after: Uint8Array | null): string {
  const from = before === null ? '/dev/null' : `a/${path}`;
  const to = after === null ? '/dev/null' : `b/${path}`;
  const patch = createTwoFilesPatch(from, to, textOf(before), textOf(after), '', '', { context: 3 });
  const lines = patch.split('\n').filter((line) => !/^=+$/.test(line));
  return lines.join('\n').trimEnd();
}

function textOf(bytes: Uint8Array | null): string {
  if (bytes === null) return '';
  const decoded = decodeText(bytes);
  return 'refused' in decoded ? `(${bytes.length} bytes, no text)` : decoded.text;
}
