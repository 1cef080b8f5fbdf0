import type { InspectedFile } from '../ports.ts';
import type { Guard } from './guard.ts';

/** A secret in a repository is everybody's. What stood in the file before is no doubt about this change. */
export const secrets: Guard = {
  name: 'secrets',
  look: ({ files }) =>
    files.flatMap((file) => {
      const says = doubt(file);
      return says === undefined ? [] : [{ severity: 'block', path: file.path, says }];
    }),
};

function doubt({ path, before, after }: InspectedFile): string | undefined {
  if (!after) return undefined;
  if (after.gaveUp)
    return `${path} is too large or too slow to search for secrets, so nobody can say that it holds none.`;
  if (after.text === null) return `${path} would be no text, so it can't be searched for secrets.`;
  const known = new Set(before?.secrets.map(({ digest }) => digest));
  const added = after.secrets.filter(({ digest }) => !known.has(digest));
  if (added.length === 0) return undefined;
  const kinds = [...new Set(added.map(({ kind }) => kind))];
  return `${path} would hold what looks like a secret (${kinds.join(', ')}). Take it out of the text.`;
}
