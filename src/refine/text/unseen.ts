/** Drawn as nothing, or turning the direction of what is drawn, so they can hide words from whoever reads: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point */
const UNSEEN = /(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb]/gu;
/** Joiners are letters' business in Persian, Hindi or an emoji family, and a hiding place between Latin letters. */
const LOOSE_JOINER = /(?<!\P{ASCII})(?:\u200c|\u200d)|(?:\u200c|\u200d)(?!\P{ASCII})/gu;
/** But tab and line ends; a form feed stands in old sources. */
const CONTROL = /[^\P{Cc}\t\n\r\f]/gu;

/** Every sign of a text that nobody would see, or that shows it otherwise than it is. */
export function unseenIn(text: string): readonly string[] {
  return [UNSEEN, LOOSE_JOINER, CONTROL].flatMap((pattern) => text.match(pattern) ?? []);
}

/** The same text with what nobody would see written out, such as `⟨U+200B⟩`. */
export function writeOutUnseen(text: string): string {
  return text.replace(UNSEEN, written).replace(LOOSE_JOINER, written);
}

export function dropUnseen(text: string): string {
  return text.replace(UNSEEN, '').replace(LOOSE_JOINER, '');
}

/** `U+200B`. */
export function codeOf(sign: string): string {
  return `U+${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}

function written(sign: string): string {
  return `⟨${codeOf(sign)}⟩`;
}
