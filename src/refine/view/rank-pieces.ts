import type { Piece, Row } from './price-sections.ts';
import type { SectionWeights } from './section-weights.ts';

/** How much of a piece is shown in place of its mark. */
export type Extent = 'start' | 'whole';

/** The header of a run, with the marks of its pieces; or more of one of its pieces than before. */
type Step = Readonly<{ row: Row; shows: Shows | undefined; tokens: number; density: number }>;
type Shows = Readonly<{ piece: Piece; extent: Extent }>;

/** What a budget shows. `next` is what there was no room for, with the tokens that are left for it. */
export type Chosen = Readonly<{
  rows: ReadonlySet<Row>;
  pieces: ReadonlyMap<Piece, Extent>;
  next: Piece | undefined;
  left: number;
}>;

/** All that there is to show, by worth for its length; a header just before the first of its pieces, a start before the whole. */
export function rank(rows: readonly Row[], weights: SectionWeights): readonly Step[] {
  const steps = rows.flatMap((row): readonly Step[] => {
    const pieces = row.pieces.filter(({ isOwnMark }) => !isOwnMark).flatMap((piece) => stepsOf(row, piece, weights));
    const tokens = row.pieces.reduce((sum, { markTokens }) => sum + markTokens, row.headerTokens);
    const bare = densityOf(Math.exp(weights.header), row.headerTokens, weights);
    const density = pieces.reduce((most, piece) => Math.max(most, piece.density), bare);
    return [{ row, shows: undefined, tokens, density }, ...pieces];
  });
  return steps.sort((one, other) => other.density - one.density);
}

/** The start is worth a step of its own only where it comes before the whole. */
function stepsOf(row: Row, piece: Piece, weights: SectionWeights): readonly Step[] {
  const { start, startWorth, worth, markTokens } = piece;
  const tokens = piece.tokens - markTokens;
  const whole: Step = {
    row,
    shows: { piece, extent: 'whole' },
    tokens,
    density: densityOf(worth, tokens + 1, weights),
  };
  const density = start ? densityOf(startWorth, start.tokens, weights) : 0;
  if (!start || density <= whole.density) return [whole];
  return [
    { row, shows: { piece, extent: 'start' }, tokens: start.tokens - markTokens, density },
    { ...whole, tokens: piece.tokens - start.tokens },
  ];
}

function densityOf(worth: number, tokens: number, { freeTokens, length }: SectionWeights): number {
  return worth / Math.max(1, tokens / freeTokens) ** length;
}

/** The start of the ranking that fits. Never past what does not fit: a larger budget would show that instead. */
export function choose(ranking: readonly Step[], budgetTokens: number): Chosen {
  let left = budgetTokens;
  const rows = new Set<Row>();
  const pieces = new Map<Piece, Extent>();
  for (const { row, shows, tokens } of ranking) {
    if (tokens > left) return { rows, pieces, next: shows?.piece, left };
    left -= tokens;
    if (shows) pieces.set(shows.piece, shows.extent);
    else rows.add(row);
  }
  return { rows, pieces, next: undefined, left };
}
