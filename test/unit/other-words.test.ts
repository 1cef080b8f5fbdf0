import { expect, it } from 'vitest';
import { figureOf, otherWords } from '../../src/refine/proof/other-words.ts';
import { figuresWords, verdictWords } from '../../src/slack/texts/verdict-words.ts';
import { verdictLine } from '../../src/terminal/views/proof-view.ts';
import { someHypothesis, someVerdict } from './some.ts';

const good = (broke: number, of: number, drifted = 0) => ({ good: { broke, of, drifted, traces: [] } });
const similar = (fixed: number, of: number, drifted = 0) => ({ similar: { fixed, of, drifted, traces: [] } });

it.each([
  [good(1, 20), '1 of 20 good conversations got worse.'],
  [good(1, 1), '1 of 1 good conversation got worse.'],
  [good(0, 20), 'None of 20 good conversations got worse.'],
  [good(0, 6), 'None of 6 good conversations got worse; so few can’t rule out that up to 39 in 100 would.'],
  [
    good(0, 1),
    'The one good conversation that was tried did not get worse; so few can’t rule out that up to 79 in 100 would.',
  ],
  [
    good(0, 0, 4),
    'Good conversations could not tell: their answers change from one time to the next, also without this fix.',
  ],
  [similar(4, 5), 'It also fixed 4 of 5 other failures like it.'],
  [similar(0, 1), 'It did not fix the one other failure like it.'],
  [similar(0, 0, 2), 'Failures like it could not tell: they do not go wrong any more, also without this fix.'],
])('says what a fix does to others: %j', (tallies, says) => {
  expect(otherWords(tallies)).toEqual([says]);
});

it('says nothing of a fix that did not come so far, and why others were not looked at', () => {
  expect(otherWords({})).toEqual([]);
  expect(otherWords({ ...good(0, 0), ...similar(0, 0), unseen: 'The trace came as a file.' })).toEqual([
    'The trace came as a file.',
  ]);
});

it('tells harm before good', () => {
  expect(otherWords({ ...similar(4, 5), ...good(1, 20) }).join(' ')).toBe(
    '1 of 20 good conversations got worse. It also fixed 4 of 5 other failures like it.',
  );
});

it('gives figures with their interval, and the cost where it is known', () => {
  expect(figureOf(0, 0)).toBe('0/0');
  const verdict = someVerdict(someHypothesis(), { ...similar(4, 5), ...good(1, 20), usd: 0.123 });
  expect(figuresWords(verdict)).toBe('fixed 5/5 · similar 4/5 (38 to 96 in 100) · broke 1/20 (1 to 24 in 100) · $0.12');
  expect(figuresWords(someVerdict(someHypothesis(), { usd: 0.0004 }))).toBe('fixed 5/5 · under $0.01');
  expect(figuresWords(someVerdict(someHypothesis()))).toBe('fixed 5/5');
});

it('says that a fix was tried on the text of the message', () => {
  const substituted = someVerdict(someHypothesis(), { substituted: true });
  expect(verdictWords(substituted)).toContain('Tried on the text of the message, not through the file.');
  expect(verdictLine(substituted, (_style, text) => text)).toContain('tried on the text of the message');
  expect(verdictWords(someVerdict(someHypothesis()))).not.toContain('text of the message');
});
