import { expect, it } from 'vitest';
import type { Edit } from '../../src/domain/change.ts';
import { sealChange } from '../../src/refine/case/digest.ts';
import { editableWords, withWords } from '../../src/refine/change/editable-words.ts';
import { blockOf, rewordedIn, wordsBlocks } from '../../src/slack/modals/words-blocks.ts';
import { someHypothesis } from './some.ts';

const PROMPT = 'prompts/support.md';
const reached = { usedBy: [], through: [], uses: [], tests: [], evals: [] };
const fixOf = (edits: readonly Edit[], about = edits.map(({ path }) => path)) =>
  someHypothesis({ change: sealChange(edits), impact: about.map((path) => ({ ...reached, path })) });
const append = (text: string, path = PROMPT): Edit => ({ kind: 'append', path, text });

it.each<[string, Edit, readonly string[]]>([
  ['what is added', append('\nSay so.\n'), ['Say so.']],
  ['what takes the place of other words', { kind: 'replace', path: PROMPT, find: 'a', text: 'b\r\nc' }, ['b\nc']],
  ['nothing where words only go', { kind: 'replace', path: PROMPT, find: 'a', text: '\n' }, []],
  ['nothing of a program', append('x = 1\n', 'agent.py'), []],
  ['nothing of a document', append('a: 1\n', 'agent.yaml'), []],
  ['nothing of a value', { kind: 'set-value', path: 'agent.json', at: '/a', text: '1' }, []],
  ['nothing where a file is deleted', { kind: 'delete', path: PROMPT }, []],
])('gives people %s to put otherwise', (_what, edit, texts) => {
  expect(editableWords(fixOf([edit])).map(({ text }) => text)).toEqual(texts);
});

it('leaves the eval case, and a fix of which nobody knows what it is about', () => {
  expect(editableWords(fixOf([append('A.\n'), append('{}', 'evals.txt')], [PROMPT])).map(({ edit }) => edit)).toEqual([
    0,
  ]);
  expect(editableWords(someHypothesis())).toEqual([]);
});

it('keeps the line breaks that part the words from the rest, and every other edit', () => {
  const edits = [append('\n\nSay so.\n'), append('B.\n')];
  expect(withWords(edits, new Map([[0, 'Say\r\nit.\n\n\n']]))).toEqual([append('\n\nSay\nit.\n'), edits[1]]);
});

it.each<[string, string, boolean]>([
  ['as it was', 'If a < b & c, say so.\n- x', false],
  ['with Windows lines and spaces at their ends', '\r\nIf a < b & c, say so. \r\n- x\r\n', false],
  ['with signs written out', 'If a &lt; b &amp; c, say so.\n- x', false],
  ['with one sign more', 'If a < b & c, say so!\n- x', true],
  ['emptied', '', true],
])('takes a field that comes back %s for other words or not', (_what, written, isOther) => {
  const fix = fixOf([append('If a < b & c, say so.\n- x\n')]);
  expect(rewordedIn(new Map([[blockOf(0), written]]), fix).size > 0).toBe(isOther);
  expect(rewordedIn(new Map(), fix).size).toBe(0);
});

it('shows no field for words that it could not show as they are, or not in full', () => {
  expect(wordsBlocks(fixOf([append('a\u200bb\n')]))).toEqual([]);
  expect(wordsBlocks(fixOf([append('x'.repeat(3_001))]))).toEqual([]);
  expect(wordsBlocks(fixOf(Array.from({ length: 5 }, (_, at) => append(`${at}\n`))))).toHaveLength(3);
});
