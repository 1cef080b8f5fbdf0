import type { Edit, FileChange } from '../../domain/change.ts';
import type { FileAtCommit, FileMode, FileWrite } from '../../ports.ts';
import { digestOfBytes } from '../case/digest.ts';
import { editValue } from './edit-value.ts';
import { pathClash } from './path-clash.ts';
import { pathProblem } from './path-policy.ts';
import {
  decodeText,
  encodeText,
  lineEndOf,
  type NoText,
  placeInText,
  type TextFile,
  withPlainLineEnds,
} from './text-file.ts';

/** What edits come to, in three views of the same files, sorted by path: for git, for people and guards, for the approval. */
export type AppliedEdits = Readonly<{
  writes: readonly FileWrite[];
  changed: readonly ChangedFile[];
  approved: readonly FileChange[];
}>;

/** `null` for the side where the file does not exist. */
export type ChangedFile = Readonly<{
  path: string;
  mode: FileMode;
  before: Uint8Array | null;
  after: Uint8Array | null;
}>;

/** One sentence that says why the edits can't be made as they stand. */
export type RefusedEdits = Readonly<{ refused: string }>;

const MOST_EDITS = 200;
const MOST_CHARS_PER_EDIT = 200_000;
const MOST_BYTES_PER_FILE = 4_000_000;
/** Counting further tells nobody more, and a hostile text could make it slow. */
const MOST_COUNTED = 100;

/**
 * Makes the edits of one change, in order, on the files as they are at the base.
 *
 * All or none: the first edit that does not apply as written refuses the lot.
 * `find` and anchors are compared with plain `\n` line ends, so that they match
 * in a file of Windows lines too; what is put in takes the file's own. Mode,
 * encoding, byte order mark and the presence of a final line end are kept.
 *
 * @param files those that exist at the base, by path: at least all that the edits name
 * @param beside the paths of all others, for names that some system takes for one
 */
