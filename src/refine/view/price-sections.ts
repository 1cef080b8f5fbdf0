import type { Section } from './cite-repeats.ts';
import { opening } from './excerpt.ts';

/** o200k tokens of a text. */
export type Count = (text: string) => number;

/**
 * A section, and what it costs in tokens to show it or, by its mark behind the header
 * of its run, to say that it is left out. A text that is shorter than its mark is its own.
 */
export type Piece = Readonly<{
  section: Section;
  worth: number;
  /** Of its start alone. */
  startWorth: number;
  tokens: number;
  mark: string;
  markTokens: number;
  isOwnMark: boolean;
  /** Of a long section: its first words, which may stand for it. */
  start: Start | undefined;
}>;

/** `tokens` to show it, with what says that more is left out. */
export type Start = Readonly<{ text: string; tokens: number }>;

/** About so many tokens begin a section, and say what it is about: two or three sentences. */
const START_TOKENS = 96;
/** What is hardly longer than its start has none. */
const LONG = 1.5 * START_TOKENS;

/** A run with its header line. */
export type Row = Readonly<{ header: string; headerTokens: number; pieces: readonly Piece[] }>;

/** A piece before anybody has said what it is worth. */
export type Unweighed = Omit<Piece, 'worth' | 'startWorth'>;

/** With the line break behind it, for then the tokens of lines add up to those of the whole. */
export function price(section: Section, count: Count): Unweighed {
  const tokens = count(`${show(section, section.text)}\n`);
  const mark = ` [… ${tokens.toLocaleString('en')} ${section.part}]`;
  const markTokens = count(mark);
  if (tokens <= markTokens) return { section, tokens, mark, markTokens: tokens, isOwnMark: true, start: undefined };
  const start = tokens > LONG ? startOf(section, tokens, count) : undefined;
  return { section, tokens, mark, markTokens, isOwnMark: false, start };
}

/** `undefined` where a start saves nothing, for signs that take more tokens than the rest. */
function startOf(section: Section, tokens: number, count: Count): Start | undefined {
  const text = opening(section.text, tokens, START_TOKENS, count);
  const own = count(`${show(section, text)}\n`);
  return own < tokens ? { text, tokens: own } : undefined;
}

export function show({ part }: Section, text: string): string {
  return `${part}:${text.includes('\n') ? '\n' : ' '}${text}`;
}
