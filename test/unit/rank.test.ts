import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GoodTally, SimilarTally } from '../../src/domain/tried-trace.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { sealChange } from '../../src/refine/case/digest.ts';
import { intervalOf } from '../../src/refine/proof/interval.ts';
import { bestFirst, isRecommended, mayBeChosen } from '../../src/refine/proof/rank.ts';
import { someHypothesis, someProven, someVerdict } from './some.ts';

const good = (broke: number, of = 20): GoodTally => ({ broke, of, drifted: 0, traces: [] });
const similar = (fixed: number, of = 5): SimilarTally => ({ fixed, of, drifted: 0, traces: [] });
const text = (length: number) => 'x'.repeat(length);

type About = Partial<Verdict> & Readonly<{ size?: number }>;

function proven(about: readonly About[]) {
  const hypotheses = about.map(({ size = 1 }, index) =>
    someHypothesis({
      id: `h${index + 1}`,
      change: sealChange([{ kind: 'append', path: `p${index}.md`, text: text(size) }]),
    }),
  );
  const verdicts = hypotheses.map((hypothesis, index) => {
    const { size: _size, ...said } = about[index] ?? {};
    return someVerdict(hypothesis, said);
  });
  return someProven({ hypotheses, verdicts });
}

const order = (now: ReturnType<typeof proven>) => bestFirst(now).map(({ id }) => id);

it.each<[string, readonly About[], readonly string[]]>([
  ['what holds before what does not', [{ word: 'not-fixed' }, { word: 'partly-fixed' }, {}], ['h3', 'h2', 'h1']],
  ['what breaks nothing', [{ good: good(1) }, { good: good(0) }], ['h2', 'h1']],
  ['what breaks less', [{ good: good(3) }, { good: good(1) }], ['h2', 'h1']],
  ['what fixes more of the similar', [{ similar: similar(2) }, { similar: similar(4) }], ['h2', 'h1']],
  ['what costs less for an answer', [{ inputTokens: 100 }, { inputTokens: 10 }], ['h2', 'h1']],
  ['the smaller change', [{ size: 100 }, { size: 10 }], ['h2', 'h1']],
  ['the order in which they were proposed', [{}, {}, {}], ['h1', 'h2', 'h3']],
  [
    'breaking counts more than fixing others',
    [{ good: good(1), similar: similar(5) }, { similar: similar(0) }],
    ['h2', 'h1'],
  ],
])('puts first %s', (_what, about, expected) => {
  expect(order(proven(about))).toEqual(expected);
});

it('never recommends what breaks a good conversation, and lets it be chosen', () => {
  const now = proven([{ good: good(1) }]);
  const [hypothesis] = now.hypotheses;
  if (!hypothesis) throw new Error('no hypothesis');
  expect(mayBeChosen(now, hypothesis)).toBe(true);
  expect(isRecommended(now, hypothesis)).toBe(false);
});

it('keeps all hypotheses, each once', () => {
  const one = fc.record({ broke: fc.nat(3), fixed: fc.nat(5), size: fc.nat(50), holds: fc.boolean() });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 5 }), (many) => {
      const now = proven(
        many.map(({ broke, fixed, size, holds }) => ({
          word: holds ? ('fixed' as const) : ('not-fixed' as const),
          good: good(broke),
          similar: similar(fixed),
          size: size + 1,
        })),
      );
      expect(order(now).toSorted()).toEqual(now.hypotheses.map(({ id }) => id).toSorted());
      const recommended = bestFirst(now).map((hypothesis) => isRecommended(now, hypothesis));
      // Whatever may be recommended stands before everything that may not.
      expect(recommended).toEqual(recommended.toSorted((a, b) => Number(b) - Number(a)));
    }),
  );
});

it.each([
  [0, 20, 0, 0.161],
  [1, 20, 0.009, 0.236],
  [5, 5, 0.566, 1],
  [10, 20, 0.299, 0.701],
  [0, 0, 0, 1],
])('%i of %i: between %f and %f', (part, of, from, to) => {
  const interval = intervalOf(part, of);
  expect(interval.from).toBeCloseTo(from, 2);
  expect(interval.to).toBeCloseTo(to, 2);
});

it('an interval holds what was seen, and a larger sample makes it narrower', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(200), (of, any) => {
      const part = Math.min(any, of);
      const { from, to } = intervalOf(part, of);
      const narrower = intervalOf(part * 4, of * 4);
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThanOrEqual(1);
      expect(from).toBeLessThanOrEqual(part / of);
      expect(to).toBeGreaterThanOrEqual(part / of);
      expect(narrower.to - narrower.from).toBeLessThan(to - from);
    }),
  );
});
