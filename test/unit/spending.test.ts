import { expect, it } from 'vitest';
import type { Fact, FactBody } from '../../src/domain/fact.ts';
import { purseOf } from '../../src/flow/prove/purse.ts';
import { costOf } from '../../src/refine/case/cost-of.ts';
import { capOf, isCapped, isWithin, raiseCap, spentBefore, usualCap } from '../../src/refine/proof/spending.ts';
import { ada, someBase, someFacts, someHypothesis, someOpened, someProven, someVerdict } from './some.ts';

const prices = new Map([['m', { input: 1, output: 10 }]]);
const cap = { usd: 2, tokens: 1_000 };
const tokens = (model: string, inputTokens: number, outputTokens = 0) => ({ model, inputTokens, outputTokens });
const spent = (...took: Parameters<typeof tokens>) => ({ ...tokens(...took), usd: costOf(tokens(...took), prices) });
const tokensBefore = (facts: readonly Fact[]) => spentBefore(facts, prices).map(({ usd, ...took }) => took);

it('counts dollars where all prices are known, else tokens', () => {
  expect(isWithin(cap, [spent('m', 2_000_000)])).toBe(true);
  expect(isWithin(cap, [spent('m', 2_000_001)])).toBe(false);
  expect(isWithin(cap, [spent('m', 0, 200_001)])).toBe(false);
  expect(isWithin(cap, [spent('m', 500), spent('unknown', 500)])).toBe(true);
  expect(isWithin(cap, [spent('m', 500), spent('unknown', 501)])).toBe(false);
  expect(isWithin(cap, [])).toBe(true);
});

it('sets aside what calls under way may take, and gives it back', () => {
  const purse = purseOf(cap, [spent('x', 400)], new Map());
  const first = purse.setAside(spent('x', 400));
  expect(purse.setAside(spent('x', 201))).toEqual({ refused: 'case' });
  expect(purse.setAside(spent('x', 200))).not.toHaveProperty('refused');
  if ('giveBack' in first) first.giveBack();
  purse.note(spent('x', 300));
  expect(purse.setAside(spent('x', 101))).toEqual({ refused: 'case' });
  expect(purse.setAside(spent('x', 100))).not.toHaveProperty('refused');
});

const proven = someProven();
const answerer = { model: 'm', promptVersion: 'v1', inputTokens: 100, outputTokens: 10, tookMs: 1 };
const diagnosed: FactBody = { kind: 'diagnosed', atMs: 1, diagnosis: proven.diagnosis, answerer };
const proposed: FactBody = {
  kind: 'proposed',
  atMs: 1,
  base: someBase,
  check: proven.check,
  hypotheses: [],
  answerer: { ...answerer, model: 'rules' },
};
const proof: FactBody & { kind: 'proven' } = {
  kind: 'proven',
  atMs: 1,
  reproduction: { ...proven.reproduction, model: 'm', inputTokens: 7, outputTokens: 0 },
  verdicts: [someVerdict(someHypothesis(), { model: 'm', inputTokens: 5, outputTokens: 0 })],
};
const raised: FactBody = { kind: 'cap-raised', atMs: 2, by: ada, cap: { usd: 4, tokens: 2_000 } };

it('knows what a case has cost, and counts no proof twice that is taken up again', () => {
  expect(tokensBefore(someFacts([1, diagnosed], [1, proposed]))).toEqual([tokens('m', 100, 10)]);
  const insteadOf = [{ ...spent('c/c', 7, 3), because: 'quotes-missing' as const, instead: 'a/m' }];
  const escalated: FactBody = { ...diagnosed, answerer: { ...answerer, insteadOf } };
  expect(tokensBefore(someFacts([1, escalated]))).toEqual([tokens('m', 100, 10), tokens('c/c', 7, 3)]);
  expect(tokensBefore(someFacts([1, diagnosed], [1, proof]))).toEqual([tokens('m', 112, 10)]);
  expect(tokensBefore(someFacts([1, diagnosed], [1, proof], [2, raised]))).toEqual([tokens('m', 100, 10)]);
  expect(tokensBefore(someFacts([1, proof], [2, raised], [2, proof]))).toEqual([{ ...tokens('m', 12), standIn: true }]);
});

it('prices an answer as one call, and a proof as it was priced then, or as its sum is now', () => {
  const priced: FactBody = { ...proof, reproduction: { ...proof.reproduction, usd: 3 } };
  const usdOf = (body: FactBody) => spentBefore(someFacts([1, body]), prices)[0]?.usd;
  expect(usdOf(diagnosed)).toBeCloseTo(0.0002, 10);
  expect(usdOf(proof)).toBeCloseTo(0.000012, 10);
  expect(usdOf(priced)).toBeCloseTo(3.000005, 10);
});

it('allows what the last person allowed, each time as much again as at first', () => {
  expect(capOf(someFacts([1, proof]), cap)).toEqual(cap);
  expect(capOf(someFacts([1, proof], [2, raised]), cap)).toEqual({ usd: 4, tokens: 2_000 });
  expect(raiseCap({ usd: 4, tokens: 2_000 }, cap)).toEqual({ usd: 6, tokens: 3_000 });
  const { source, expectation, project } = someOpened();
  const own = { ...project, caseCapUsd: 0.5 };
  const opened: FactBody = { kind: 'opened', atMs: 1, by: ada, source, expectation, project: own };
  const facts = someFacts([1, opened], [1, proof], [2, raised]);
  expect(usualCap(facts, cap)).toEqual({ usd: 0.5, tokens: 1_000 });
  expect(capOf(facts.slice(0, 2), cap)).toEqual({ usd: 0.5, tokens: 1_000 });
  expect(capOf(facts, cap)).toEqual({ usd: 4, tokens: 2_000 });
});

it('knows a case where something was left out for its cost', () => {
  expect(isCapped(proven)).toBe(false);
  expect(isCapped({ ...proven, verdicts: [someVerdict(someHypothesis(), { capped: true })] })).toBe(true);
  expect(isCapped({ ...proven, reproduction: { ...proven.reproduction, capped: true } })).toBe(true);
});
