import type { InspectedFile } from '../ports.ts';
import { asksFor } from '../refine/template/part.ts';
import type { ReadTemplates, Template } from '../refine/template/template.ts';
import type { Doubt, Guard } from './guard.ts';

const MOST_NAMED = 5;

/**
 * The agent fills the holes of its prompts: one that is gone takes what it knows
 * from the model, one that is new may be filled by nobody.
 */
export const keptVariables = (readTemplates: ReadTemplates): Guard => ({
  name: 'kept-variables',
  look: ({ files, context: { evals } }) =>
    files.filter(({ path }) => !evals.includes(path)).flatMap((file) => doubts(file, readTemplates)),
});

function doubts({ path, before, after }: InspectedFile, readTemplates: ReadTemplates): readonly Doubt[] {
  const [old, now] = [before?.text, after?.text];
  if (typeof old !== 'string' || typeof now !== 'string' || after?.gaveUp) return [];
  const [understood = [], still = []] = [old, now].map((text) => readTemplates({ path, text }).templates);
  const known = new Set(understood.flatMap(asked));
  const kept = new Set(still.flatMap(asked));
  const gone = [...known].filter((name) => !kept.has(name));
  const added = [...kept].filter((name) => !known.has(name));
  const broken = understood.some(
    (template) => asked(template).length > 0 && !still.some(({ language }) => language === template.language),
  );
  return [
    ...(gone.length > 0
      ? [
          `${path} would no longer say ${named(gone)}, which the agent fills in: the model would not be told it any more.`,
        ]
      : []),
    ...(added.length > 0
      ? [
          `${path} would ask for ${named(added)}, which the agent may not fill in: customers could see the blank, or an error.`,
        ]
      : []),
    ...(broken ? [`${path} is filled in by the agent, and would hold marks that no template of its kind has.`] : []),
  ].map((says) => ({ severity: 'needs-approval', path, says }));
}

const asked = ({ parts }: Template): readonly string[] => [...asksFor(parts)];

function named(names: readonly string[]): string {
  const shown = names
    .slice(0, MOST_NAMED)
    .map((name) => `{{${name}}}`)
    .join(', ');
  return names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown;
}
