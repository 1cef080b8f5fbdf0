import type { InspectedFile } from '../ports.ts';
import type { Guard } from './guard.ts';

/** Of a text of some length, this share may go before it counts as emptied. */
const MOST_GONE = 0.8;
const SHORTEST_CHARS = 200;

/** What is taken away is missed by what nobody here looks at. */
export const removals: Guard = {
  name: 'removals',
  look: ({ files }) =>
    files.flatMap((file) => {
      const says = doubt(file);
      return says === undefined ? [] : [{ severity: 'needs-approval', path: file.path, says }];
    }),
};

function doubt({ path, before, after }: InspectedFile): string | undefined {
  if (before === null) return undefined;
  if (after === null) return `${path} would be deleted.`;
  if (before.text === null || after.text === null) return undefined;
  const old = before.text.trim().length;
  const now = after.text.trim().length;
  if (now === 0 && old > 0) return `${path} would be emptied.`;
  if (old < SHORTEST_CHARS || now > old * (1 - MOST_GONE)) return undefined;
  return `${path} would lose ${Math.round((1 - now / old) * 100)} % of its text.`;
}
