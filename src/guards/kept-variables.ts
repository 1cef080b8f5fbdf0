import type { InspectedFile } from '../ports.ts';
import type { Segment } from '../refine/call/align.ts';
import type { Doubt, Guard } from './guard.ts';

/** As much of a template language as is needed here: its fixed texts and its holes, `undefined` when it is not written in it. */
type Language = Readonly<{ segments(template: string): readonly Segment[] | undefined }>;

const MOST_NAMED = 5;

/**
 * The agent fills the holes of its prompts: one that is gone takes what it knows
 * from the model, one that is new may be filled by nobody.
 *
 * @param languages those that prompt files are written in
 */
export const keptVariables = (languages: readonly Language[]): Guard => ({
  name: 'kept-variables',
  look: ({ files, context: { evals } }) =>
    files.filter(({ path }) => !evals.includes(path)).flatMap((file) => doubts(file, languages)),
});

function doubts({ path, before, after }: InspectedFile, languages: readonly Language[]): readonly Doubt[] {
  const [old, now] = [before?.text, after?.text];
  if (typeof old !== 'string' || typeof now !== 'string' || after?.gaveUp) return [];
  const sides = languages.map((language) => ({ old: holesIn(old, language), now: holesIn(now, language) }));
  const understood = sides.filter((side) => side.old !== undefined);
  const known = new Set(understood.flatMap((side) => side.old ?? []));
  const kept = new Set(understood.flatMap((side) => side.now ?? []));
  const gone = [...known].filter((name) => !kept.has(name));
  const added = [...kept].filter((name) => !known.has(name));
  const broken = understood.some((side) => side.now === undefined);
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

function holesIn(template: string, { segments }: Language): readonly string[] | undefined {
  return segments(template)?.flatMap((segment) => ('variable' in segment ? [segment.variable] : []));
}

function named(names: readonly string[]): string {
  const shown = names
    .slice(0, MOST_NAMED)
    .map((name) => `{{${name}}}`)
    .join(', ');
  return names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown;
}
