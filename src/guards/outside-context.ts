import type { ContextFiles } from '../domain/project.ts';
import { OWN_EVALS } from '../refine/case/eval-case.ts';
import { foldPath } from '../refine/change/path-policy.ts';
import type { Doubt, Guard } from './guard.ts';

/** What Refinery itself is told there, so no change may widen it: which files it may change, and what it keeps from models. */
const TOLD: Readonly<Record<string, string>> = {
  '.refinery/context.json': 'says which files Refinery may change',
  '.refinery/redaction.json': 'says what Refinery keeps to itself, and from which models',
};

/** A fix is for the agent's context. Anything else in the repository is changed only with a person's explicit yes. */
export const outsideContext: Guard = {
  name: 'outside-context',
  look: ({ change, files, context }) => {
    const paths = new Set([...change.edits.map(({ path }) => path), ...files.map(({ path }) => path)]);
    return [...paths].flatMap((path) => doubts(path, context));
  },
};

function doubts(path: string, { prompts, evals, configs }: ContextFiles): readonly Doubt[] {
  const told = Object.hasOwn(TOLD, foldPath(path)) ? TOLD[foldPath(path)] : undefined;
  if (told) return [{ severity: 'block', path, says: `${path} ${told}; Refinery never changes it.` }];
  if ([...prompts, ...evals, ...configs, OWN_EVALS].includes(path)) return [];
  const says = `${path} is not among the files of the agent that Refinery works on.`;
  return [{ severity: 'needs-approval', path, says }];
}
