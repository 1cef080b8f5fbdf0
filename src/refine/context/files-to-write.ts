import type { Edit, ValueEdit } from '../../domain/change.ts';
import type { ContextKind } from '../../domain/context-set.ts';
import type { ContextFiles } from '../../domain/project.ts';
import type { ExtractedFile } from '../call/extract-files.ts';
import { digestOf } from '../case/digest.ts';
import { editValue } from '../change/edit-value.ts';
import { KINDS } from './join-files.ts';

/**
 * What has `.refinery/context.json` say these files. One that is there keeps its form, and whatever else stands in it; one that
 * no value can be put into, for it has a name twice, is written anew.
 *
 * @param there what it says now, and the text of it; `undefined` where it is not there
 */
export function declarationEdits(
  path: string,
  files: ContextFiles,
  there: (ContextFiles & Readonly<{ text: string; dataset?: string | undefined }>) | undefined,
): readonly Edit[] {
  const whole = (dataset?: string) =>
    `${JSON.stringify({ ...Object.fromEntries(KINDS.map((kind) => [kind, files[kind]])), ...(dataset !== undefined && { dataset }) }, null, 2)}\n`;
  if (!there) return [{ kind: 'create', path, text: whole() }];
  const edits = KINDS.flatMap((kind): readonly ValueEdit[] => {
    const before = there[kind];
    const begins = before.every((file, index) => files[kind][index] === file);
    if (begins && files[kind].length === before.length) return [];
    if (begins && before.length > 0)
      return files[kind].slice(before.length).map((file) => {
        return { kind: 'append-value', path, at: `/${kind}`, text: JSON.stringify(file) };
      });
    return [{ kind: 'set-value', path, at: `/${kind}`, text: JSON.stringify(files[kind]) }];
  });
  const isRefused = edits.some((edit) => 'refused' in editValue(there.text, edit));
  return isRefused ? [{ kind: 'replace', path, find: there.text, text: whole(there.dataset) }] : edits;
}

/** Where a project's extracted files lie. Names that read alike are told apart by a few digits. */
export function folderOfProject(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `.refinery/projects/${plain === name ? plain : `${plain || 'project'}-${digestOf(name).slice(0, 6)}`}`;
}

/**
 * What brings a trace's files into the folder: new ones as they are, eval cases behind those that are there. Any other
 * file that is there is kept: people may have worked on it. `kept` are those of them that say something else.
 *
 * @param there the texts of those that are there, by path
 */
export function editsForFiles(
  extracted: readonly ExtractedFile[],
  folder: string,
  there: ReadonlyMap<string, string>,
): Readonly<{ edits: readonly Edit[]; files: ContextFiles; kept: readonly string[] }> {
  const of = (kind: ContextKind) =>
    extracted.flatMap(({ path }) => (path.startsWith(`${kind}/`) ? [`${folder}/${path}`] : []));
  return {
    edits: extracted.flatMap(({ path, text }) => editFor(`${folder}/${path}`, text, there)),
    kept: extracted
      .map(({ path }) => `${folder}/${path}`)
      .filter((path, index) => isKept(path, extracted[index]?.text, there)),
    files: { prompts: of('prompts'), evals: of('evals'), configs: of('configs') },
  };
}

const isKept = (path: string, text: string | undefined, there: ReadonlyMap<string, string>): boolean =>
  !path.endsWith('.jsonl') && there.has(path) && there.get(path) !== text;

function editFor(path: string, text: string, there: ReadonlyMap<string, string>): readonly Edit[] {
  const before = there.get(path);
  if (before === undefined) return [{ kind: 'create', path, text }];
  if (!path.endsWith('.jsonl') || before.includes(text.trimEnd())) return [];
  return [{ kind: 'append', path, text: before === '' || before.endsWith('\n') ? text : `\n${text}` }];
}
