import type { Finding } from '../domain/change.ts';
import type { ContextFiles } from '../domain/project.ts';
import type { InspectedFile } from '../ports.ts';
import { OWN_EVALS } from '../refine/case/eval-case.ts';
import { foldPath } from '../refine/change/path-policy.ts';
import type { Guard } from './guard.ts';

/** Says which files may be changed, so no change may widen it. */
const DECLARATION = '.refinery/context.json';

/** A fix is for the agent's context. Anything else in the repository is changed only with a person's explicit yes. */
export const outsideContext: Guard = {
  name: 'outside-context',
  look: ({ change, files, context }) => {
    const paths = new Set([...change.edits.map(({ path }) => path), ...files.map(({ path }) => path)]);
    return [...paths].flatMap((path) => {
      const file = files.find((candidate) => candidate.path === path);
      const doubt = doubtAbout(path, file, context);
      return doubt ? [{ path, ...doubt }] : [];
    });
  },
};

function doubtAbout(
  path: string,
  file: InspectedFile | undefined,
  { prompts, evals, configs }: ContextFiles,
): Pick<Finding, 'severity' | 'says'> | undefined {
  if (foldPath(path) === foldPath(DECLARATION))
    return { severity: 'block', says: `${path} says which files Refinery may change; Refinery never changes it.` };
  if ([...evals, OWN_EVALS].includes(path)) {
    return file && onlyAddsLines(file)
      ? undefined
      : { severity: 'needs-approval', says: `${path} holds eval cases, and more is changed in it than lines added.` };
  }
  if ([...prompts, ...configs].includes(path)) return undefined;
  return { severity: 'needs-approval', says: `${path} is not among the files of the agent that Refinery works on.` };
}

/** A file that was too large to look at may be anything. */
function onlyAddsLines({ before, after }: InspectedFile): boolean {
  if (typeof after?.text !== 'string') return false;
  if (before === null) return true;
  if (before.text === null || !after.text.startsWith(before.text)) return false;
  const added = after.text.slice(before.text.length);
  return before.text === '' || before.text.endsWith('\n') || /^(?:\r?\n|$)/.test(added);
}
