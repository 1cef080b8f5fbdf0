import type { RunKind, SafeTrace } from '../../domain/trace.ts';

/** `what` says what kind of step it is, to somebody who did not write the agent. */
export type RunName = Readonly<{ name: string; what?: string }>;

/** What people call the runs of a trace: by name; several of one name are told apart by their order. */
export type RunNames = ReadonlyMap<string, RunName>;

export function runNamesOf({ runs }: Pick<SafeTrace, 'runs'>): RunNames {
  const named = Map.groupBy(runs, ({ name }) => name);
  return new Map(
    [...named].flatMap(([name, same]) =>
      same.map(({ id, kind, parentId }, index): [string, RunName] => [
        id,
        {
          name: same.length === 1 ? name : `${name} (${index + 1})`,
          what: parentId === null ? 'the agent as a whole' : WHAT[kind],
        },
      ]),
    ),
  );
}

const WHAT: Readonly<Record<RunKind, string>> = {
  llm: 'a call of the model',
  tool: 'a tool',
  retriever: 'a search',
  embedding: 'a part of a search',
  prompt: 'a step that fills in a prompt',
  parser: 'a step that reads an answer',
  chain: 'a step of the agent',
  other: 'a step of the agent',
};
