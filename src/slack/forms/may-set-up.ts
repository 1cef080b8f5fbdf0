import type { Binding } from '../../domain/project.ts';
import { membersIn, rightsIn } from '../../flow/rights-now.ts';
import { inGroups, rightsOf } from '../../refine/case/rights.ts';
import type { Known } from '../people.ts';
import type { SlackTools } from '../tools.ts';

const MEMBERS_ONLY = 'Only members of this workspace can set up a channel.';
const APPROVERS_ONLY = 'This channel is set up already. Only those who approve its fixes can change that.';
const GROUP_UNREAD =
  'A user group approves fixes here, and I can’t see who is in it: it was disabled or emptied, or I may not read it. Ask a workspace admin to mend that, or to set up this channel anew.';

type Tools = Pick<SlackTools, 'codeHost' | 'groups'>;

/**
 * Why somebody may not, or `undefined`. Whoever could choose the approvers could approve anything. Where nobody can say who
 * they are, those may who could fill the group anyway. @throws RefineryError slack-unavailable
 */
export async function maySetUp(
  { by, standing, isAdmin }: Known,
  bound: Binding | undefined,
  tools: Tools,
): Promise<string | undefined> {
  if (standing !== 'member') return MEMBERS_ONLY;
  if (!bound) return undefined;
  const rights = await rightsIn(bound.project, null, tools);
  if (rights.mayApprove(by) || (rights.isPartial && isAdmin)) return undefined;
  return rights.isPartial ? GROUP_UNREAD : APPROVERS_ONLY;
}

/** Else whoever may not approve in one channel would bind another to the same repository, and approve there. @throws as `maySetUp`, and store-unavailable */
export async function mayLeadTo(
  repo: string,
  { by, isAdmin }: Known,
  { bindings, workspace, groups }: Pick<SlackTools, 'bindings' | 'workspace' | 'groups'>,
): Promise<boolean> {
  const projects = (await bindings.to(workspace, repo)).map(({ project }) => project).filter(namesApprovers);
  const members = await membersIn(projects, groups);
  const rights = projects.map((project) => rightsOf(project, inGroups(members)));
  if (rights.length === 0 || rights.some(({ mayApprove }) => mayApprove(by))) return true;
  return isAdmin === true && rights.some(({ isPartial }) => isPartial);
}

const namesApprovers = ({ approvers, approverGroups = [] }: Binding['project']): boolean =>
  approvers !== null || approverGroups.length > 0;
