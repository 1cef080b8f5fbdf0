import { expect, it } from 'vitest';
import { sumUsage } from '../../src/refine/call/sum-usage.ts';
import { costOf, costOfCalls, type Prices } from '../../src/refine/case/cost-of.ts';
import listed from '../../src/refine/case/prices.json' with { type: 'json' };
import { LISTED_PRICES, pricesWith } from '../../src/refine/case/prices.ts';

const prices: Prices = new Map([
  ['m', { input: 2, output: 10, cachedInput: 0.2, long: { above: 1_000, input: 4, output: 15, cachedInput: 0.4 } }],
  ['flat', { input: 1, output: 5 }],
]);
const million = { inputTokens: 1_000_000, outputTokens: 1_000_000 };

it.each([
  ['tokens in and out', { model: 'flat', ...million }, 6],
  [
    'what was read before, where that has no price of its own',
    { model: 'flat', ...million, cachedInputTokens: 500_000 },
    6,
  ],
  ['what was read before, at its price', { model: 'm', inputTokens: 1_000, cachedInputTokens: 900 }, 0.00038],
  ['a long call, all of it', { model: 'm', inputTokens: 1_001, outputTokens: 10, cachedInputTokens: 1_001 }, 0.0005504],
  ['a model as we name it', { model: 'openai/flat', ...million }, 6],
  ['a model of a day', { model: 'flat-2026-10-26', ...million }, 6],
  ['a model of a day, as others write it', { model: 'anthropic/flat-20261026', ...million }, 6],
  ['another model not', { model: 'flat-mini', ...million }, undefined],
])('prices %s', (_, spent, usd) => {
  const cost = costOf(spent, prices);
  if (usd === undefined) expect(cost).toBeUndefined();
  else expect(cost).toBeCloseTo(usd, 10);
});

it('takes no sum of calls for a long one', () => {
  expect(costOfCalls({ model: 'm', ...million }, prices)).toBe(12);
});

it('knows of several calls what was read before as soon as one says so', () => {
  const call = { inputTokens: 10, outputTokens: 1 };
  expect(sumUsage([call, call])).toEqual({ inputTokens: 20, outputTokens: 2 });
  expect(sumUsage([call, { ...call, cachedInputTokens: 4 }])).toEqual({
    ...{ inputTokens: 20, outputTokens: 2 },
    cachedInputTokens: 4,
  });
});

it('lists no price without the page and the day it was read, and none that can’t be right', () => {
  expect(new Set(listed.map(({ model }) => model)).size).toBe(listed.length);
  for (const { model, source, seen, long, ...rates } of listed) {
    expect(source, model).toMatch(/^https:\/\//);
    expect(seen, model).toMatch(/^2026-\d\d-\d\d$/);
    expect(rates.output, model).toBeGreaterThan(rates.input);
    expect(rates.cachedInput, model).toBeLessThan(rates.input);
    if (long) expect(long.input, model).toBeGreaterThan(rates.input);
  }
});

it('lets a setting stand in place of what is listed', () => {
  const model = 'gpt-6.1-terra';
  expect(LISTED_PRICES.has(model)).toBe(true);
  expect(pricesWith().get(model)).toEqual(LISTED_PRICES.get(model));
  expect(pricesWith(new Map([[model, { input: 0, output: 0 }]])).get(model)).toEqual({ input: 0, output: 0 });
});
