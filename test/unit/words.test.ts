import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areSameFigure,
  contentWords,
  countNegations,
  figuresIn,
  identifiersIn,
  isNegated,
  quotedIn,
  quotesIn,
  sentencesOf,
} from '../../src/refine/text/words.ts';
import { countSpentMs } from '../spent-ms.ts';

describe('content words', () => {
  it('leaves out what says nothing, and what the expert says of the answer itself', () => {
    expect(contentWords('It should say that we cannot remember past chats')).toEqual(['remember', 'past', 'chat']);
    expect(contentWords('')).toEqual([]);
  });

  it.each([
    ['cancelled orders', 'a cancellation of the order'],
    ['pricing', 'the prices'],
    ['You recall every conversation', 'remembers chats'],
    ['refunding', 'reimbursements'],
    ['policies', 'policy'],
    ['shipped boxes', 'shipping a box'],
  ])('finds the same notion in %j and %j', (one, other) => {
    const shared = contentWords(one).filter((word) => contentWords(other).includes(word));
    expect(shared.length).toBeGreaterThan(0);
    expect(contentWords(other).every((word) => contentWords(one).includes(word))).toBe(true);
  });

  it.each([
    ['string', 'str'],
    ['thing bring', 'th br'],
    ['need', 'ne'],
    ['bus', 'bu'],
  ])('does not cut %j to %j', (word, cut) => {
    expect(contentWords(word)).not.toContain(cut);
  });

  it('keeps words of any script', () => {
    expect(contentWords('Überweisung prüfen')).toEqual(['überweisung', 'prüfen']);
  });
});

describe('sentences', () => {
  it('ends them at stops and lines, not at decimals and abbreviations', () => {
    const text = '# Rules\n- The plan costs $39.50 a month. Ask first, e.g. by mail!\n2) Be kind';
    expect(sentencesOf(text)).toEqual([
      'Rules',
      'The plan costs $39.50 a month.',
      'Ask first, e.g. by mail!',
      'Be kind',
    ]);
  });

  it('gives back verbatim pieces of any text, in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'B', '.', ' ', '\n', '!', '-', '1', '"', '。') }), (text) => {
        let at = 0;
        for (const sentence of sentencesOf(text)) {
          const found = text.indexOf(sentence, at);
          expect(found).toBeGreaterThanOrEqual(0);
          at = found + sentence.length;
        }
      }),
    );
  });
});

describe('negation', () => {
  it.each([
    'We do not ship there',
    'Never promise',
    "We can't",
    'we cant',
    'Don’t',
    'Answer without guessing',
    'avoid it',
    'Das geht nicht',
    'Ce n’est rien',
    'Nunca jamás',
  ])('hears it in %j', (sentence) => expect(isNegated(sentence)).toBe(true));

  it.each(['We ship everywhere', 'Note the knot', 'Another notion', 'The can is full'])(
    'does not hear it in %j',
    (sentence) => expect(isNegated(sentence)).toBe(false),
  );
});

describe('figures', () => {
  it.each([
    ['The plan is $39 now', [['$39', 39, '$']]],
    ['1,299.00 USD', [['1,299.00 USD', 1299, '$']]],
    ['1.299,00 €', [['1.299,00 €', 1299, '€']]],
    ['within 30 days', [['30 days', 30, 'day']]],
    ['a 30-day trial', [['30-day', 30, 'day']]],
    [
      '15% off, or 15 percent',
      [
        ['15%', 15, '%'],
        ['15 percent', 15, '%'],
      ],
    ],
    ['exactly 7.', [['7', 7, '']]],
    ['5 constructor', [['5', 5, '']]],
    ['in 5 business days', [['5 business days', 5, 'day']]],
    ['7 items', [['7', 7, '']]],
    [
      '1,250 or 0.125',
      [
        ['1,250', 1250, ''],
        ['0.125', 0.125, ''],
      ],
    ],
    ['39 for two', [['39', 39, '']]],
    ['€ 12.5', [['€ 12.5', 12.5, '€']]],
  ])('reads %j', (text, expected) => {
    expect(figuresIn(text).map(({ text, value, unit }) => [text, value, unit])).toEqual(expected);
  });

  it.each(['order A-0042', '2026-03-14', 'at 10:30', 'v1.2.3', 'gpt-4o', '3/4/2026', '#8841', 'x9', '192.168.0.1'])(
    'sees none in %j',
    (text) => expect(figuresIn(text)).toEqual([]),
  );

  it('compares the amount, and the unit where both have one', () => {
    const [dollars, bare, days] = figuresIn('$39 or 39, 39 days');
    if (!dollars || !bare || !days) throw new Error('three figures stand there');
    expect(areSameFigure(dollars, bare)).toBe(true);
    expect(areSameFigure(dollars, days)).toBe(false);
  });
});

describe('identifiers', () => {
  it.each([
    ['Where is order A-0042?', ['A-0042']],
    ['INV_2023_17 and inv_2023_17', ['INV_2023_17', 'inv_2023_17']],
    ['order #88412, again 88412', ['88412']],
    ['code 0042', ['0042']],
    ['3f2b8c1e-9d4a-4e6f-8b7a-1c2d3e4f5a6b', ['3f2b8c1e-9d4a-4e6f-8b7a-1c2d3e4f5a6b']],
  ])('finds them in %j', (text, expected) => {
    expect(identifiersIn(text)).toEqual(expected);
  });

  it.each([
    '$39',
    '1,299.00',
    '2026-03-14',
    '14/3/2026',
    '24/7',
    'a 30-day trial',
    '30kg',
    'v1.2',
    'in 2026',
    'well-known',
  ])('finds none in %j', (text) => expect(identifiersIn(text)).toEqual([]));
});

it('reads what is quoted', () => {
  expect(quotedIn(`Say "we can't" or “not now”, 'maybe', \`x = 1\`, but don't`)).toEqual([
    "we can't",
    'not now',
    'maybe',
    'x = 1',
  ]);
});

it('knows where quotes stand, their marks taken in', () => {
  const text = 'say “no”, not "yes"';
  expect(quotesIn(text).map(({ at, end }) => text.slice(at, end))).toEqual(['“no”', '"yes"']);
});

it('counts negations', () => {
  expect(['we ship', 'we do not ship', 'not without a fee'].map(countNegations)).toEqual([0, 1, 2]);
});

it('is not slowed down by hostile text', () => {
  const hostile = ['a', '1', '1,', '. ', "'", '"', '-', 'a-', ' ', '\n', '$', 'ing'].map((bit) => bit.repeat(200_000));
  for (const text of hostile) {
    const spentMs = countSpentMs();
    contentWords(text);
    sentencesOf(text);
    figuresIn(text);
    identifiersIn(text);
    quotedIn(text);
    isNegated(text);
    expect(spentMs()).toBeLessThan(1_500);
  }
});
