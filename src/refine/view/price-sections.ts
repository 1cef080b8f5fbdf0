import type { Section } from './cite-repeats.ts';

/** o200k tokens of a text. */
export type Count = (text: string) => number;

/**
 * A section, and what it costs in tokens to show it or, by its mark behind the header
 * of its run, to say that it is left out. A text that is shorter than its mark is its own.
 */
export type Piece = Readonly<{
  section: Section;
  worth: number;
  tokens: number;
  mark: string;
  markTokens: number;
  isOwnMark: boolean;
}>;

/** A run with its header line. */
export type Row = Readonly<{ header: string; headerTokens: number; pieces: readonly Piece[] }>;

/** With the line break behind it, for then the tokens of lines add up to those of the whole. */
export function price(section: Section, worth: number, count: Count): Piece {
  const tokens = count(`${show(section, section.text)}\n`);
  const mark = ` [… ${tokens.toLocaleString('en')} ${section.part}]`;
  const markTokens = count(mark);
  return tokens <= markTokens
    ? { section, worth, tokens, mark, markTokens: tokens, isOwnMark: true }
    : { section, worth, tokens, mark, markTokens, isOwnMark: false };
}

export function show({ part }: Section, text: string): string {
  return `${part}:${text.includes('\n') ? '\n' : ' '}${text}`;
}
