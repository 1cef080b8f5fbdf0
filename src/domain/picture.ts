import type { RunKind } from './trace.ts';

/**
 * What can be drawn, in plain data. Its texts are as they came, perhaps from a hostile trace; whoever draws makes them
 * fit. `alt` says the same in a sentence for whoever does not see it: at most 1,000 characters.
 */
export type Picture = Waterfall | VerdictMatrix | TokenBars | Trends;

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

/** Where the tokens of a trace went, once by call and once by message; at most 24 rows in each group. */
export type TokenBars = Readonly<{
  kind: 'token-bars';
  title: string;
  about: string;
  /** Bars of one group are of one scale. */
  groups: readonly Readonly<{ name: string; rows: readonly TokenRow[] }>[];
  note: string | null;
  alt: string;
}>;

/** `detail`: what is told beneath the name. `folded`: rows that are not shown, together. */
export type TokenRow = Readonly<{
  name: string;
  detail: string | null;
  folded: boolean;
  parts: readonly Readonly<{ part: TokenPart; tokens: number }>[];
}>;

/** Instructions, what people and the model said, what tools gave, how tools are described, what was answered. */
export type TokenPart = 'instructions' | 'conversation' | 'results' | 'tools' | 'answer';

/** Figures over time, in panels of their own: at most 8, each with as many values as there are times, at most 12. */
export type Trends = Readonly<{
  kind: 'trends';
  title: string;
  about: string;
  /** As the axis says them: `5 Jan`. */
  times: readonly string[];
  panels: readonly TrendPanel[];
  note: string | null;
  alt: string;
}>;

/** `figure`: of all times together. `values` from 0; `null` where there is nothing to tell. `most`: what a bar of full height is, and how that is said. */
export type TrendPanel = Readonly<{
  name: string;
  figure: string;
  values: readonly (number | null)[];
  most: Readonly<{ value: number; says: string }>;
}>;
