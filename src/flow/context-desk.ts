import type {
  ContextAnswer,
  ContextOrder,
  ContextStanding,
  ContextWrite,
  UndoneContext,
  WrittenContext,
} from '../domain/context-set.ts';
import type { Digest } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { ContextFiles, Person, Project } from '../domain/project.ts';
import { changeFiles } from '../refine/context/change-files.ts';
import { countFiles, countMatches, joinFiles, KINDS, missingOf, NO_FILES } from '../refine/context/join-files.ts';
import { baseNow } from './base-now.ts';
import { declaredIn, pathsOf } from './declared-context.ts';
import type { House, Records } from './house.ts';
import { undoWrite } from './undo-context.ts';
import { type ContextOffer, offerWrite, publishWrite } from './write-context.ts';

type Refused = Readonly<{ refused: string }>;

/** Which files the cases of a project work on, as people see and change it. Who may is for the caller to know. */
export type ContextDesk = Readonly<{
  /** @throws RefineryError context-invalid, what `CodeHost` throws, store-unavailable, disk-full */
  context(project: Project, order: ContextOrder, by: Person): Promise<ContextAnswer>;
  /** What would be written to the repository. Same project, wish and base: same offer. @throws also what reading the trace throws */
  offerContext(project: Project, wish: ContextWrite, message?: string): Promise<ContextOffer | Refused>;
  /**
   * The person's yes to what was shown under this digest, with the message that was shown. Files of a trace are saved with
   * it. Safe to repeat.
   */
  writeContext(
    project: Project,
    wish: ContextWrite,
    by: Person,
    shown: Digest,
    message?: string,
  ): Promise<WrittenContext>;
  /** Takes the last of what was written back. Safe to repeat. */
  undoContext(project: Project, by: Person): Promise<UndoneContext>;
}>;

/** Several people may save at once: each adds to what the one before has saved. */
const MOST_TRIES = 20;

export function contextDesk(workspace: string, house: House, records: Records, signal: AbortSignal): ContextDesk {
  const room = { workspace, house, records, signal };
  return {
    async context(project, order, by) {
      const { codeHost, clock } = house;
      if (order.do === 'list') {
        const sets = await records.contexts.in(workspace, project.repo);
        const saved = [...sets].map(([name, { files }]) => ({ project: name, files: countFiles(files) }));
        return { saved: saved.filter(({ files }) => files > 0) };
      }
      const base = await baseNow(workspace, project, house, records);
      // All of them: what is not looked at would be taken for gone.
      const there = new Set(await codeHost.list(project.repo, base, Number.POSITIVE_INFINITY));
      if (order.do === 'show') return { standing: await standingOf(project, base, there), changed: null };
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const before = await records.contexts.of(workspace, project);
        const made = changeFiles(before?.files ?? project.context ?? NO_FILES, order, there);
        if ('refused' in made) return made;
        const { approved, awaited } = before ?? {};
        const set = {
          files: made.files,
          by,
          atMs: clock(),
          ...(approved && { approved }),
          ...(awaited && { awaited }),
        };
        const nothing = made.changed.length === 0;
        if (nothing || (await records.contexts.save(workspace, project, before?.version ?? 0, set)) === 'saved')
          return { standing: await standingOf(project, base, there), changed: made.changed };
      }
      throw new RefineryError('store-unavailable', 'others keep saving the files of this project');
    },
    offerContext: (project, wish, message) => offerWrite(room, project, wish, message),
    writeContext: (project, wish, by, shown, message) => publishWrite(room, project, wish, by, shown, message),
    undoContext: (project, by) => undoWrite(room, project, by),
  };

  async function standingOf(
    project: Project,
    base: ContextStanding['base'],
    there: ReadonlySet<string>,
  ): Promise<ContextStanding> {
    const declared = await declaredIn(project.repo, base, house.codeHost);
    const saved = await records.contexts.of(workspace, project);
    const first = declared ? pathsOf(declared) : NO_FILES;
    const files = joinFiles(first, saved?.files ?? project.context ?? NO_FILES);
    return {
      project: project.name,
      base,
      entries: KINDS.flatMap((kind) =>
        files[kind].map((path) => ({
          kind,
          path,
          from: first[kind].includes(path) ? ('repository' as const) : ('saved' as const),
          files: countMatches(path, there),
        })),
      ),
      isDeclared: declared !== undefined,
      branch: saved?.approved?.branch ?? null,
      awaited: saved?.awaited ? { by: saved.awaited.by.name, kind: saved.awaited.wish.kind } : null,
    };
  }
}

/**
 * The project as a case is opened with it: with what is saved for it now. Without a saved set, what its channel was set
 * up with holds. @throws RefineryError given-missing, which names the file; what `CodeHost` throws; store-unavailable
 */
export async function withSavedFiles(
  workspace: string,
  project: Project,
  house: Pick<House, 'codeHost'>,
  records: Pick<Records, 'contexts'>,
): Promise<Project> {
  const { repo, given = [] } = project;
  const base = await baseNow(workspace, project, house, records);
  if (given.length > 0) {
    const [missing] = missingOf(given, new Set(await house.codeHost.list(repo, base, Number.POSITIVE_INFINITY)));
    if (missing !== undefined) throw new RefineryError('given-missing', `${missing} is not a file of the repository`);
  }
  const saved = await records.contexts.of(workspace, project);
  return saved ? { ...project, context: orNull(saved.files) } : project;
}

const orNull = (files: ContextFiles): ContextFiles | null => (countFiles(files) === 0 ? null : files);
