import { posix } from 'node:path';
import type { CommitSha } from '../../domain/digest.ts';
import type { Guide } from '../../domain/guide.ts';
import type { CodeHost } from '../../ports.ts';
import { decodeText, withPlainLineEnds } from '../../refine/change/text-file.ts';
import { printable } from '../../refine/text/printable.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { dropUnseen } from '../../refine/text/unseen.ts';

const FOLDER = '.refinery/guides/';
const MOST_PATHS = 20_000;
const MOST_FILES = 50;
const LARGEST_FILE_BYTES = 16 * 1024;
const LONGEST_TEXT = 4_000;

/**
 * Guides that a project brings: `.refinery/guides/*.md` of a commit. Anybody who may commit there has written them, so
 * they are bounded and cleaned of what nobody would see; a file that is too large, or no text, is passed over.
 * Errors as `CodeHost`.
 */
export async function projectGuides(repo: string, at: CommitSha, codeHost: CodeHost): Promise<readonly Guide[]> {
  const paths = (await codeHost.list(repo, at, MOST_PATHS)).filter(isGuide).slice(0, MOST_FILES);
  const guides = await Promise.all(
    paths.map(async (path) => {
      const file = await codeHost.read(repo, at, path);
      return file && file.bytes.length <= LARGEST_FILE_BYTES ? readGuide(path, file.bytes) : undefined;
    }),
  );
  return guides.filter((guide) => guide !== undefined);
}

const isGuide = (path: string): boolean => path.startsWith(FOLDER) && path.endsWith('.md');

function readGuide(path: string, bytes: Uint8Array): Guide | undefined {
  const decoded = decodeText(bytes);
  if ('refused' in decoded) return undefined;
  const text = printable(dropUnseen(withPlainLineEnds(decoded.text))).trim();
  const name = posix.basename(path, '.md').replace(/[-_]+/g, ' ');
  const title = /^# (.+)$/m.exec(text)?.[1] ?? printable(dropUnseen(name));
  return {
    title: shorten(title, 100),
    from: 'project',
    kind: 'failure',
    about: name,
    text: text.slice(0, LONGEST_TEXT).toWellFormed(),
  };
}
