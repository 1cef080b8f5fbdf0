import { printable } from '../../refine/text/printable.ts';

/** Drawn as nothing, so they can hide words from whoever approves: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point */
const UNSEEN = /(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb]/gu;
/** Joiners are letters' business in Persian, Hindi or an emoji family, and a hiding place between Latin letters. */
const LOOSE_JOINER = /(?<!\P{ASCII})(?:\u200c|\u200d)|(?:\u200c|\u200d)(?!\P{ASCII})/gu;
/** Accents piled upon one letter cover the lines around them. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** More than Slack takes in any one place: nobody would see the rest. */
const MOST_CHARS = 20_000;

/** Text from outside as it may be shown: nothing unseen, nothing that turns or covers other text, whole characters only. */
export function plainText(text: string): string {
  return printable(startOf(text, MOST_CHARS).replace(/[\u2028\u2029]|\r\n?/g, '\n'))
    .replace(UNSEEN, '')
    .replace(LOOSE_JOINER, '')
    .replace(PILED_MARKS, '$1');
}

/** The same for what is approved byte by byte: what nobody would see is written out, such as `⟨U+200B⟩`. */
export function revealedText(text: string): string {
  const written = (found: string) => `⟨U+${found.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  return printable(text.replace(UNSEEN, written).replace(LOOSE_JOINER, written));
}

/** The start of a text, at most `length` characters with the ellipsis; its line breaks stay. */
export function startOf(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
