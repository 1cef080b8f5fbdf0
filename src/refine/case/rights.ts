import type { Rights } from '../../domain/case.ts';
import type { Project } from '../../domain/project.ts';

/** The rights that a project gives. */
export function rightsOf({ approvers, fourEyes }: Project): Rights {
  return { mayApprove: ({ id }) => approvers === null || approvers.includes(id), fourEyes };
}
