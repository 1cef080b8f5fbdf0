import { expect, it } from 'vitest';
import type { FactBody } from '../../src/domain/fact.ts';
import { spendingWords } from '../../src/refine/case/spending-words.ts';
import { dayOf, isWithinDay, wasLetGoOn } from '../../src/refine/proof/day-spending.ts';
import { ada, someFacts, someProven } from './some.ts';

const noon = Date.UTC(2026, 10, 29, 12);
const { beganAtMs, endsAtMs } = dayOf(noon);
const { diagnosis } = someProven();
const answerer = { model: 'm', promptVersion: 'v1', inputTokens: 1, outputTokens: 0, tookMs: 1 };
const raised = (atMs: number): FactBody => ({ kind: 'cap-raised', atMs, by: ada, cap: { usd: 1, tokens: 1 } });
const agreed = (atMs: number): FactBody => ({ kind: 'spending-agreed', atMs, by: ada, cap: { usd: 1, tokens: 1 } });
const further = (atMs: number): FactBody => {
  return { kind: 'reply-agreed', atMs, by: ada, to: 2, cap: { usd: 1, tokens: 1 } };
};

it('begins and ends a day in UTC', () => {
  expect(new Date(beganAtMs).toISOString()).toBe('2026-11-29T00:00:00.000Z');
  expect(endsAtMs - beganAtMs).toBe(86_400_000);
  expect(dayOf(endsAtMs)).toEqual({ beganAtMs: endsAtMs, endsAtMs: endsAtMs + 86_400_000 });
});

it('holds each limit that is set, with what is known where a price is not', () => {
  const paid = { usd: 0.6, tokens: 1_000_000 };
  expect(isWithinDay({ usd: null, tokens: null }, paid)).toBe(true);
  expect(isWithinDay({ usd: 0.6, tokens: 1_000_000 }, paid)).toBe(true);
  expect(isWithinDay({ usd: 0.59, tokens: null }, paid)).toBe(false);
  expect(isWithinDay({ usd: null, tokens: 999_999 }, paid)).toBe(false);
  expect(isWithinDay({ usd: 0, tokens: null }, { usd: null, tokens: 1 })).toBe(true);
});

it('lets a case go on for the day in which a person said so', () => {
  expect(wasLetGoOn(noon, someFacts([1, { kind: 'diagnosed', atMs: noon, diagnosis, answerer }]))).toBe(false);
  expect(wasLetGoOn(noon, someFacts([1, agreed(beganAtMs)]))).toBe(true);
  expect(wasLetGoOn(noon, someFacts([1, further(beganAtMs)]))).toBe(true);
  expect(wasLetGoOn(noon, someFacts([2, raised(beganAtMs - 1)]))).toBe(false);
});

it('says what is spent, what may be, and when the day ends', () => {
  const usd = 2.5;
  expect(spendingWords({ of: 'day', cap: { usd: 2, tokens: null }, usd, tokens: 1_234_567, endsAtMs }).join(' ')).toBe(
    'All cases here have cost $2.50 (1,234,567 tokens) today. A day may cost $2 at most. I ask no model anything more until somebody lets this case go on. The day, 2026-11-29, ends at 24:00 UTC; then a new one begins to count.',
  );
  expect(spendingWords({ of: 'day', cap: { usd: 2, tokens: null }, usd: 1.99, tokens: 10, endsAtMs })[0]).toBe(
    'All cases here have cost $1.99 (10 tokens) today. The next call of a model could go beyond the limit. A day may cost $2 at most.',
  );
  expect(spendingWords({ of: 'case', cap: { usd: 2, tokens: 1_000 }, usd: null, tokens: 1_001 })[0]).toBe(
    'This case has cost 1,001 tokens. A case may cost 1,000 tokens at most.',
  );
  expect(spendingWords({ of: 'case', cap: { usd: 2, tokens: 1_000 }, usd, tokens: 5 })[0]).toBe(
    'This case has cost $2.50 (5 tokens). A case may cost $2 at most.',
  );
});
