import type { Limit, Outline, Row, Test } from '../domain/outline.ts';
import type { ContextFiles } from '../domain/project.ts';
import type { InspectedFile, TextFacts } from '../ports.ts';
import { OWN_EVALS } from '../refine/case/eval-case.ts';
import type { Doubt, Guard } from './guard.ts';

const TEST =
  /(?:^|\/)(?:tests?|__tests__|specs?|e2e|__snapshots__)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|\.(?:test|spec)\.[cm]?[jt]sx?$|\.snap$/i;
const EVALS = /(?:^|\/)(?:evals?|evaluations?|benchmarks?|golden)\/|(?:^|\/)(?:promptfooconfig|[^/]*\bevals?)\.\w+$/i;
/** Names of limits that measure tests wherever they stand. */
const MEASURES_TESTS = /coverage|fail_?under/i;
const MOST_NAMED = 3;

/**
 * A fix that makes its own measure easier is none. What takes away from a test
 * or an eval case is blocked; what changes one in another way is said.
 */
export const keptTests: Guard = {
  name: 'kept-tests',
  look: ({ files, context }) => files.flatMap((file) => doubts(file, context)),
};

function doubts({ path, before, after }: InspectedFile, { evals }: ContextFiles): readonly Doubt[] {
  if (!before) return [];
  const isEvals = [...evals, OWN_EVALS].includes(path) || EVALS.test(path);
  const isMeasure = isEvals || TEST.test(path);
  if (!after) return isMeasure ? [blocked(`${path} would be deleted, with the tests or eval cases in it.`, path)] : [];
  const [old, now] = [before.outline, after.outline];
  if (!old || !now) return isMeasure && !onlyAddsLines(before, after) ? [unreadable(path)] : [];

  const measures = isMeasure ? old.limits : old.limits.filter(({ name }) => MEASURES_TESTS.test(name));
  const weakened = [
    ...(isMeasure ? weakenedTests(old.tests, now.tests) : []),
    ...loweredLimits(measures, now.limits),
    ...(isEvals ? weakenedRows(old.rows, now.rows) : []),
  ];
  if (weakened.length > 0) return [blocked(`${path} would ask for less than before: ${listed(weakened)}.`, path)];
  if (!isMeasure) return [];
  const changed = [
    ...changedTests(old.tests, now.tests),
    ...(isEvals ? changedRows(old.rows, now.rows) : []),
    ...twins('test', old.tests, now.tests, ({ name }) => name),
    ...(isEvals ? twins('case', old.rows, now.rows, ({ key }) => key) : []),
    ...(old.around === now.around ? [] : ['what stands around the tests, and can skip them or make them easier']),
  ];
  if (changed.length === 0) return [];
  return [
    { severity: 'needs-approval', path, says: `${path} would ask for something else than before: ${listed(changed)}.` },
  ];
}

function blocked(what: string, path: string): Doubt {
  return { severity: 'block', path, says: `${what} A fix must pass the tests as they are.` };
}

function weakenedTests(old: readonly Test[], now: Outline['tests']): readonly string[] {
  const current = new Map(now.map((test) => [test.name, test]));
  return old.flatMap(({ name, skipped, assertions }) => {
    const test = current.get(name);
    if (!test) return [`the test “${name}” is gone`];
    if (test.skipped && !skipped) return [`the test “${name}” is skipped`];
    return test.assertions < assertions
      ? [`the test “${name}” checks ${test.assertions} things instead of ${assertions}`]
      : [];
  });
}

function changedTests(old: readonly Test[], now: readonly Test[]): readonly string[] {
  const current = new Map(now.map((test) => [test.name, test]));
  return old.flatMap(({ name, digest }) => {
    const test = current.get(name);
    return test && test.digest !== digest ? [`the test “${name}” is another`] : [];
  });
}

/** Of several limits with one name the first are compared with the first, and so on. */
function loweredLimits(old: readonly Limit[], now: readonly Limit[]): readonly string[] {
  const current = Map.groupBy(now, nameOf);
  return [...Map.groupBy(old, nameOf)].flatMap(([, limits]) =>
    limits.flatMap((limit, index) => {
      const value = current.get(nameOf(limit))?.[index]?.value;
      if (value === undefined) return [`the limit of ${limit.name} is gone`];
      const isLess = limit.floor ? value < limit.value : value > limit.value;
      return isLess ? [`the limit of ${limit.name} is ${value} instead of ${limit.value}`] : [];
    }),
  );
}

const nameOf = ({ name, floor }: Limit): string => `${floor ? 'least' : 'most'} ${name}`;

function weakenedRows(old: readonly Row[], now: readonly Row[]): readonly string[] {
  const current = new Map(now.map((row) => [row.key, row]));
  return old.flatMap(({ key, holds }) => {
    const row = current.get(key);
    if (!row) return [`the case “${key}” is gone`];
    return row.holds < holds ? [`the case “${key}” says less`] : [];
  });
}

/** Of two of one name, the later one counts in Python, and for many who read cases by their name. */
function twins<Named>(
  what: 'test' | 'case',
  old: readonly Named[],
  now: readonly Named[],
  nameOfOne: (one: Named) => string,
): readonly string[] {
  const before = new Set(old.map(nameOfOne));
  return now
    .map(nameOfOne)
    .filter((name) => / \(\d+\)$/.test(name) && !before.has(name) && before.has(name.replace(/ \(\d+\)$/, '')))
    .map((name) => `the ${what} “${name.replace(/ \(\d+\)$/, '')}” is there once more`);
}

function changedRows(old: readonly Row[], now: readonly Row[]): readonly string[] {
  const digests = new Map(now.map(({ key, digest }) => [key, digest]));
  return old.flatMap(({ key, digest }) =>
    digests.has(key) && digests.get(key) !== digest ? [`the case “${key}” is another`] : [],
  );
}

/** A file in a form that nobody here reads, or that was broken. */
function unreadable(path: string): Doubt {
  return {
    severity: 'needs-approval',
    path,
    says: `${path} holds tests or eval cases, and more is changed in it than lines added.`,
  };
}

/** A file that was too large to look at may be anything. */
function onlyAddsLines(before: TextFacts, after: TextFacts): boolean {
  if (before.text === null || after.text === null || after.gaveUp || !after.text.startsWith(before.text)) return false;
  const added = after.text.slice(before.text.length);
  return before.text === '' || before.text.endsWith('\n') || /^(?:\r?\n|$)/.test(added);
}

function listed(what: readonly string[]): string {
  const shown = what.slice(0, MOST_NAMED).join('; ');
  return what.length > MOST_NAMED ? `${shown}; and ${what.length - MOST_NAMED} more` : shown;
}
