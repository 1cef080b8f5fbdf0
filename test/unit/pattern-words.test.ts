import { expect, it } from 'vitest';
import { patternWords } from '../../src/refine/case/pattern-words.ts';

it.each([
  ['repeated-context', 'repeated context'],
  ['loop', 'loop'],
  ['other: two price-lists at once', 'two price-lists at once'],
  ['Other:what nobody foresaw', 'what nobody foresaw'],
  ['another: one', 'another: one'],
])('%j is read as %j', (pattern, words) => {
  expect(patternWords(pattern)).toBe(words);
});
