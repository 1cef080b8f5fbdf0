import { expect, it } from 'vitest';
import { understand, understandExpectation } from '../../src/refine/text/understand-expectation.ts';
import { assertions as kinds } from '../../src/wiring.ts';
import { countSpentMs } from '../spent-ms.ts';
import { someCall } from './some.ts';

const names = ['look_up_order', 'cancel_order', 'search', 'ask', 'pay', 'issue_refund', 'find_customer'];
const call = someCall({ tools: names.map((name) => ({ name, description: '', parameters: {} })) });
const read = (sentence: string) => {
  const { assertions, rest } = understand(sentence, call, kinds);
  return [assertions.map(({ kind }) => kind).join(' '), rest];
};

it.each([
  ['say in German that we cannot remember past chats', 'language says', ''],
  ['say that we cannot remember past chats, in German and in at most 3 sentences', 'length language says', ''],
  ['say that we cannot remember past chats in at most 2 sentences', 'length says', ''],
  ['answer as JSON with the fields total and currency, in English', 'json-schema language', ''],
  ['never say “sure”, say “likely” instead', 'lacks contains', ''],
  ['say “likely” and never “sure”', 'contains lacks', ''],
  ['call find_customer, then issue_refund, and be polite', 'tools-in-order', 'be polite'],
  ['say that it costs $39 a month and be friendly', 'contains', 'be friendly'],
  ['do not say anything about prices, say “please call us”', 'contains', 'do not say anything about prices'],
  ['say that shipping is free and takes 5 days', 'contains', 'say that shipping is free and takes 5 days'],
  ['never say “sure” or be rude', 'lacks', 'never say “sure” or be rude'],
  [
    'tell them we cannot do that. Never call issue_refund. Answer in German.',
    'tool-not-called language',
    'tell them we cannot do that',
  ],
  [
    'The answer should be in French, under 100 characters, and mention the “Atelier” plan.',
    'length language contains',
    '',
  ],
  ['match /a. never b/i and be short', 'pattern', 'be short'],
  ['it should answer', '', 'it should answer'],
])('hears all that is asked for in %j', (sentence, kindsHeard, rest) => {
  expect(read(sentence)).toEqual([kindsHeard, rest]);
});

it.each([
  ['say that names may have at most 20 characters', 'says'],
  ['say that the manual is available in German', 'says'],
  ['say that we reply within 30 seconds', 'contains'],
  ['say that we accept JSON', 'says'],
  ['say “in German”', 'contains'],
])('takes what is to be said for no order about the answer: %j', (sentence, kind) => {
  expect(read(sentence)).toEqual([kind, '']);
});

it('names each part in its words, so that nothing is dropped unseen', () => {
  expect(understandExpectation('say “$39”, in German, and be friendly', call, kinds).words).toBe(
    'The answer is in German. It says “$39”. Besides, a model judges: Does the answer do what was expected: “be friendly”?',
  );
  expect(understandExpectation('be friendly', call, kinds).words).toBe(
    'A model judges: Does the answer do what was expected: “be friendly”?',
  );
});

it('leaves a sentence that asks for too much, or is too long, whole to the judge', () => {
  const much = Array.from({ length: 21 }, (_, index) => `say “part ${index}”.`).join(' ');
  expect(read(much)).toEqual(['', much]);
  expect(read('say “a thing”. '.repeat(400))[0]).toBe('');
});

it('is not slowed down by a hostile sentence', () => {
  for (const bit of [
    'in German ',
    'at most 3 ',
    '$.a.b ',
    'match /a/ ',
    'JSON with fields a, ',
    'call search then ',
    '{"a":',
    ', be ',
    '. ',
  ]) {
    const spentMs = countSpentMs();
    read(bit.repeat((390 / bit.length) * 10));
    expect(spentMs(), bit).toBeLessThan(1_500);
  }
});
