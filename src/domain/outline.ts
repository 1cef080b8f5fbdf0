import type { Digest } from './digest.ts';

/**
 * What a file declares that somebody else relies on: other code, the people who
 * wrote its tests and eval cases, a package manager. Found out in the workshop
 * for both sides of a changed file, so that guards can compare them.
 */
export type Outline = Readonly<{
  /** What other code can import; members of an exported class as `Agent.answer`. */
  declared: readonly Declared[];
  tests: readonly Test[];
  /** Of all code that is in no test, but for spaces: helpers, hooks, and what skips tests from outside. `null` for what is no code. */
  around: Digest | null;
  /** Numbers that tests or evals are held against. */
  limits: readonly Limit[];
  /** Cases of an eval set: the elements of every list of objects, the lines of JSON Lines, the rows of CSV. */
  rows: readonly Row[];
  /** Packages of others: what a manifest has installed, and what code imports. */
  packages: readonly Package[];
  /** What a package manager runs by itself when somebody installs. */
  installCommands: readonly Readonly<{ name: string; runs: string }>[];
}>;

/** `parameters` is `null` for what is no function. */
export type Declared = Readonly<{ name: string; parameters: readonly Parameter[] | null }>;

/** `byName`: callers may name it, so that another name breaks them. */
export type Parameter = Readonly<{ name: string; optional: boolean; byName: boolean }>;

export type Test = Readonly<{
  /** With those that it stands in: `refunds › says no`. Two of one name are told apart by ` (2)`. */
  name: string;
  skipped: boolean;
  assertions: number;
  /** Of its whole text. */
  digest: Digest;
}>;

/** `floor`: a lower value asks for less; else it is a ceiling, and a higher one does. */
export type Limit = Readonly<{ name: string; value: number; floor: boolean }>;

/** `key` stays when the rest of the case is changed: its id, or what is asked. `holds`: how many values that are not empty. */
export type Row = Readonly<{ key: string; digest: Digest; holds: number }>;

/** `from` is the version or place as it is written; `null` where code imports it. */
export type Package = Readonly<{ name: string; from: string | null }>;

export const NO_OUTLINE: Outline = {
  declared: [],
  tests: [],
  around: null,
  limits: [],
  rows: [],
  packages: [],
  installCommands: [],
};
