import { CaseId } from '../domain/case.ts';
import { RefineryError } from '../domain/errors.ts';
import type { Examined } from '../domain/examined.ts';
import type { Person } from '../domain/project.ts';
import type { CaseDesk, CaseRecord } from '../door/calls.ts';
import type { House } from '../flow/house.ts';
import type { Screen } from './screen.ts';

/** 0 done · 1 failed · 2 wrong usage · 3 not proved. */
export type ExitCode = 0 | 1 | 2 | 3;

export type Tools = Readonly<{
  screen: Screen;
  /** The plug-ins, without any store. */
  house: House;
  workspace: string;
  /** Of this Refinery: `0.1.0`. */
  version: string;
  person: Person;
  /** The folder that the command was called from: relative paths are meant from there. */
  folder: string;
  /** What `~` stands for. */
  home: string;
  /** Never the same twice. */
  newKey(): string;
  /**
   * The record of all cases; no chapter goes on by this. Where another process holds the store, that one is asked.
   * @throws RefineryError store-busy, store-unavailable
   */
  facts(): Promise<CaseRecord>;
  /** The same for the desk, with its engine: chapters that were cut short go on. Errors as `facts`. */
  desk(): Promise<CaseDesk>;
  /** What `doctor` has to say: one line for each part, with the way to mend it. */
  examine(): Promise<readonly Examined[]>;
  /** Fires on Ctrl-C. */
  signal: AbortSignal;
}>;

export type VerbCall = Readonly<{
  args: readonly string[];
  /** By long name in camelCase: `--budget 8000` is `options.budget === '8000'`, a flag is `true`. */
  options: Readonly<Record<string, string | true | undefined>>;
  tools: Tools;
}>;

/** One word of the command line. A new one is one file in `verbs/` and one line in `wiring-of-terminal.ts`. */
export type Verb = Readonly<{
  /** One word, or two: `audit verify`. */
  name: string;
  about: string;
  /** As commander writes them: `<file...>`, `[case]`. */
  args: string;
  options: readonly Readonly<{ flags: string; about: string }>[];
  examples: readonly string[];
  /** @throws RefineryError, whose sentence is printed, exit code 1 (wrong-usage: 2) */
  run(call: VerbCall): Promise<ExitCode>;
}>;

/** The text of an option. @throws RefineryError wrong-usage when it is missing or empty */
export function textOf({ options }: VerbCall, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value.trim() === '')
    throw new RefineryError('wrong-usage', `--${name} "…" is missing`);
  return value;
}

/** The case that the first word names. @throws RefineryError wrong-usage */
export function caseIdOf({ args }: VerbCall): CaseId {
  const id = CaseId.safeParse(args[0]?.toUpperCase());
  if (id.success) return id.data;
  throw new RefineryError('wrong-usage', `${args[0]} is no case; cases are called RF-1, RF-2, …`);
}

/** How people go on with a case from here. */
export const howToGoOn = (id: CaseId): string => `npm run -s refinery -- case ${id}`;
