import type { Case, Rights } from '../domain/case.ts';
import type { CommitSha } from '../domain/digest.ts';
import { asGitHubName } from '../domain/github-name.ts';
import type { Project } from '../domain/project.ts';
import type { CodeHost, Groups } from '../ports.ts';
import { channelKey } from '../refine/case/channel-key.ts';
import { type GroupMembers, groupsOf, rightsOf } from '../refine/case/rights.ts';
import { CODE_OWNERS_PATHS, ownersOf } from '../refine/change/code-owners.ts';
import { decodeText } from '../refine/change/text-file.ts';
import type { House, Records } from './house.ts';

type Ground = Pick<House, 'codeHost' | 'groups'>;

/**
 * Who may approve in a case, as its channel says it now: whoever was taken off the list, or out of a group, can't decide
 * about a case that was opened before, and whoever was added can. A channel that leads to another repository by now says
 * nothing about this one; then what the case was opened with holds, as on a terminal.
 *
 * @param base the commit that files are changed on; not given where none is to be changed
 * @throws RefineryError store-unavailable, slack-unavailable, and what `CodeHost` throws
 */
export async function rightsNow(
  { workspace, place, project }: Pick<Case, 'workspace' | 'place' | 'project'>,
  { bindings }: Pick<Records, 'bindings'>,
  house: Ground,
  base: CommitSha | null = null,
): Promise<Rights> {
  const bound = place ? await bindings.of(workspace, channelKey(place)) : undefined;
  return rightsIn(bound?.project.repo === project.repo ? bound.project : project, place && base, house);
}

/**
 * The rights that a project gives now.
 *
 * @param base the commit whose CODEOWNERS counts: what a change makes of that file does not, before it is merged. `null`
 * where none is to be changed, and on a terminal, where whoever sits there has git itself
 * @throws RefineryError slack-unavailable, and what `CodeHost` throws
 */
export async function rightsIn(
  project: Project,
  base: CommitSha | null,
  { codeHost, groups }: Ground,
): Promise<Rights> {
  // On GitHub owners are asked to review, and the repository's own rules say whether their yes is needed.
  const mustKnowOwners = base !== null && asGitHubName(project.repo) === undefined;
  const owners = base !== null && (mustKnowOwners || project.codeOwners) ? await ownersAt(base, project, codeHost) : '';
  return rightsOf(project, {
    members: await membersIn([project], groups),
    isOwned: (path) => owners !== '' && ownersOf(owners, [path]).length > 0,
    mustKnowOwners,
  });
}

/** Who is in the groups that these projects name. @throws RefineryError slack-unavailable */
export async function membersIn(projects: readonly Project[], { membersOf }: Groups): Promise<GroupMembers> {
  const groups = [...new Set(projects.flatMap(groupsOf))];
  return new Map(await Promise.all(groups.map(async (group) => [group, await membersOf(group)] as const)));
}

/** The text of the file that says whose files are whose; empty where there is none. */
async function ownersAt(base: CommitSha, { repo }: Project, codeHost: CodeHost): Promise<string> {
  for (const path of CODE_OWNERS_PATHS) {
    const file = await codeHost.read(repo, base, path);
    const decoded = file && decodeText(file.bytes);
    if (decoded) return 'text' in decoded ? decoded.text : EVERYBODY;
  }
  return '';
}

/** A file that can't be read gives everything to somebody. */
const EVERYBODY = '* @unknown';
