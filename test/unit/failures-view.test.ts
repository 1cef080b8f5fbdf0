import { expect, it } from 'vitest';
import type { Failure } from '../../src/refine/trace/failure-words.ts';
import { groupAlike } from '../../src/refine/trace/group-alike.ts';
import { fits } from '../../src/slack/texts/limits.ts';
import { failuresView } from '../../src/slack/views/failures-view.ts';

const some = (name: string, error: string | null, more: Partial<Failure> = {}): Failure => ({
  ref: { source: 'langsmith', locator: 'https://a.example/r/1' },
  name,
  startMs: 0,
  error,
  asked: null,
  rating: null,
  isDisliked: false,
  ...more,
});
const HOUR_MS = 3_600_000;

it('takes for one what has the same name and error, figures and ids aside, the newest first', () => {
  const lines = [
    some('a', 'Timeout after 3 s in 7f3a'),
    some('b', 'Timeout after 3 s'),
    some('a', 'timeout after 12 s in 99c1: later'),
    some('a', null, { asked: 'Timeout after 3 s in' }),
    some('a', 'Timeout after 4 s in 11'),
  ];
  expect(groupAlike(lines).map(({ first, count }) => [lines.indexOf(first), count])).toEqual([
    [0, 2],
    [1, 1],
    [2, 1],
    [3, 1],
  ]);
});

it('takes for one what was rated badly and asked alike, whatever the prompt before it says', () => {
  const asked = (question: string) =>
    `{"messages":[{"role":"system","content":"You are a helpful shop assistant. Never say no to anybody."},{"role":"user","content":"${question}"}]}`;
  const lines = ['Where is my order 12?', 'Where is my order 40?', 'What does it cost?'].map((question) =>
    some('chat', null, { asked: asked(question), isDisliked: true }),
  );
  expect(groupAlike(lines).map(({ count }) => count)).toEqual([2, 1]);
});

it.each([
  [1, 'hour'],
  [24, '24 hours'],
  [36, '36 hours'],
  [168, '7 days'],
])('says of how long it tells: %i', (hours, words) => {
  expect(JSON.stringify(failuresView({ lines: [], ratings: 'all' }, hours * HOUR_MS).blocks)).toContain(
    `in the last ${words}, and none`,
  );
});

it.each(['x'.repeat(50_000), '<!channel> `*_~ <https://evil.example|a>', '\u202e\n"\\'.repeat(3_000)])(
  'fits into Slack, whatever failed: %#',
  (monster) => {
    const letters = 'abcdefghijklmnop'.split('');
    const lines = letters.map((letter) =>
      some(`${letter}${monster}`, `${letter} ${monster}`, {
        ref: { source: 'a', locator: `https://a.example/${'p'.repeat(300)}` },
      }),
    );
    const drawn = failuresView({ lines, ratings: 'newest' }, HOUR_MS);
    expect(fits(drawn)).toEqual([]);
    expect(JSON.stringify(drawn.blocks)).not.toContain('"mrkdwn"');
    expect(JSON.stringify(drawn.blocks)).toContain('11 more are not shown');
  },
);
