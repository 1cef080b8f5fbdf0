import { printable } from '../refine/text/printable.ts';
import { fontOf } from './fonts.ts';

/** What joins or varies the characters beside it, and is nothing by itself. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
/** More accents than any language puts on one letter cover the lines around it. */
const PILED_MARKS = /(\p{M}{2})\p{M}+/gu;
/** A sign that stands for two, which the rasteriser would lay over its neighbours; tone marks go between. */
const SARA_AM = /([\u0e48-\u0e4b]*)\u0e33/g;
/** Of a flag, which is written as the letters of its country. */
const FLAG_LETTERS = /\p{Regional_Indicator}/gu;
const MISSING = '\ufffd';
/** Nobody reads further in a picture. */
const MOST_CHARS = 400;

/** A text as it can be drawn, on one line: what no font here has is shown as �, and nothing steers or covers the rest. */
export function drawable(text: string): string {
  const line = printable(text.slice(0, MOST_CHARS)).normalize('NFC').replace(/\s+/g, ' ').trim();
  const seen = line.replace(UNSEEN, '').replace(PILED_MARKS, '$1').replace(SARA_AM, '\u0e4d$1\u0e32');
  return Array.from(seen.replace(FLAG_LETTERS, asLetter), (character) =>
    fontOf(character) === undefined ? MISSING : character,
  ).join('');
}

function asLetter(flagLetter: string): string {
  return String.fromCodePoint((flagLetter.codePointAt(0) ?? 0) - 0x1f1e6 + 'A'.charCodeAt(0));
}
