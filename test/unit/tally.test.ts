import { expect, it } from 'vitest';
import type { Replay } from '../../src/domain/verdict.ts';
import { reproductionOf, verdictOn, withMore } from '../../src/refine/proof/tally.ts';
import { someBase, someCheck, someDigest } from './some.ts';

type Passed = readonly (boolean | null)[];
const replay = (passed: boolean | null): Replay => ({
  passed,
  sample: String(passed),
  model: 'm',
  inputTokens: 2,
  outputTokens: 1,
  capped: false,
});
const shownOn = { model: 'm', standIn: false };
const reproduced = (...passed: Passed) =>
  reproductionOf({ recorded: 'failed', replays: passed.map(replay), doubt: null, ...shownOn });
const always = reproduced(false, false, false, false, false);
const about = { hypothesisId: 'h1', change: someDigest, check: someCheck.digest, base: someBase, ...shownOn };
const verdict = (passed: Passed, reproduction = always, more = {}) =>
  verdictOn(about, reproduction, { replays: passed.map(replay), ...more });

it.each<[Passed, string, number, number]>([
  [[false, false, false, false, false], 'reproduced', 5, 5],
  [[true, false, true, true, true], 'reproduced', 1, 5],
  [[true, true, true, true, true], 'not-reproduced', 0, 5],
  [[null, false, true, true, true], 'reproduced', 1, 4],
  [[null, null, false, false, false], 'inconclusive', 3, 3],
  [[null, null, null, null, null], 'inconclusive', 0, 0],
  [[], 'inconclusive', 0, 0],
])('unchanged replays %j: %s, %i of %i', (passed, word, failed, of) => {
  expect(reproduced(...passed)).toMatchObject({ word, failed, of });
});

it('says why nothing was replayed, or too little', () => {
  expect(reproductionOf({ recorded: 'failed', replays: [], doubt: 'No model.', ...shownOn })).toMatchObject({
    word: 'inconclusive',
    reason: 'No model.',
  });
  expect(reproduced(null, null, false, false, false).reason).toBe(
    'Only 3 of 5 replays gave an answer that could be judged. null',
  );
});

it.each<[Passed, string, number, number]>([
  [[true, true, true, true, true], 'fixed', 5, 5],
  [[true, true, true, true, false], 'partly-fixed', 4, 5],
  [[false, false, false, false, false], 'not-fixed', 0, 5],
  [[null, true, true, true, true], 'fixed', 4, 4],
  [[null, null, null, null, true], 'inconclusive', 1, 1],
  [[false], 'not-fixed', 0, 1],
  [[true, false], 'partly-fixed', 1, 2],
])('changed replays %j: %s, %i of %i', (passed, word, fixed, of) => {
  expect(verdict(passed)).toMatchObject({ word, fixed, of, level: 'call', inputTokens: 2 * passed.length });
});

it('takes no luck for a fix: a failure that comes and goes is not mended by five good answers', () => {
  const flaky = reproduced(false, false, true, true, true);
  expect(verdict([true, true, true, true, true], flaky)).toMatchObject({
    word: 'inconclusive',
    reason: expect.stringContaining('only 2 of 5 times'),
  });
  expect(verdict([true, true, true, true, true], reproduced(false, false, false, false, true)).word).toBe('fixed');
});

it('proves nothing about a failure that did not show itself', () => {
  expect(verdict([true, true, true, true, true], reproduced(true, true, true, true, true)).word).toBe('inconclusive');
  expect(verdict([true, true, true, true, true], reproduced()).word).toBe('inconclusive');
});

it('says of what was not tried that it was not, and of what changes nothing that it mends nothing', () => {
  expect(verdict([], always, { untried: 'Not found.' })).toMatchObject({ word: 'inconclusive', reason: 'Not found.' });
  const flaky = reproduced(false, false, false, false, true);
  expect(verdict([false, false, false, false, true], flaky, { unchanged: 'Same call.' })).toMatchObject({
    word: 'not-fixed',
    reason: 'Same call.',
  });
});

it('shows an answer that bears its word out', () => {
  expect(verdict([false, true, true, true, true]).sample).toBe('false');
  expect(verdict([true, true, true, true, true]).sample).toBe('true');
  expect(reproduced(true, false, true, true, true).sample).toBe('false');
});

it('is on redacted text as soon as one replay was', () => {
  const redacted = { ...replay(false), redacted: true as const };
  const { reproduction, trial } = {
    reproduction: reproductionOf({ recorded: 'failed', replays: [redacted, replay(false)], doubt: null, ...shownOn }),
    trial: verdictOn(about, always, { replays: [replay(true), redacted] }),
  };
  expect([reproduction.redacted, trial.redacted]).toEqual([true, true]);
  expect(always).not.toHaveProperty('redacted');
});

it('knows what it cost only where every price is known', () => {
  const told: { inputTokens: number; outputTokens: number; usd?: number } = { inputTokens: 0, outputTokens: 0 };
  const paid = (usd?: number) => ({ ...replay(true), inputTokens: 5, ...(usd !== undefined && { usd }) });
  const free: Replay = { ...replay(null), inputTokens: 0, outputTokens: 0 };
  expect(withMore(told, [paid(0.1), free, paid(0.2)]).usd).toBeCloseTo(0.3);
  expect(withMore(told, [paid(0.1), paid()]).usd).toBeUndefined();
  expect(withMore({ ...told, inputTokens: 5 }, [paid(0.1)]).usd).toBeUndefined();
  expect(withMore({ ...told, inputTokens: 5, usd: 1 }, []).usd).toBe(1);
  expect(withMore(told, [free]).usd).toBeUndefined();
});

it('counts what was asked without the change once, though the verdict of a fix that changes no call rests on it', () => {
  const paid = verdictOn(about, always, {
    replays: [{ ...replay(false), usd: 0.5 }],
    unchanged: 'Same call.',
  });
  expect(paid).toMatchObject({ of: 1, model: 'm', inputTokens: 0, outputTokens: 0 });
  expect(paid.usd).toBeUndefined();
});
