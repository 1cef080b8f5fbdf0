import type { RunKind } from './trace.ts';

/**
 * What can be drawn, in plain data. Its texts are as they came, perhaps from a hostile trace; whoever draws makes them
 * fit. `alt` says the same in a sentence for whoever does not see it: at most 1,000 characters.
 */
export type Picture = Waterfall | VerdictMatrix;

/** A trace as bars along time, in the order of its tree; at most 60 rows. */
export type Waterfall = Readonly<{
  kind: 'waterfall';
  title: string;
  /** How much there is, under the title. */
  about: string;
  /** `steps` where the trace does not say when things happened: then one run is one long. */
  axis: Readonly<{ unit: 'ms' | 'steps'; length: number }>;
  rows: readonly (RunRow | FoldedRow)[];
  /** What has to be known to read it rightly. */
  note: string | null;
  alt: string;
}>;

export type RunRow = Readonly<{
  row: 'run';
  name: string;
  kind: RunKind;
  /** How far it is indented. */
  depth: number;
  bar: Bar;
  failed: boolean;
  suspected: Suspected | null;
}>;

/** Runs that are not shown. */
export type FoldedRow = Readonly<{ row: 'folded'; runs: number; failed: number; depth: number; bar: Bar }>;

/** On the axis; `guessed` where the trace does not say so. */
export type Bar = Readonly<{ from: number; to: number; guessed: boolean }>;

/** `rank` counts from 1. */
export type Suspected = Readonly<{ rank: number; reason: string }>;

/** Fixes by the conversations that they were tried on: at most 8 rows, and 17 marks in each. */
export type VerdictMatrix = Readonly<{
  kind: 'verdict-matrix';
  title: string;
  /** How much was tried, under the title. */
  about: string;
  /** What its columns have in common; the marks of a row are theirs, one after the other. */
  groups: readonly Readonly<{ name: string; columns: number }>[];
  rows: readonly Readonly<{ name: string; marks: readonly Mark[] }>[];
  note: string | null;
  alt: string;
}>;

/** `drifted`: it came out otherwise without the fix, too, so it tells nothing. `untried`: the fix did not come so far. */
export type Mark = 'good' | 'partly' | 'bad' | 'drifted' | 'unclear' | 'untried';
