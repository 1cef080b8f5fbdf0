import type { ContextFiles } from '../domain/project.ts';
import { OWN_EVALS } from '../refine/case/eval-case.ts';
import { foldPath } from '../refine/change/path-policy.ts';
import type { Doubt, Guard } from './guard.ts';

/** Says which files may be changed, so no change may widen it. */
const DECLARATION = '.refinery/context.json';

/** A fix is for the agent's context. Anything else in the repository is changed only with a person's explicit yes. */
export const outsideContext: Guard = {
  name: 'outside-context',
  look: ({ change, files, context }) => {
    const paths = new Set([...change.edits.map(({ path }) => path), ...files.map(({ path }) => path)]);
    return [...paths].flatMap((path) => doubts(path, context));
  },
};

function doubts(path: string, { prompts, evals, configs }: ContextFiles): readonly Doubt[] {
  if (foldPath(path) === foldPath(DECLARATION))
    return [
      { severity: 'block', path, says: `${path} says which files Refinery may change; Refinery never changes it.` },
    ];
  if ([...prompts, ...evals, ...configs, OWN_EVALS].includes(path)) return [];
  const says = `${path} is not among the files of the agent that Refinery works on.`;
  return [{ severity: 'needs-approval', path, says }];
}
