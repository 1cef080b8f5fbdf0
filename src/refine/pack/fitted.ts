import { shorten } from '../text/shorten.ts';

/**
 * A text on one line that has the length that a pack demands, in code points; a text that is too short gets `lead` before it.
 *
 * @param lead itself at least as long as `min`
 */
export function fitted(text: string, lead: string, { min, max }: Readonly<{ min: number; max: number }>): string {
  const line = shorten(text.toWellFormed(), max);
  return [...line].length >= min ? line : `${lead}${line}`;
}
