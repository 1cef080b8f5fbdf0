const MOST_BYTES_IN_PATH = 1024;
const MOST_BYTES_IN_NAME = 255;

/** Names that Windows keeps for devices, with any extension. https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i;

/** What NTFS calls a file for old programs: `PROGRA~1.TXT`. */
const SHORT_NAME = /~\d+(?:\.[^.]{0,3})?$/;

/** Format, surrogate and private characters, line and paragraph separators, and what stands for a byte that was no UTF-8. */
const UNSEEN = /[\u034f\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\ufffd\u115f\u1160\u3164\uffa0]/u;

/**
 * Why a path may not be read or written in a repository, as the end of a
 * sentence; `undefined` for a good one. Paths are relative to the root and use `/`.
 *
 * What git itself drops in silence (`../x`, `.git/config`) or what another
 * system would store under another name is refused before git is ever asked.
 */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.startsWith('/') || path.startsWith('~') || /^[a-z]:/i.test(path))
    return 'it does not start at the root of the repository';
  if (path.includes('\\')) return 'it holds a backslash';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f]/.test(path)) return 'it holds a control character';
  if (UNSEEN.test(path)) return 'it holds a character that cannot be seen';
  if (path !== path.normalize('NFC')) return 'it is not in the composed form of Unicode (NFC)';
  if (/[:*?"<>|]/.test(path)) return 'it holds a character that Windows does not allow';
  if (bytesOf(path) > MOST_BYTES_IN_PATH) return `it is longer than ${MOST_BYTES_IN_PATH} bytes`;
  return firstOf(path.split('/'), nameProblem);
}

/** Paths that some file systems take for one and the same have the same folded form. */
export function foldPath(path: string): string {
  // Large letters first: some small ones, such as `ſ` and `ß`, share theirs with others.
  return path.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

function nameProblem(name: string): string | undefined {
  if (name === '') return 'it has an empty name between two slashes';
  if (name === '.' || name === '..') return 'it leads through . or ..';
  // NTFS also finds `.git` as `git~1`, and by `.git.` or `.git `: CVE-2014-9390, CVE-2019-1352.
  if (/^\.git[ .]*$/i.test(name) || /^git~\d+$/i.test(name)) return "it leads into git's own folder";
  if (name.startsWith('-')) return 'a name in it starts with a dash, which commands take for an option';
  if (/^\s|[\s.]$/.test(name)) return 'a name in it starts or ends with a space, or ends with a dot';
  if (DEVICE.test(name) || SHORT_NAME.test(name)) return 'a name in it means something else on Windows';
  if (bytesOf(name) > MOST_BYTES_IN_NAME) return `a name in it is longer than ${MOST_BYTES_IN_NAME} bytes`;
  return undefined;
}

function firstOf<Item>(items: readonly Item[], problemOf: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
