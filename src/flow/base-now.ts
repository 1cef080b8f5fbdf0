import type { CommitSha } from '../domain/digest.ts';
import type { Project } from '../domain/project.ts';
import type { StartingPoint } from '../ports.ts';
import type { House, Records } from './house.ts';

/** A project with what its cases start from. */
export type Starting = Project & StartingPoint;

/**
 * Cases of a project start from its branch, or from the commit on top of it that brings the context files which somebody
 * approved, as long as the branch has not moved on without it. @throws RefineryError store-unavailable
 */
export async function startNow(
  workspace: string,
  project: Project,
  { contexts }: Pick<Records, 'contexts'>,
): Promise<Starting> {
  const saved = await contexts.of(workspace, project);
  return { ...project, upon: saved?.approved?.commit?.sha };
}

/** The commit that this is now. Errors as `CodeHost`, and store-unavailable. */
export async function baseNow(
  workspace: string,
  project: Project,
  { codeHost }: Pick<House, 'codeHost'>,
  records: Pick<Records, 'contexts'>,
): Promise<CommitSha> {
  return codeHost.head(project.repo, await startNow(workspace, project, records));
}
