import { digestOf } from '../case/digest.ts';

/** No text can hold the digest of itself, so nothing in these can pretend to end what bears their mark. */
export const markOf = (...texts: readonly string[]): string => `mark ${digestOf(texts).slice(0, 24)}`;

/** What others wrote, between two lines that none of it can end. */
export function enclose(name: string, text: string, mark: string = markOf(text)): string {
  return `<${name} ${mark}>\n${text}\n</${name} ${mark}>`;
}
