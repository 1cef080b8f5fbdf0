import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { progressWords } from '../../src/terminal/progress-words.ts';
import { wrapLines } from '../../src/terminal/wrap-lines.ts';

it.each([
  ['short', 'short'],
  [`  • ${'word '.repeat(12).trim()}`, `  • ${'word '.repeat(7).trim()}\n    ${'word '.repeat(5).trim()}`],
  [`     ${'word '.repeat(9).trim()}`, `     ${'word '.repeat(7).trim()}\n     word word`],
  [`see ${'/a/long/path'.repeat(5)} there`, `see\n${'/a/long/path'.repeat(5)}\nthere`],
  [`${'word '.repeat(9).trim()}\n\nnext`, `${'word '.repeat(8).trim()}\nword\n\nnext`],
  ['', ''],
])('breaks lines between words, each under its beginning: %j', (text, wrapped) => {
  expect(wrapLines(text, 40)).toBe(wrapped);
});

it('counts no colours, and loses none', () => {
  const red = `\u001b[31m${'word '.repeat(9).trim()}\u001b[39m`;
  const wrapped = wrapLines(red, 40);
  expect(stripVTControlCharacters(wrapped)).toBe(`${'word '.repeat(8).trim()}\nword`);
  expect(wrapped.replace('\n', ' ')).toBe(red);
});

it('keeps an indent that stands behind a colour', () => {
  const dim = `\u001b[2m  ${'word '.repeat(9).trim()}\u001b[22m`;
  expect(stripVTControlCharacters(wrapLines(dim, 40))).toBe(`  ${'word '.repeat(7).trim()}\n  word word`);
});

it('goes on under the last column of a table, as far as there is room', () => {
  const row = `ok     git  ${'word '.repeat(8).trim()}`;
  expect(wrapLines(row, 40, 12)).toBe(`ok     git  ${'word '.repeat(5).trim()}\n${' '.repeat(12)}word word word`);
  expect(wrapLines(row, 40, 30)).toBe(`ok     git  ${'word '.repeat(5).trim()}\n${' '.repeat(13)}word word word`);
});

it('leaves a terminal that is too narrow to its own', () => {
  expect(wrapLines('word '.repeat(40), 20)).toBe('word '.repeat(40));
});

it.each([
  ['reproduce 2/5', 'Seeing whether it goes wrong again, 2/5'],
  ['try h12 3/5', 'Trying fix h12, 3/5'],
  ['read part 3/7', 'Reading the trace in parts, 3/7'],
  ['note the failure', 'Writing down what went wrong'],
  ['commit', 'Committing'],
  ['something new', 'something new'],
])('says what it does: %s', (step, words) => {
  expect(progressWords(step)).toBe(words);
});
