import { expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import type { FactBody } from '../../src/domain/fact.ts';
import { spendingWords } from '../../src/refine/case/spending-words.ts';
import { dayOf, isWithinDay, spentOn, wasLetGoOn } from '../../src/refine/proof/day-spending.ts';
import { ada, someFacts, someProven } from './some.ts';

const prices = new Map([['m', { input: 1, output: 10 }]]);
const noon = Date.UTC(2026, 10, 29, 12);
const { beganAtMs, endsAtMs } = dayOf(noon);
const { diagnosis, reproduction } = someProven();
const tokens = (inputTokens: number) => ({ model: 'm', inputTokens, outputTokens: 0 });
const diagnosed = (atMs: number, inputTokens: number): FactBody => {
  return { kind: 'diagnosed', atMs, diagnosis, answerer: { ...tokens(inputTokens), promptVersion: 'v1', tookMs: 1 } };
};
const proven = (atMs: number, inputTokens: number): FactBody => {
  return { kind: 'proven', atMs, reproduction: { ...reproduction, ...tokens(inputTokens) }, verdicts: [] };
};
const raised = (atMs: number): FactBody => ({ kind: 'cap-raised', atMs, by: ada, cap: { usd: 1, tokens: 1 } });
const agreed = (atMs: number): FactBody => ({ kind: 'spending-agreed', atMs, by: ada, cap: { usd: 1, tokens: 1 } });
const spent = (...facts: Parameters<typeof spentOn>[1]) =>
  spentOn(noon, facts, prices).reduce((sum, { inputTokens }) => sum + inputTokens, 0);

it('begins and ends a day in UTC', () => {
  expect(new Date(beganAtMs).toISOString()).toBe('2026-11-29T00:00:00.000Z');
  expect(endsAtMs - beganAtMs).toBe(86_400_000);
  expect(dayOf(endsAtMs)).toEqual({ beganAtMs: endsAtMs, endsAtMs: endsAtMs + 86_400_000 });
});

it('counts what all cases have cost in the day, and nothing of another', () => {
  const one = someFacts(
    [1, diagnosed(beganAtMs - 1, 1)],
    [1, diagnosed(beganAtMs, 10)],
    [1, proven(endsAtMs - 1, 100)],
  );
  const other = someFacts([1, diagnosed(noon, 1_000)], [1, diagnosed(endsAtMs, 10_000)]).map((fact) => {
    return { ...fact, case: CaseId.parse('RF-2') };
  });
  expect(spent(...one, ...other)).toBe(1_110);
});

it('counts a proof once that was let go on, each case for itself', () => {
  const one = someFacts([1, proven(noon, 10)], [2, raised(noon)], [2, proven(noon, 15)]);
  const other = someFacts([1, proven(noon, 100)]).map((fact) => ({ ...fact, case: CaseId.parse('RF-2') }));
  expect(spent(...other, ...one)).toBe(115);
});

it('holds each limit that is set, with what is known where a price is not', () => {
  const some = [
    { ...tokens(600_000), usd: 0.6 },
    { ...tokens(400_000), usd: undefined },
  ];
  expect(isWithinDay({ usd: null, tokens: null }, some)).toBe(true);
  expect(isWithinDay({ usd: 0.6, tokens: 1_000_000 }, some)).toBe(true);
  expect(isWithinDay({ usd: 0.59, tokens: null }, some)).toBe(false);
  expect(isWithinDay({ usd: null, tokens: 999_999 }, some)).toBe(false);
});

it('lets a case go on for the day in which a person said so', () => {
  expect(wasLetGoOn(noon, someFacts([1, diagnosed(noon, 1)]))).toBe(false);
  expect(wasLetGoOn(noon, someFacts([1, agreed(beganAtMs)]))).toBe(true);
  expect(wasLetGoOn(noon, someFacts([2, raised(beganAtMs - 1)]))).toBe(false);
});

it('says what is spent, what may be, and when the day ends', () => {
  const usd = 2.5;
  expect(spendingWords({ of: 'day', cap: { usd: 2, tokens: null }, usd, tokens: 1_234_567, endsAtMs }).join(' ')).toBe(
    'All cases here have cost $2.50 (1,234,567 tokens) today. A day may cost $2 at most. I ask no model anything more until somebody lets this case go on. The day, 2026-11-29, ends at 24:00 UTC; then a new one begins to count.',
  );
  expect(spendingWords({ of: 'case', cap: { usd: 2, tokens: 1_000 }, usd: null, tokens: 1_001 })[0]).toBe(
    'This case has cost 1,001 tokens. A case may cost 1,000 tokens at most.',
  );
  expect(spendingWords({ of: 'case', cap: { usd: 2, tokens: 1_000 }, usd, tokens: 5 })[0]).toBe(
    'This case has cost $2.50 (5 tokens). A case may cost $2 at most.',
  );
});
