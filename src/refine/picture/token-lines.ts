import type { TokenBars } from '../../domain/picture.ts';
import { shorten } from '../text/shorten.ts';
import { totalOf } from './token-bars.ts';
import { tokenWords } from './token-words.ts';

const MOST_NAME_CHARS = 70;

/** The groups of a picture as lists, a line for each bar: its tokens, its name, and what is told beneath it. */
export type TokenLines = readonly Readonly<{
  name: string;
  lines: readonly Readonly<{ tokens: string; text: string }>[];
}>[];

export function tokenLines({ groups }: Pick<TokenBars, 'groups'>): TokenLines {
  return groups.map(({ name, rows }) => ({
    name,
    lines: rows.map((row) => ({
      tokens: tokenWords(totalOf(row)),
      text: `${shorten(row.name, MOST_NAME_CHARS)}${row.detail === null ? '' : ` (${row.detail})`}`,
    })),
  }));
}
