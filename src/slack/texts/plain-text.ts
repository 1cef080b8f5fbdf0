import { printable } from '../../refine/text/printable.ts';
import { dropUnseen, writeOutUnseen } from '../../refine/text/unseen.ts';

/** Accents piled upon one letter cover the lines around them. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** More than Slack takes in any one place: nobody would see the rest. */
const MOST_CHARS = 20_000;

/** Text from outside as it may be shown: nothing unseen, nothing that turns or covers other text, whole characters only. */
export function plainText(text: string): string {
  const lines = startOf(text, MOST_CHARS).replace(/[\u2028\u2029]|\r\n?/g, '\n');
  return dropUnseen(printable(lines)).replace(PILED_MARKS, '$1');
}

/** The same for what is approved byte by byte: what nobody would see is written out, such as `⟨U+200B⟩`. */
export function revealedText(text: string): string {
  return printable(writeOutUnseen(text));
}

/** The start of a text, at most `length` characters with the ellipsis; its line breaks stay. */
export function startOf(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
