import type { ContextKind, ContextSet, UndoneContext } from '../domain/context-set.ts';
import type { ContextFiles, Person, Project } from '../domain/project.ts';
import type { UnableToRevert } from '../ports.ts';
import { quiet } from '../refine/case/commit-message.ts';
import { branchGoneWords } from '../refine/case/roll-back-words.ts';
import { rightsIn } from './rights-now.ts';
import type { Room } from './wanted-context.ts';

const NOTHING = 'I have written nothing for this project that could be taken back.';
const NOT_ALLOWED = 'Only those who approve fixes of this project can take that back.';
const MOST_TRIES = 5;
const MOST_NAMED = 10;

/**
 * Takes back the last commit of context files: the approved inverse and nothing else, by the way that a fix is rolled back.
 * What it brought is no longer saved. Safe to repeat. Errors as `CodeHost`, and store-unavailable.
 */
export async function undoWrite(room: Room, project: Project, by: Person): Promise<UndoneContext> {
  const { workspace, house, records } = room;
  const rights = await rightsIn(project, null, house);
  if (!rights.mayApprove(by)) return { refused: NOT_ALLOWED };
  const approved = (await records.contexts.of(workspace, project))?.approved;
  const { commit, inverse, subject = 'context files' } = approved ?? {};
  if (!approved || !commit || !inverse) return { refused: NOTHING };
  const title = quiet(`revert: ${subject}`, 100);
  const reverted = await house.codeHost.rollBack({
    repo: project.repo,
    published: commit,
    inverse,
    message: `${title}\n\nTakes back ${commit.sha}.\n`,
    atMs: house.clock(),
    text: { title, body: `Takes back commit ${commit.sha}, as somebody asked Refinery who may.\n` },
  });
  if ('refused' in reverted) return { refused: unableWords(reverted, commit) };
  const brought = new Set(inverse.flatMap(({ path, after }) => (after === null ? [path] : [])));
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const saved = await records.contexts.of(workspace, project);
    if (saved?.approved?.offer !== approved.offer) break;
    const set = withoutWrite(saved, brought, by, house.clock());
    if ((await records.contexts.save(workspace, project, saved.version, set)) === 'saved') break;
  }
  const { alsoOn, closed, ...revert } = reverted;
  return { commit, revert, alsoOn, ...(closed && { closed }) };
}

function withoutWrite({ files }: ContextSet, brought: ReadonlySet<string>, by: Person, atMs: number): ContextSet {
  const left = (kind: ContextKind) => files[kind].filter((path) => !brought.has(path));
  const kept: ContextFiles = { prompts: left('prompts'), evals: left('evals'), configs: left('configs') };
  return { files: kept, by, atMs };
}

function unableWords(unable: UnableToRevert, commit: Parameters<typeof branchGoneWords>[1]): string {
  if (unable.refused === 'branch-gone') return branchGoneWords(unable.alsoOn, commit);
  const named = unable.paths.slice(0, MOST_NAMED).join(', ') || 'its branch';
  return `Not taken back: somebody has changed ${named} since, and their work must not be lost. Take it back by hand on the branch ${commit.branch}.`;
}