export function applyEdits(
  edits: readonly Edit[],
  files: ReadonlyMap<string, FileAtCommit>,
  beside: readonly string[] = [],
): AppliedEdits | RefusedEdits {
  const unfit = firstProblem(edits) ?? pathClash(new Set(edits.map(({ path }) => path)), [...files.keys(), ...beside]);
  if (unfit !== undefined) return refuse(unfit);

  const drafts = new Map<string, Draft>();
  for (const edit of edits) {
    const draft = drafts.get(edit.path) ?? draftOf(files.get(edit.path));
    const next = applied(edit, draft);
    if ('refused' in next) return next;
    drafts.set(edit.path, next);
  }

  const changed: ChangedFile[] = [];
  for (const [path, draft] of drafts) {
    const file = finished(path, draft);
    if ('refused' in file) return file;
    changed.push(file);
  }
  return threeViews(changed.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
}

/** What takes the change back: the same files, the other way round. */
export function inverseOf(changes: readonly FileChange[]): readonly FileChange[] {
  return changes.map(({ path, mode, before, after }) => ({ path, mode, before: after, after: before }));
}

/** A file on its way: as it was found, and as it is now. */
type Draft = Readonly<{ found: FileAtCommit | undefined; now: TextFile | NoText | 'missing' | 'deleted' }>;

function draftOf(found: FileAtCommit | undefined): Draft {
  return { found, now: found ? decodeText(found.bytes) : 'missing' };
}

function applied(edit: Edit, draft: Draft): Draft | RefusedEdits {
  const { path } = edit;
  const { now } = draft;
  if (now === 'deleted') return refuse(`${path} is deleted by one edit and edited again by a later one.`);
  if (edit.kind === 'create') {
    if (now !== 'missing') return refuse(`${path} exists already, so it can't be created.`);
    return { ...draft, now: { text: edit.text, encoding: 'utf-8', marked: false } };
  }
  if (now === 'missing') return refuse(`${path} does not exist, so it can't be edited.`);
  if (edit.kind === 'delete') return { ...draft, now: 'deleted' };
  if ('refused' in now) return refuse(`${path} is no text that I can edit: ${now.refused}.`);

  const edited = editedText(now.text, edit);
  return typeof edited === 'string' ? { ...draft, now: { ...now, text: edited } } : edited;
}

function editedText(text: string, edit: Exclude<Edit, { kind: 'create' | 'delete' }>): string | RefusedEdits {
  switch (edit.kind) {
    case 'append':
      return appended(text, edit.text);
    case 'set-value':
    case 'append-value':
    case 'remove-value': {
      const edited = editValue(withPlainLineEnds(text), edit);
      return 'refused' in edited ? edited : putInto(text, edited);
    }
    default:
      return spliced(text, edit);
  }
}

type Splice = Extract<Edit, { kind: 'replace' | 'insert-after' | 'insert-before' }>;

function spliced(text: string, edit: Splice): string | RefusedEdits {
  const sought = withPlainLineEnds(edit.kind === 'replace' ? edit.find : edit.anchor);
  const what = edit.kind === 'replace' ? 'The text to replace' : 'The text to insert at';
  if (sought === '') return refuse(`${what} in ${edit.path} is empty.`);

  const plain = withPlainLineEnds(text);
  const places = countPlaces(plain, sought);
  if (places === 0) return refuse(`${what} was not found in ${edit.path}.`);
  if (places > 1) {
    const many = places > MOST_COUNTED ? `more than ${MOST_COUNTED}` : places;
    return refuse(`${what} stands ${many} times in ${edit.path}; it must stand there exactly once.`);
  }

  const start = plain.indexOf(sought);
  const end = start + sought.length;
  const from = edit.kind === 'insert-after' ? end : start;
  const to = edit.kind === 'insert-before' ? start : end;
  return putInto(text, { from, to, text: edit.text });
}

/** @param put places in the text with plain line ends */
function putInto(text: string, put: Readonly<{ from: number; to: number; text: string }>): string {
  return (
    text.slice(0, placeInText(text, put.from)) + inLineEndsOf(text, put.text) + text.slice(placeInText(text, put.to))
  );
}

/** On a line of its own: the last line of the file may lack its line end. */
function appended(text: string, addition: string): string {
  const between = text === '' || text.endsWith('\n') ? '' : lineEndOf(text);
  return text + between + inLineEndsOf(text, addition);
}

function inLineEndsOf(text: string, addition: string): string {
  const plain = withPlainLineEnds(addition);
  return lineEndOf(text) === '\n' ? plain : plain.replaceAll('\n', '\r\n');
}

/** Overlapping places count: an edit there would be a guess too. */
function countPlaces(text: string, sought: string): number {
  let count = 0;
  let place = text.indexOf(sought);
  while (place >= 0 && count <= MOST_COUNTED) {
    count++;
    place = text.indexOf(sought, place + 1);
  }
  return count;
}

function finished(path: string, { found, now }: Draft): ChangedFile | RefusedEdits {
  const before = found?.bytes ?? null;
  const mode = found?.mode ?? '100644';
  if (now === 'deleted') {
    return before ? { path, mode, before, after: null } : refuse(`${path} is created and deleted again.`);
  }
  if (now === 'missing' || 'refused' in now) return refuse(`${path} is not changed by the edits.`);

  const original = found ? decodeText(found.bytes) : undefined;
  const text = original && 'text' in original ? withFinalLineEndOf(original.text, now.text) : now.text;
  const after = encodeText({ ...now, text });
  if (after.length > MOST_BYTES_PER_FILE) return refuse(`${path} would be larger than ${MOST_BYTES_PER_FILE} bytes.`);
  if (before && Buffer.compare(before, after) === 0) return refuse(`The edits leave ${path} exactly as it is.`);
  return { path, mode, before, after };
}

function withFinalLineEndOf(original: string, text: string): string {
  if (original === '' || text === '') return text;
  if (!original.endsWith('\n')) return text.replace(/(?:\r?\n)+$/, '');
  return text.endsWith('\n') ? text : text + lineEndOf(original);
}

function threeViews(changed: readonly ChangedFile[]): AppliedEdits {
  const writes = changed.map(({ path, mode, after }) => ({ path, mode, bytes: after }));
  const approved = changed.map(({ path, mode, before, after }) => ({
    path,
    mode,
    before: before && digestOfBytes(before),
    after: after && digestOfBytes(after),
  }));
  return { writes, changed, approved };
}

/** What can be told without making a single edit. */
function firstProblem(edits: readonly Edit[]): string | undefined {
  if (edits.length === 0) return 'There is no edit in this change.';
  if (edits.length > MOST_EDITS) return `There are more than ${MOST_EDITS} edits in this change.`;
  for (const edit of edits) {
    const problem = pathProblem(edit.path);
    if (problem !== undefined) return `The path ${shown(edit.path)} is refused: ${problem}.`;
    const wrong = textsOf(edit).map(textProblem).find(Boolean);
    if (wrong !== undefined) return `An edit of ${edit.path} is refused: its text ${wrong}.`;
  }
  return undefined;
}

function textsOf(edit: Edit): readonly string[] {
  switch (edit.kind) {
    case 'replace':
      return [edit.find, edit.text];
    case 'insert-after':
    case 'insert-before':
      return [edit.anchor, edit.text];
    case 'append':
    case 'create':
      return [edit.text];
    case 'set-value':
    case 'append-value':
      return [edit.at, edit.text];
    case 'remove-value':
      return [edit.at];
    case 'delete':
      return [];
  }
}

function textProblem(text: string): string | undefined {
  if (text.length > MOST_CHARS_PER_EDIT) return `is longer than ${MOST_CHARS_PER_EDIT} characters`;
  if (!text.isWellFormed()) return 'holds half of a character';
  if (text.includes('\0')) return 'holds a NUL character';
  return undefined;
}

function shown(path: string): string {
  return JSON.stringify(path.slice(0, 80).toWellFormed());
}

function refuse(refused: string): RefusedEdits {
  return { refused };
}
