import type { Run, SafeTrace } from '../src/domain/trace.ts';
import { type LaidOut, layOut, rowsWith, topWithin } from '../src/refine/view/compact.ts';
import { plainLines } from '../src/refine/view/plain-lines.ts';
import type { Count, Piece } from '../src/refine/view/price-sections.ts';
import { choose, type Extent, rank } from '../src/refine/view/rank-pieces.ts';
import type { SectionWeights } from '../src/refine/view/section-weights.ts';
import type { MarkedTrace } from './labelled-traces.ts';

/** Windows of so many words, so that a text counts as shown only where it stands in one piece. */
const WINDOW = 6;
/** Of the windows of a text, that must be shown. */
const ENOUGH = 0.8;
/** A step with fewer windows of its own repeats others: then all of its text counts. */
const FEWEST = 5;
/** A quote that is shorter, or stands less literally in the trace, tells nothing. */
const SHORTEST_QUOTE_WORDS = 8;
const FEWEST_OF_QUOTE = 4;
const LITERAL = 0.6;

/** Something that people pointed at, window by window: the pieces that show it, and how far into them. */
type Target = Readonly<{ kind: 'step' | 'quote'; windows: number; toFind: readonly (readonly Place[])[] }>;
/** `until` is the share of the section up to the end of the window. */
type Place = Readonly<{ piece: Unweighed; until: number }>;
type Unweighed = NonNullable<ReturnType<LaidOut['pieces']['get']>>[number];

export type Pointed = Readonly<{
  task: string;
  dataset: string;
  laid: LaidOut;
  /** Tokens for what stands before the runs, by budget. */
  topTokens: ReadonlyMap<number, number>;
  targets: readonly Target[];
}>;

/** One target under one budget: is it shown? */
export type Shown = Readonly<{ dataset: string; kind: Target['kind']; shown: boolean }>;

/** What must be shown of a trace, laid out once: weights and budgets are tried on it many times. */
export function pointedAt(
  { task, dataset, trace, labels }: MarkedTrace,
  budgets: readonly number[],
  count: Count,
): Pointed {
  const laid = layOut(trace, count);
  const tops = budgets.map((budget) => [budget, topWithin(laid, budget, count)] as const);
  const places = placesIn([...laid.pieces.values()].flat());
  const inTop = new Set(windowsOf(tops[0]?.[1] ?? ''));
  const target = (kind: Target['kind'], windows: ReadonlySet<string>): Target => ({
    kind,
    windows: windows.size,
    toFind: [...windows].filter((window) => !inTop.has(window)).map((window) => places.get(window) ?? []),
  });
  const targets = labels.flatMap(({ runId, evidence }) => {
    const step = windowsOfStep(trace, runId, laid);
    const quote =
      evidence === undefined ? undefined : windowsOfQuote(evidence, (one) => places.has(one) || inTop.has(one));
    return [...(step ? [target('step', step)] : []), ...(step && quote ? [target('quote', quote)] : [])];
  });
  const topTokens = new Map(tops.map(([budget, top]) => [budget, count(`${top}\n`)]));
  return { task, dataset, laid, topTokens, targets };
}

/** What of it a budget shows under these weights, by the ranking that `compact` uses; the excerpt at its end left out. */
export function shownOf(
  { dataset, laid, topTokens, targets }: Pointed,
  budget: number,
  ranking: Ranking,
): readonly Shown[] {
  const { pieces } = choose(ranking.steps, budget - (topTokens.get(budget) ?? 0));
  const shares = new Map([...pieces].map(([piece, extent]) => [piece.section, shareOf(piece, extent)]));
  for (const { section, isOwnMark } of [...laid.pieces.values()].flat()) if (isOwnMark) shares.set(section, 1);
  const isShown = ({ piece, until }: Place) => until <= (shares.get(piece.section) ?? 0);
  return targets.map(({ kind, windows, toFind }) => {
    const missing = toFind.filter((found) => !found.some(isShown)).length;
    return { dataset, kind, shown: 1 - missing / windows >= ENOUGH };
  });
}

export type Ranking = Readonly<{ steps: ReturnType<typeof rank> }>;
export const rankingOf = ({ laid }: Pointed, weights: SectionWeights): Ranking => ({
  steps: rank(rowsWith(laid, weights), weights),
});

function shareOf({ tokens, start }: Piece, extent: Extent): number {
  return extent === 'whole' || !start ? 1 : start.tokens / tokens;
}

function placesIn(pieces: readonly Unweighed[]): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  for (const piece of pieces) {
    const windows = windowsOf(piece.section.text);
    windows.forEach((window, index) => {
      const known = places.get(window) ?? [];
      // Of two places in one section the first counts.
      if (known.at(-1)?.piece === piece) return;
      places.set(window, [...known, { piece, until: (index + WINDOW) / (windows.length + WINDOW - 1) }]);
    });
  }
  return places;
}

function windowsOfStep(trace: SafeTrace, runId: string, laid: LaidOut): ReadonlySet<string> | undefined {
  const at = trace.runs.findIndex(({ id }) => id === runId);
  const run = trace.runs[at];
  if (!run) return undefined;
  const own = (laid.pieces.get(at + 1) ?? []).filter(({ section }) => section.part !== 'input' || ownsInput(run));
  const shownThere = new Set(own.flatMap(({ section }) => windowsOf(section.text)));
  if (shownThere.size >= FEWEST) return shownThere;
  const parts = [run.outputs, run.error, ...(ownsInput(run) ? [run.inputs] : [])];
  const all = new Set(parts.flatMap((part) => windowsOf(plainLines(part).join('\n'))));
  return all.size === 0 ? undefined : all;
}

/** What a tool was called with is part of what was done; what a model was given are earlier steps. */
const ownsInput = ({ kind }: Run): boolean => kind === 'tool' || kind === 'retriever';

function windowsOfQuote(quote: string, stands: (window: string) => boolean): ReadonlySet<string> | undefined {
  const all = new Set(windowsOf(quote));
  const literal = new Set([...all].filter(stands));
  const tells = all.size > SHORTEST_QUOTE_WORDS - WINDOW && literal.size >= FEWEST_OF_QUOTE;
  return tells && literal.size >= LITERAL * all.size ? literal : undefined;
}

function windowsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.slice(WINDOW - 1).map((_, index) => words.slice(index, index + WINDOW).join(' '));
}
