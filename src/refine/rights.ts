import type { Rights } from '../domain/case.ts';
import type { Project } from '../domain/project.ts';

/** The rights of a project, as they are now. */
export function rightsOf({ approvers, fourEyes }: Project): Rights {
  return { mayApprove: ({ id }) => approvers === null || approvers.includes(id), fourEyes };
}
