import type { SafeTrace } from '../domain/trace.ts';

/** What people call the runs of a trace: by name; several of one name are told apart by their order. */
export type RunNames = ReadonlyMap<string, string>;

export function runNamesOf({ runs }: Pick<SafeTrace, 'runs'>): RunNames {
  const named = Map.groupBy(runs, ({ name }) => name);
  return new Map(
    [...named].flatMap(([name, same]) =>
      same.map(({ id }, index): [string, string] => [id, same.length === 1 ? name : `${name} (${index + 1})`]),
    ),
  );
}
