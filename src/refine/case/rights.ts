import type { Owners, Rights } from '../../domain/case.ts';
import type { Person, Project } from '../../domain/project.ts';
import { isCodePath } from '../change/code-path.ts';

/** Whoever is in each group now, by the group's id; `unknown` where nobody can say. */
export type GroupMembers = ReadonlyMap<string, readonly string[] | 'unknown'>;

/** What the rights of a project rest on besides what was set up. */
export type RightsGround = Readonly<{
  members: GroupMembers;
  /** Whether the repository itself gives the file to somebody. */
  isOwned(path: string): boolean;
  /** Nobody sees to owners but us, so unknown ones let nothing through. */
  mustKnowOwners: boolean;
}>;

/** What is enough to know who may approve. */
export const inGroups = (members: GroupMembers): RightsGround => ({ ...NO_GROUND, members });

/** As in `Rights`. */
export const straightTo = ({ straight, branch }: Project): string | null => (straight && branch) ?? null;

/** The groups that a project's rights hang on. */
export const groupsOf = ({ approverGroups = [], codeOwners }: Project): readonly string[] => [
  ...new Set([...approverGroups, ...(codeOwners?.groups ?? [])]),
];

/** The rights that a project gives. */
export function rightsOf(project: Project, { members, isOwned, mustKnowOwners }: RightsGround = NO_GROUND): Rights {
  const { approvers, approverGroups = [], fourEyes, codeOwners } = project;
  const isIn = (groups: readonly string[], { id }: Person) =>
    groups.some((group) => {
      const inside = members.get(group);
      return inside !== undefined && inside !== 'unknown' && inside.includes(id);
    });
  const owns = (person: Person) =>
    codeOwners !== undefined && (codeOwners.people.includes(person.id) || isIn(codeOwners.groups, person));
  return {
    mayApprove: (person) =>
      approvers === null && approverGroups.length === 0
        ? true
        : (approvers ?? []).includes(person.id) || isIn(approverGroups, person),
    fourEyes,
    ownersOf(paths): Owners | null {
      if (codeOwners) return paths.some((path) => isCodePath(path) || isOwned(path)) ? owns : null;
      return mustKnowOwners && paths.some(isOwned) ? 'unknown' : null;
    },
    isPartial: groupsOf(project).some((group) => (members.get(group) ?? 'unknown') === 'unknown'),
    straightTo: straightTo(project),
  };
}

const NO_GROUND: RightsGround = { members: new Map(), isOwned: () => false, mustKnowOwners: false };
