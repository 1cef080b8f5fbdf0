import { expect, it } from 'vitest';
import { withJudge } from '../../src/flow/with-judge.ts';
import type { Model } from '../../src/ports.ts';
import { checkWords } from '../../src/refine/case/check-words.ts';
import { readCheck, writeCheck } from '../../src/refine/case/read-check.ts';
import { understandExpectation } from '../../src/refine/text/understand-expectation.ts';
import { assertions as kinds } from '../../src/wiring.ts';
import { someCall, someModel } from './some.ts';

const call = someCall({ tools: [{ name: 'issue_refund', description: '', parameters: {} }] });
const check = (expectation: string) => understandExpectation(expectation, call, kinds);
const known = check('say that we cannot remember past chats, in German, never call issue_refund, and be kind');

it('writes a check as people would, and reads the very same of it', () => {
  const written = writeCheck(known, kinds);
  expect(written).toEqual({
    conditions: ['never call “issue_refund”', 'in German', 'say that we cannot remember past chats'],
    question: 'Does the answer do what was expected: “be kind”?',
  });
  expect(readCheck(written, known, call, kinds)).toEqual(known);
});

it('takes out what was left empty, takes in what is new, and asks no model where nothing is asked', () => {
  const read = readCheck(
    { conditions: ['', 'in German', 'at most 2 sentences and as JSON', 'in German'], question: ' ' },
    known,
    call,
    kinds,
  );
  expect(read).toMatchObject({ words: 'The answer is in German. It is JSON. It has at most 2 sentences.' });
  expect(read).not.toHaveProperty('rubric');
});

it.each([
  [{ conditions: ['be nice'], question: '' }, [expect.stringContaining('can’t check this.')], null],
  [
    { conditions: ['in German', 'in German, and be nice'], question: '' },
    [null, expect.stringContaining('“be nice”')],
    null,
  ],
  [{ conditions: ['', ' '], question: '' }, [null, null], expect.stringContaining('needs a condition')],
  [{ conditions: ['x'.repeat(1_001)], question: '' }, [expect.stringContaining('at most 1000 signs')], null],
  [{ conditions: [], question: 'x'.repeat(1_001) }, [], expect.stringContaining('at most 1000 signs')],
  [
    { conditions: Array.from({ length: 21 }, (_, index) => `say “${index} things”`), question: '' },
    Array.from({ length: 21 }, () => null),
    expect.stringContaining('at most 20 conditions'),
  ],
])('says what is wrong with %j', (written, conditions, question) => {
  expect(readCheck(written, known, call, kinds)).toEqual({ conditions, question });
});

const model = (name: string, used = name): Model =>
  someModel({
    name,
    termsOf: () => ({ replayedOn: { recorded: null, used, why: 'default' }, leftOut: [], unable: null }),
  });

it.each([
  ['openai/small', model('openai/large', 'small'), true],
  ['openai/small', model('openai/small', 'large'), false],
  ['openai/small', model('openai/small', 'small'), true],
  ['openai/small', undefined, false],
])('says whether %s would judge itself', (judge, replayer, isUnderTest) => {
  const judged = withJudge(known, call, { judge: model(judge), replayer });
  expect(judged.judge).toEqual({ model: judge, isUnderTest });
  expect(judged.digest).toBe(known.digest);
  expect(checkWords(judged).judged?.includes('very model')).toBe(isUnderTest);
});

it('names no judge where none is needed, or none is there', () => {
  const plain = check('in German');
  expect(withJudge(plain, call, { judge: model('j'), replayer: undefined })).toEqual(plain);
  expect(checkWords(plain)).toEqual({ rules: 'The answer is in German.', question: null, judged: null });
  expect(checkWords(withJudge(known, call, { judge: undefined, replayer: undefined })).judged).toContain(
    'No model is set',
  );
});

it('tells what rules look at from what a model is asked', () => {
  expect(checkWords(known)).toMatchObject({
    rules:
      'The answer does not call the tool issue_refund. It is in German. It has a negative sentence with most of these words: remember, past, chats.',
    question: 'Does the answer do what was expected: “be kind”?',
  });
  expect(checkWords(check('be kind')).rules).toBe('');
});
