import type { InspectedFile, TextFacts } from '../ports.ts';
import { decodeText } from '../refine/change/text-file.ts';
import { changedLines } from './changed-lines.ts';
import { checkSyntax } from './check-syntax.ts';
import { findSecrets } from './find-secrets.ts';
import { outlineFile } from './outline/outline-file.ts';

/** `null` for the side where the file does not exist. */
export type FileToInspect = Readonly<{ path: string; before: Uint8Array | null; after: Uint8Array | null }>;

/** Some rules for secrets are slow on long words; this much takes them well under a second. */
const MOST_CHARS_SCANNED = 64 * 1024;

/** Runs in the worker: a hostile file may take long, much memory, or the process down. */
export async function inspectFile({ path, before, after }: FileToInspect): Promise<InspectedFile> {
  const old = textOf(before);
  const now = textOf(after);
  const toScan = changedLines(old ?? '', now ?? '', MOST_CHARS_SCANNED);
  return {
    path,
    before: before && (await factsOf(path, old, toScan.before)),
    // The name of a new file is written, too.
    after: after && (await factsOf(path, now, before ? toScan.after : toScan.after && `${path}\n${toScan.after}`)),
  };
}

async function factsOf(path: string, text: string | null, toScan: string | undefined): Promise<TextFacts> {
  const nothing = { language: null, problem: null };
  if (text === null) return { text, syntax: nothing, outline: null, secrets: [], gaveUp: false };
  const syntax = await checkSyntax(path, text);
  return {
    text,
    syntax,
    outline: syntax.problem === null ? await outlineFile(path, text, syntax.language) : null,
    secrets: toScan === undefined ? [] : await findSecrets(toScan),
    gaveUp: toScan === undefined,
  };
}

function textOf(bytes: Uint8Array | null): string | null {
  const decoded = bytes && decodeText(bytes);
  return decoded && 'text' in decoded ? decoded.text : null;
}
