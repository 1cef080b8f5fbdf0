import type { Piece, Row } from './price-sections.ts';
import { SECTION_WEIGHTS } from './section-weights.ts';

/** The header of a run, with the marks of its pieces; or one of its pieces in place of its mark. */
type Step = Readonly<{ row: Row; piece: Piece | undefined; tokens: number; density: number }>;

/** What a budget shows. `next` is what there was no room for, with the tokens that are left for it. */
export type Chosen = Readonly<{
  rows: ReadonlySet<Row>;
  pieces: ReadonlySet<Piece>;
  next: Piece | undefined;
  left: number;
}>;

/** All that there is to show, by worth for its length; a header just before the first of its pieces. */
export function rank(rows: readonly Row[]): readonly Step[] {
  const steps = rows.flatMap((row): readonly Step[] => {
    const pieces = row.pieces
      .filter(({ isOwnMark }) => !isOwnMark)
      .map((piece) => {
        const tokens = piece.tokens - piece.markTokens;
        return { row, piece, tokens, density: densityOf(piece.worth, tokens + 1) };
      });
    const tokens = row.pieces.reduce((sum, { markTokens }) => sum + markTokens, row.headerTokens);
    const bare = densityOf(Math.exp(SECTION_WEIGHTS.header), row.headerTokens);
    const density = pieces.reduce((most, piece) => Math.max(most, piece.density), bare);
    return [{ row, piece: undefined, tokens, density }, ...pieces];
  });
  return steps.sort((one, other) => other.density - one.density);
}

function densityOf(worth: number, tokens: number): number {
  return worth / Math.max(1, tokens / SECTION_WEIGHTS.freeTokens) ** SECTION_WEIGHTS.length;
}

/** The start of the ranking that fits. Never past what does not fit: a larger budget would show that instead. */
export function choose(ranking: readonly Step[], budgetTokens: number): Chosen {
  let left = budgetTokens;
  const rows = new Set<Row>();
  const pieces = new Set<Piece>();
  for (const { row, piece, tokens } of ranking) {
    if (tokens > left) return { rows, pieces, next: piece, left };
    left -= tokens;
    if (piece) pieces.add(piece);
    else rows.add(row);
  }
  return { rows, pieces, next: undefined, left };
}
