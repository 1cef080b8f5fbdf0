/**
 * A text file taken apart so that it can be put together again byte for byte.
 * `text` is without byte order mark and keeps its own line ends, mixed ones too.
 */
export type TextFile = Readonly<{
  text: string;
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  /** Whether a byte order mark stood in front. UTF-16 always has one here: without it nobody can tell. */
  marked: boolean;
}>;

export type NoText = Readonly<{ refused: string }>;

const BYTE_ORDER_MARKS = [
  { encoding: 'utf-8', mark: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', mark: [0xff, 0xfe] },
  { encoding: 'utf-16be', mark: [0xfe, 0xff] },
] as const;

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md#the-pointer */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

export function decodeText(bytes: Uint8Array): TextFile | NoText {
  const marked = BYTE_ORDER_MARKS.find(({ mark }) => mark.every((byte, index) => bytes[index] === byte));
  const encoding = marked?.encoding ?? 'utf-8';
  const text = decoded(bytes.subarray(marked?.mark.length ?? 0), encoding);
  if (text === undefined) return { refused: `it is not valid ${encoding.toUpperCase()}` };
  if (text.includes('\0')) return { refused: 'it holds a NUL character, as only binary files do' };
  if (text.startsWith(LFS_POINTER)) return { refused: 'it only points at a file that Git LFS keeps elsewhere' };
  return { text, encoding, marked: marked !== undefined };
}

/** The exact inverse of `decodeText`. `text` must be well-formed Unicode. */
export function encodeText({ text, encoding, marked }: TextFile): Uint8Array {
  const mark = BYTE_ORDER_MARKS.find((each) => each.encoding === encoding)?.mark ?? [];
  const body = Buffer.from(text, encoding === 'utf-8' ? 'utf-8' : 'utf-16le');
  if (encoding === 'utf-16be') body.swap16();
  return new Uint8Array(Buffer.concat([Buffer.from(marked ? mark : []), body]));
}

/** As people and models write it: every line ends in `\n`. */
export function withPlainLineEnds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** The line end that most lines have; `\n` for a text of one line. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  const windows = text.split('\r\n').length - 1;
  const all = text.split('\n').length - 1;
  return windows > all - windows ? '\r\n' : '\n';
}

/** Where a place in `withPlainLineEnds(text)` is found in the text itself; never between `\r` and `\n`. */
export function placeInText(text: string, plainPlace: number): number {
  let left = plainPlace;
  let start = 0;
  for (const line of text.split('\r\n')) {
    if (left <= line.length) return start + left;
    left -= line.length + 1;
    start += line.length + 2;
  }
  return text.length;
}

function decoded(bytes: Uint8Array, encoding: TextFile['encoding']): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
