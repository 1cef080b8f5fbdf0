/** The words of a text in order and in small letters. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]{1,64}/gu) ?? [];
}
