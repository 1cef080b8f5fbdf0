import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Replay } from '../../src/domain/verdict.ts';
import { otherWords } from '../../src/refine/proof/other-words.ts';
import { fitted, type TriedOther, tallyGood, tallySimilar, withOthers } from '../../src/refine/proof/tally-others.ts';
import { someHypothesis, someVerdict } from './some.ts';

type Passed = boolean | null;
const replay = (passed: Passed, about: Partial<Replay> = {}): Replay => ({
  passed,
  sample: `answer ${passed}`,
  model: 'm',
  inputTokens: 10,
  outputTokens: 1,
  capped: false,
  ...about,
});
const tried = (unchanged: readonly Passed[], changed: Passed, name = 'q'): TriedOther => ({
  ref: { source: 'langsmith', locator: `https://smith/${name}` },
  name,
  recorded: 'recorded',
  unchanged: unchanged.map((passed) => replay(passed)),
  changed: replay(changed),
});

it.each<[readonly Passed[], Passed, string]>([
  [[true], true, 'kept'],
  [[true], false, 'broke'],
  [[true, true], false, 'broke'],
  [[true, false], false, 'drifted'],
  [[false], false, 'drifted'],
  [[false], true, 'drifted'],
  [[null], true, 'unclear'],
  [[true], null, 'unclear'],
])('a good conversation, %j without and %j with the change, %s', (unchanged, changed, became) => {
  expect(tallyGood([tried(unchanged, changed)]).traces[0]?.became).toBe(became);
});

it.each<[readonly Passed[], Passed, string]>([
  [[false], true, 'fixed'],
  [[false], false, 'not-fixed'],
  [[true], true, 'drifted'],
  [[null], true, 'unclear'],
  [[false], null, 'unclear'],
])('a similar failure, %j without and %j with the change, is %s', (unchanged, changed, became) => {
  expect(tallySimilar([tried(unchanged, changed)]).traces[0]?.became).toBe(became);
});

it('leaves what drifts, and what gave no answer, out of the count, and says how many drifted', () => {
  expect(
    tallyGood([tried([true], true), tried([true], false), tried([false], false), tried([null], null)]),
  ).toMatchObject({
    broke: 1,
    of: 2,
    drifted: 1,
  });
});

const verdict = someVerdict(someHypothesis(), { inputTokens: 5, outputTokens: 5 });
const about = { unseen: null, question: 'Do you remember me?', before: 'Yes!' };

it('adds what it cost to the verdict, and three examples: the reported one, what got worse, what got better', () => {
  const met = {
    similar: [tried([false], true, 'similar')],
    good: [tried([true], true, 'kept'), tried([true], false, 'broken'), tried([true], false, 'broken too')],
  };
  const full = withOthers(verdict, met, about);
  expect(full).toMatchObject({
    inputTokens: 45,
    outputTokens: 9,
    similar: { fixed: 1, of: 1 },
    good: { broke: 2, of: 3 },
  });
  expect(full.examples?.map(({ question }) => question)).toEqual(['Do you remember me?', 'broken', 'broken too']);
  expect(full.examples?.map(({ worse }) => worse)).toEqual([undefined, true, true]);
  expect(full.examples?.[0]).toEqual({ question: 'Do you remember me?', before: 'Yes!', after: verdict.sample });
  expect(otherWords(full)).toEqual([
    '2 of 3 good conversations got worse.',
    'It also fixed the one other failure like it.',
  ]);
  expect(full).not.toHaveProperty('capped');
});

it('says how many were tried when the case may not cost more', () => {
  const capped = { ...tried([true], true), changed: replay(null, { capped: true }) };
  const full = withOthers(verdict, { similar: [], good: [tried([true], true), capped] }, about);
  expect(full).toMatchObject({
    capped: true,
    unseen: expect.stringContaining('1 of 2 other conversations were tried'),
  });
});

it('says why there was nothing to try on', () => {
  const full = withOthers(verdict, { similar: [], good: [] }, { ...about, unseen: 'None were found.' });
  expect(otherWords(full)).toEqual(['None were found.']);
});

it('fits into a fact, however long the answers are, and keeps its figures', () => {
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;
  const long = (passed: boolean) => ({ ...tried([true], passed), recorded: '私'.repeat(400) });
  const met = { similar: [], good: Array.from({ length: 40 }, (_, index) => long(index > 0)) };
  const five = Array.from({ length: 5 }, () => withOthers(verdict, met, about));
  fc.assert(
    fc.property(fc.integer({ min: 3_000, max: 200_000 }), (most) => {
      const cut = fitted(five, most);
      expect(bytes(cut)).toBeLessThanOrEqual(Math.max(most, bytes(fitted(five, 0))));
      expect(cut.map(({ good }) => [good?.broke, good?.of])).toEqual(five.map(({ good }) => [good?.broke, good?.of]));
    }),
    { numRuns: 20 },
  );
  // What got worse is what people must see.
  const small = fitted(five, 80_000);
  expect(bytes(small)).toBeLessThanOrEqual(80_000);
  expect(small[0]?.good?.traces.find(({ became }) => became === 'broke')?.recorded).not.toBeNull();
});
