import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Candidate, sortCandidates } from '../../src/refine/proof/sort-candidates.ts';

const line = (asked: string | null, about: Partial<Candidate> = {}): Candidate => ({
  asked,
  rating: null,
  error: null,
  ...about,
});
const asked = (lines: readonly Candidate[]) => lines.map((one) => one.asked);

const MEMORY = 'Do you remember what I told you last week about my fountain pen?';
const pool = [
  'When are you open?',
  'Do you remember which ink I liked last time?',
  'Can I pause my box for a month?',
  'Can you recall our last chat about nibs?',
  'Where is my order A-0041?',
].map((text) => line(text));

it('finds what was asked in other words', () => {
  expect(asked(sortCandidates(MEMORY, pool).similar).toSorted()).toEqual([
    'Can you recall our last chat about nibs?',
    'Do you remember which ink I liked last time?',
  ]);
});

it('puts what was praised first, then the closest and the newest by turns, each once', () => {
  const praised = line('Can I send a box to a friend?', { rating: 'good' });
  const { good } = sortCandidates('Can I pause my box?', [...pool, praised]);
  expect(asked(good).slice(0, 3)).toEqual([
    'Can I send a box to a friend?',
    'Can I pause my box for a month?',
    'When are you open?',
  ]);
  expect(new Set(good).size).toBe(good.length);
});

it('takes nothing that failed or was blamed for good, and nothing that was praised for a failure', () => {
  const lines = [
    line('Do you remember me?', { error: 'boom' }),
    line('Do you recall my name?', { rating: 'bad' }),
    line('Will you remember me?', { rating: 'good' }),
  ];
  const { similar, good } = sortCandidates('Do you remember my pen?', lines);
  expect(asked(good)).toEqual(['Will you remember me?']);
  expect(asked(similar).toSorted()).toEqual(['Do you recall my name?', 'Do you remember me?']);
});

it('counts a question once, and the reported one not at all', () => {
  const lines = [line('When are  you open?'), line('when are you open?'), line(` ${MEMORY} `), line(null), line(null)];
  expect(asked(sortCandidates(MEMORY, lines).good)).toEqual(['When are  you open?', null, null]);
});

it('drops nothing good and makes nothing up, whatever is asked', () => {
  const candidate = fc.record({
    asked: fc.option(fc.string(), { nil: null }),
    rating: fc.constantFrom('good' as const, 'bad' as const, null),
    error: fc.constantFrom('boom', null),
  });
  fc.assert(
    fc.property(fc.string(), fc.array(candidate, { maxLength: 30 }), (question, lines) => {
      const { similar, good } = sortCandidates(question, lines);
      for (const one of [...similar, ...good]) expect(lines).toContain(one);
      expect(new Set(good).size).toBe(good.length);
      expect(good.every(({ error, rating }) => error === null && rating !== 'bad')).toBe(true);
    }),
  );
});
