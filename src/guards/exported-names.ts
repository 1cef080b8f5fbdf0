import type { Declared, Parameter } from '../domain/outline.ts';
import type { InspectedFile } from '../ports.ts';
import type { Guard } from './guard.ts';

const MOST_NAMED = 5;
const MOST_PARAMETERS = 50;

/** Other code calls what a file gives out. Whether any does, nobody here can tell, so a person says so. */
export const exportedNames: Guard = {
  name: 'exported-names',
  look: ({ files }) =>
    files.flatMap((file) => {
      const breaks = breaksIn(file);
      if (breaks.length === 0) return [];
      const more = breaks.length > MOST_NAMED ? `, and ${breaks.length - MOST_NAMED} more` : '';
      const says = `Code that uses ${file.path} may break: ${breaks.slice(0, MOST_NAMED).join(', ')}${more}.`;
      return [{ severity: 'needs-approval', path: file.path, says }];
    }),
};

function breaksIn({ before, after }: InspectedFile): readonly string[] {
  const isCode = before?.syntax.language === 'typescript' || before?.syntax.language === 'python';
  if (!before || !after || !isCode) return [];
  // One that did not parse had no readers; the guard of syntax speaks of one that no longer does.
  if (before.syntax.problem !== null || after.syntax.problem !== null || after.gaveUp) return [];
  if (!before.outline || !after.outline) return ['it is too large to compare what it gives out'];
  const now = new Map(after.outline.declared.map((each) => [each.name, each]));
  const gone = new Set(before.outline.declared.filter(({ name }) => !now.has(name)).map(({ name }) => name));
  return [
    // With a class go its members; they need no words of their own.
    ...[...gone]
      .filter((name) => !gone.has(name.replace(/\.[^.]*$/, '')) || !name.includes('.'))
      .map((name) => `${name} is gone`),
    ...before.outline.declared.flatMap((old) => {
      const why = breakOf(old, now.get(old.name));
      return why === undefined ? [] : [`${old.name} ${why}`];
    }),
  ];
}

function breakOf(before: Declared, now: Declared | undefined): string | undefined {
  if (!now || before.parameters === null) return undefined;
  if (now.parameters === null) return 'is no function any more';
  const old = before.parameters.slice(0, MOST_PARAMETERS);
  const given = now.parameters.slice(0, MOST_PARAMETERS);
  const asked = given
    .filter(({ optional }) => !optional)
    .find(({ name }) => !old.some((each) => each.name === name && !each.optional));
  const unnamed = old.find(({ name, byName }) => byName && !given.some((each) => each.name === name && each.byName));
  // By place, a parameter may be called otherwise, as long as as many can be given.
  const places = (parameters: readonly Parameter[]) =>
    parameters.some(({ name, byName }) => name === 'rest' && !byName) ? Number.POSITIVE_INFINITY : parameters.length;
  if (unnamed) return `no longer takes ${unnamed.name}`;
  if (places(given) < places(old)) return 'takes less than before';
  const needed = (parameters: readonly Parameter[]) => parameters.filter(({ optional }) => !optional).length;
  if (asked && needed(given) > needed(old)) return `asks for ${asked.name}, which callers need not give today`;
  if (asked?.byName) return `asks for ${asked.name}, which callers need not give today`;
  return isReordered(old, given) ? 'takes its values in another order' : undefined;
}

function isReordered(old: readonly Parameter[], now: readonly Parameter[]): boolean {
  const names = now.map(({ name }) => name);
  const places = old.map(({ name }) => names.indexOf(name)).filter((place) => place >= 0);
  return places.some((place, index) => index > 0 && place < (places[index - 1] ?? 0));
}
