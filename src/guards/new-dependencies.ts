import type { Package } from '../domain/outline.ts';
import type { InspectedFile } from '../ports.ts';
import type { Guard } from './guard.ts';

const MOST_NAMED = 5;

/** Code of others that comes in through a manifest or an import. */
export const newDependencies: Guard = {
  name: 'new-dependencies',
  look: ({ files }) =>
    files.flatMap((file) => [
      ...doubt(file, installed, 'would install', 'Look whether it is what it says, and who keeps it.'),
      ...doubt(
        file,
        moved,
        'would take from elsewhere, or in another version:',
        'What is installed then is other code.',
      ),
      ...doubt(file, imported, 'would import', 'It did not before: look whether it is installed, and to be trusted.'),
    ]),
};

type Pick = (before: readonly Package[], after: readonly Package[]) => readonly string[];

const installed: Pick = (before, after) => {
  const known = new Set(before.map(({ name }) => name));
  return after.filter(({ name, from }) => from !== null && !known.has(name)).map(withPlace);
};

const moved: Pick = (before, after) => {
  const known = Map.groupBy(before, ({ name }) => name);
  return after
    .filter(({ name, from }) => from !== null && known.has(name) && !known.get(name)?.some((old) => old.from === from))
    .map(withPlace);
};

const imported: Pick = (before, after) => {
  const known = new Set(before.map(({ name }) => name));
  return after.filter(({ name, from }) => from === null && !known.has(name)).map(({ name }) => name);
};

function doubt({ path, before, after }: InspectedFile, pick: Pick, would: string, look: string) {
  const found = [...new Set(pick(before?.outline?.packages ?? [], after?.outline?.packages ?? []))];
  if (found.length === 0) return [];
  const more = found.length > MOST_NAMED ? ` and ${found.length - MOST_NAMED} more` : '';
  const says = `${path} ${would} ${found.slice(0, MOST_NAMED).join(', ')}${more}. ${look}`;
  return [{ severity: 'needs-approval' as const, path, says }];
}

function withPlace({ name, from }: Package): string {
  return from === null || from === '' || from === name ? name : `${name} (${from.slice(0, 60).toWellFormed()})`;
}
