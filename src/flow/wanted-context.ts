import type { Edit } from '../domain/change.ts';
import type { ContextWrite } from '../domain/context-set.ts';
import type { CommitSha } from '../domain/digest.ts';
import type { ContextFiles, Project } from '../domain/project.ts';
import type { CodeHost } from '../ports.ts';
import { digestOf } from '../refine/case/digest.ts';
import { decodeText, withPlainLineEnds } from '../refine/change/text-file.ts';
import { declarationEdits, editsForFiles, folderOfProject } from '../refine/context/files-to-write.ts';
import { joinFiles, NO_FILES } from '../refine/context/join-files.ts';
import { DECLARED_IN, declaredIn, pathsOf } from './declared-context.ts';
import type { House, Records } from './house.ts';
import { privacyOf } from './privacy.ts';
import { keepTrace } from './read-trace.ts';
import { traceOf } from './trace-of.ts';

export type Room = Readonly<{ workspace: string; house: House; records: Records; signal: AbortSignal }>;

/** `files`: the context once it is written. `kept`: what is there and stays as it is, though the wish says something else. */
export type Wanted = Readonly<{
  edits: readonly Edit[];
  files: ContextFiles;
  kept: readonly string[];
}>;

type Refused = Readonly<{ refused: string }>;

/** What a wish comes to on the files of one commit. @throws what `CodeHost`, reading the trace and the store throw */
export async function wantedOf(
  { workspace, house, records, signal }: Room,
  project: Project,
  wish: ContextWrite,
  base: CommitSha,
): Promise<Wanted | Refused> {
  const { codeHost } = house;
  const { repo } = project;
  const saved = (await records.contexts.of(workspace, project))?.files ?? project.context ?? NO_FILES;
  if (wish.kind === 'declaration') {
    const declared = await declaredIn(repo, base, codeHost);
    const files = joinFiles(declared ? pathsOf(declared) : NO_FILES, saved);
    if (declared && digestOf(pathsOf(declared)) === digestOf(files))
      return { refused: `${DECLARED_IN} says that already.` };
    const text = await textAt(repo, base, DECLARED_IN, codeHost);
    const there = declared && text !== undefined ? { ...declared, text } : undefined;
    return { edits: declarationEdits(DECLARED_IN, files, there), files, kept: [] };
  }
  const { hides } = await privacyOf(project, codeHost);
  const trace = await keepTrace(workspace, wish.source, hides, house, records, signal);
  const told = await traceOf({ workspace, trace }, house, records)('extract', { expectation: wish.expectation });
  const folder = folderOfProject(project.name);
  const there = new Map<string, string>();
  for (const { path } of told) {
    const text = await textAt(repo, base, `${folder}/${path}`, codeHost);
    if (text !== undefined) there.set(`${folder}/${path}`, text);
  }
  const { edits, files, kept } = editsForFiles(told, folder, there);
  if (told.length === 0) return { refused: 'No call of a model in that trace records its messages.' };
  if (edits.length === 0)
    return { refused: kept.map(keptWords).join(' ') || `Everything that trace tells is in ${folder} already.` };
  return { edits, files: joinFiles(saved, files), kept };
}

export const keptWords = (path: string): string => `${path} is there already, says something else, and is kept.`;

async function textAt(repo: string, base: CommitSha, path: string, codeHost: CodeHost): Promise<string | undefined> {
  const file = await codeHost.read(repo, base, path);
  const decoded = file && decodeText(file.bytes);
  return decoded && 'text' in decoded ? withPlainLineEnds(decoded.text) : undefined;
}
