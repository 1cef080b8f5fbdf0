import { createHmac } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { readDelivery } from '../../src/code/github/read-delivery.ts';
import type { Target } from '../../src/domain/change.ts';
import { CommitSha } from '../../src/domain/digest.ts';
import type { Aftermath, Ci, PullRequestNow } from '../../src/domain/sighting.ts';
import { auditTrail } from '../../src/refine/case/audit-trail.ts';
import { dueTurn } from '../../src/refine/case/due-turn.ts';
import { sightingWords } from '../../src/refine/case/sighting-words.ts';
import { isUnwanted, newsIn, waitMs, watchEnd } from '../../src/refine/case/watching.ts';
import { rollBackButton } from '../../src/slack/controls/roll-back.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { threadText } from '../thread-text.ts';
import { refusedIn } from '../wrong-in-slack.ts';
import { someProven } from './some.ts';
import { ada, historyAfter, type Step, someScene, someSha, stepsTo, stepsToPublished } from './some-history.ts';

const red: Ci = {
  state: 'red',
  failing: [
    { name: 'lint', url: 'https://ci.test/1' },
    { name: 'test', url: null },
  ],
};
const green: Ci = { state: 'green', failing: [] };
const pending: Ci = { state: 'pending', failing: [] };
const open: PullRequestNow = { state: 'open', approvedBy: [], changesAskedBy: [], isTheirs: false };
const pullRequest = { number: 7, url: 'https://github.com/acme/agent/pull/7', base: 'main' };

const ci = (seen: Ci): Step => [1, { kind: 'ci-seen', atMs: 9, ci: seen }];
const pull = (about: Partial<PullRequestNow>): Step => [
  1,
  { kind: 'pull-request-seen', atMs: 9, pullRequest: { ...open, ...about } },
];
const seenAfter = (of: Aftermath, seen: Ci): Step => [1, { kind: 'ci-seen', atMs: 9, of, ci: seen }];
const pullOfRevert = (about: Partial<PullRequestNow>): Step => [
  1,
  { kind: 'pull-request-seen', atMs: 9, of: 'revert', pullRequest: { ...open, ...about } },
];
const rolledBack: Step = [
  1,
  {
    kind: 'rolled-back',
    atMs: 9,
    commit: {
      sha: CommitSha.parse('dec0de'.padEnd(40, '0')),
      branch: 'refinery/rf-1-5e3f0a91-revert',
      pullRequest: { ...pullRequest, number: 8, url: 'https://github.com/acme/agent/pull/8' },
    },
  },
];
const asked: Step = [1, { kind: 'roll-back-asked', atMs: 9, by: ada, commit: someSha, because: 'ci-red' }];

function caseAfter(steps: readonly Step[], wish: Target['takenBackIfRed'] | false = false) {
  const now = someProven();
  const published = stepsToPublished(now).map(([revision, body]): Step => {
    if (body.kind === 'published') return [revision, { ...body, commit: { ...body.commit, pullRequest } }];
    const takenBackIfRed = wish ? { takenBackIfRed: wish } : {};
    if (body.kind !== 'approved') return [revision, body];
    return [revision, { ...body, offer: { ...body.offer, target: { ...body.offer.target, ...takenBackIfRed } } }];
  });
  return historyAfter(...stepsTo(now), ...published, ...steps);
}
const posts = (...steps: readonly Step[]) => threadOf(someScene(caseAfter(steps)));
const post = (slot: string, ...steps: readonly Step[]) => {
  const found = posts(...steps).filter((each) => each.slot.startsWith(slot));
  for (const each of found) expect(refusedIn(each)).toEqual([]);
  return threadText(found);
};
const mayPress = (slot: string, ...steps: readonly Step[]) =>
  JSON.stringify(posts(...steps).filter((each) => each.slot.startsWith(slot))).includes(`"${rollBackButton.id}"`);

test('what was seen last counts, and only what differs from it is news', () => {
  const seen = caseAfter([ci(pending), pull({}), ci(red)]);
  expect(seen.seen).toEqual({ ci: red, pullRequest: open });
  expect(seen.now.stage).toBe('published');
  expect(newsIn(seen, { ci: red, pullRequest: open })).toEqual({});
  expect(newsIn(seen, { ci: null, pullRequest: open })).toEqual({});
  expect(newsIn(seen, { ci: green, pullRequest: { ...open, approvedBy: ['ben'] } })).toEqual({
    ci: { ci: green },
    pullRequest: { pullRequest: { ...open, approvedBy: ['ben'] } },
  });
  expect(newsIn(caseAfter([]), { ci: null, pullRequest: open })).toEqual({ pullRequest: { pullRequest: open } });
});

test('a look that failed in our own house holds nothing up', () => {
  const failed: Step = [
    1,
    { kind: 'failed', atMs: 9, chapter: 'watch', error: 'unexpected', detail: 'x', decision: '3' },
  ];
  expect(caseAfter([failed]).failure).toBeUndefined();
  expect(posts(failed)).toEqual(posts());
});

test('looks soon at first, then seldom, and at last no more', () => {
  expect([0, 1, 2, 3, 4, 5, 1_000].map(waitMs)).toEqual([30, 60, 120, 240, 480, 600, 600].map((s) => s * 1_000));
  const week = 7 * 24 * 3_600_000;
  const day = 24 * 3_600_000;
  const end = (nowMs: number, about: Partial<PullRequestNow>, of?: 'revert') => {
    const steps = of ? [pull({ state: 'merged', mergedAs: someSha }), asked, rolledBack] : [pull(about)];
    return watchEnd(caseAfter(steps), { ...open, ...about }, nowMs, of);
  };
  expect([week, week + 100].map((nowMs) => end(nowMs, {}))).toEqual(['not-yet', 'told']);
  expect(end(0, { state: 'closed' })).toBe('quiet');
  const merged = { state: 'merged', mergedAs: someSha } as const;
  expect([day, day + 100].map((nowMs) => end(nowMs, merged))).toEqual(['not-yet', 'told']);
  expect(end(0, { state: 'merged' })).toBe('quiet');
  // Of the roll-back it is enough to know whether it was merged.
  expect([week, week + 100].map((nowMs) => end(nowMs, {}, 'revert'))).toEqual(['not-yet', 'told']);
  expect(end(0, merged, 'revert')).toBe('quiet');
});

test('what the merge and the roll-back came to is told apart', () => {
  const merged = { ...open, state: 'merged' as const, mergedAs: someSha };
  const before = caseAfter([ci(green), pull({})]);
  // The same word as before is said of another commit, so it is news.
  expect(newsIn(before, { ci: green, pullRequest: merged })).toEqual({
    ci: { of: 'merge', ci: green },
    pullRequest: { pullRequest: merged },
  });
  const after = caseAfter([ci(green), pull(merged), seenAfter('merge', green), asked, rolledBack]);
  expect(after.seen).toEqual({ ci: green, pullRequest: merged, merge: { ci: green } });
  expect(newsIn(after, { ci: red, pullRequest: open }, 'revert')).toEqual({
    ci: { of: 'revert', ci: red },
    pullRequest: { of: 'revert', pullRequest: open },
  });
  expect(newsIn(after, { ci: red, pullRequest: merged }, 'revert')).toEqual({
    pullRequest: { of: 'revert', pullRequest: merged },
  });
});

test.each<[string, Target['takenBackIfRed'] | false, readonly Step[], boolean]>([
  ['it was wished for, CI is red, and nobody merged it', 'also-after-merge', [ci(red), pull({})], true],
  ['it was wished for by an earlier release', true, [ci(red), pull({})], true],
  ['CI is red after the merge', 'also-after-merge', [pull({ state: 'merged' }), seenAfter('merge', red)], true],
  ['the yes was for the time before the merge', true, [pull({ state: 'merged' }), seenAfter('merge', red)], false],
  ['nobody wished for it after the merge', false, [pull({ state: 'merged' }), seenAfter('merge', red)], false],
  ['CI was red before the merge alone', 'also-after-merge', [ci(red), pull({ state: 'merged' })], false],
  ['nobody wished for it', false, [ci(red), pull({})], false],
  ['CI is green', 'also-after-merge', [ci(green), pull({})], false],
  ['CI is green again', 'also-after-merge', [ci(red), ci(green), pull({})], false],
  ['people work on the branch', 'also-after-merge', [ci(red), pull({ isTheirs: true })], false],
  ['it is merged', 'also-after-merge', [ci(red), pull({ state: 'merged' })], false],
  ['it was never seen', 'also-after-merge', [ci(red)], false],
  ['it was asked for already', 'also-after-merge', [ci(red), pull({}), asked], false],
])('taken back without a press: %s', (_when, wish, steps, expected) => {
  expect(isUnwanted(caseAfter(steps, wish))).toBe(expected);
});

describe('in words', () => {
  it.each<[string, readonly Step[], readonly string[]]>([
    ['nothing was seen yet', [], []],
    ['CI is running', [ci(pending), pull({})], ['CI is running.']],
    ['CI is green', [ci(green), pull({})], ['CI is green.']],
    ['CI is red', [ci(red)], ['CI is red: lint and test failed.']],
    [
      'reviews',
      [pull({ approvedBy: ['a', 'b', 'c', 'd', 'e'], changesAskedBy: ['f'] })],
      ['Changes asked for by f.', 'Approved on GitHub by a, b, c and 2 more.'],
    ],
    [
      'people work on the branch',
      [pull({ isTheirs: true })],
      [
        'Somebody has added commits to the branch, so it is theirs now: I don’t touch it any more. Take the change back there by hand, or close the pull request.',
      ],
    ],
    [
      'the watch is over',
      [[1, { kind: 'watch-ended', atMs: 9 }]],
      ['I stopped looking after a week: what comes after it stands on GitHub alone.'],
    ],
  ])('%s', (_what, steps, says) => {
    expect(sightingWords(caseAfter(steps))).toEqual(says);
    for (const sentence of says) expect(post('published/', ...steps)).toContain(sentence);
  });

  it('edits the message of the pull request, and says one thing more when CI fails or it is merged', () => {
    const usual = posts().map(({ slot }) => slot);
    expect(posts(ci(pending), pull({}), ci(green), pull({ state: 'closed' })).map(({ slot }) => slot)).toEqual(usual);
    expect(posts(ci(red), ci(green), ci(red)).map(({ slot }) => slot)).toEqual([...usual, `ci-red/${someSha}`]);
    expect(posts(ci(green), pull({ state: 'merged' })).map(({ slot }) => slot)).toEqual([
      ...usual,
      `merged/${someSha}`,
    ]);
    expect(post('published/', pull({ state: 'closed' }))).toMatch(
      /Pull request closed[\s\S]*Somebody closed \[pull request #7\]/,
    );
    expect(post('published/', pull({ state: 'merged' }))).toContain('Pull request merged');
    expect(post('merged/', pull({ state: 'merged' }))).toContain('Merged: [pull request #7]');
  });

  it('names what failed with its log, and offers the way back as long as it is one', () => {
    expect(post('ci-red/', ci(red), pull({}))).toMatch(/CI is red[\s\S]*\[lint\]\(https:\/\/ci\.test\/1\)[\s\S]*test/);
    expect(mayPress('ci-red/', ci(red), pull({}))).toBe(true);
    expect(mayPress('ci-red/', ci(red), pull({ isTheirs: true }))).toBe(false);
    expect(post('ci-red/', ci(red), pull({ isTheirs: true }))).toContain('it is theirs now');
    expect(mayPress('ci-red/', ci(red), ci(green))).toBe(false);
    expect(post('ci-red/', ci(red), ci(green))).toMatch(/CI was red, and is green now[\s\S]*lint/);
    expect(post('ci-red/', ci(red), ci(pending))).toContain('CI was red, and runs again');

    expect(dueTurn(caseAfter([ci(red), pull({}), asked]))?.chapter).toBe('roll-back');
    expect(mayPress('ci-red/', ci(red), pull({}), asked)).toBe(false);
    expect(post('ci-red/', ci(red), pull({}), asked)).toContain('Taking it back, as Ada wished in case CI fails…');
  });

  it('tells of CI after the merge, and offers the way back as long as it is one', () => {
    const merged: Step = pull({ state: 'merged', mergedAs: someSha });
    const slots = posts(ci(red), merged, seenAfter('merge', red)).map(({ slot }) => slot);
    expect(slots.slice(-3)).toEqual([`ci-red/${someSha}`, `merged/${someSha}`, `ci-red-merged/${someSha}`]);
    expect(post('published/', ci(green), merged, seenAfter('merge', red))).toContain(
      'After the merge: CI is red: lint and test failed.',
    );
    expect(post('ci-red-merged/', merged, seenAfter('merge', red))).toMatch(
      /CI after the merge is red[\s\S]*with the fix merged[\s\S]*another pull request then asks/,
    );
    expect(mayPress('ci-red-merged/', merged, seenAfter('merge', red))).toBe(true);
    expect(mayPress('ci-red/', ci(red), merged, seenAfter('merge', red))).toBe(false);
    expect(mayPress('ci-red-merged/', merged, seenAfter('merge', red), seenAfter('merge', green))).toBe(false);
    expect(post('ci-red-merged/', merged, seenAfter('merge', red), seenAfter('merge', pending))).toContain(
      'CI after the merge was red, and runs again',
    );
    const ended: Step = [1, { kind: 'watch-ended', atMs: 9, of: 'merge' }];
    expect(post('published/', merged, ended)).toContain('I stopped looking a day after the merge');
  });

  it('tells whether what takes it back was merged, and whether its CI fails', () => {
    const back = [pull({ state: 'merged', mergedAs: someSha }), asked, rolledBack];
    const slot = (...steps: readonly Step[]) =>
      posts(...back, ...steps)
        .at(-1)
        ?.slot.split('/')[0];
    expect(post('rolled-back/', ...back)).toMatch(/Roll-back waits for its merge[\s\S]*once \[pull request #8\]/);
    expect(post('rolled-back/', ...back, pullOfRevert({ approvedBy: ['cy'] }))).toContain('Approved on GitHub by cy.');
    expect(slot(pullOfRevert({}))).toBe('rolled-back');

    expect(slot(seenAfter('revert', red))).toBe('ci-red-revert');
    expect(post('ci-red-revert/', ...back, seenAfter('revert', red))).toMatch(/CI of the roll-back is red[\s\S]*lint/);
    expect(mayPress('ci-red-revert/', ...back, seenAfter('revert', red))).toBe(false);

    expect(slot(pullOfRevert({ state: 'merged' }))).toBe('revert-merged');
    expect(post('rolled-back/', ...back, pullOfRevert({ state: 'merged' }))).toMatch(
      /## Rolled back[\s\S]*was taken back[\s\S]*as they were before the fix/,
    );
    expect(slot(pullOfRevert({ state: 'closed' }))).toBe('revert-closed');
    expect(post('rolled-back/', ...back, pullOfRevert({ state: 'closed' }))).toMatch(
      /Not rolled back[\s\S]*the fix still stands/,
    );
    expect(
      auditTrail(caseAfter([...back, seenAfter('revert', green), pullOfRevert({ state: 'merged' })]).facts).slice(-2),
    ).toMatchObject([
      { what: 'saw of the checks of the roll-back: CI is green.' },
      { what: 'saw the pull request of the roll-back merged' },
    ]);
  });

  it('fits into Slack, whatever the checks and people are called', () => {
    const monster = '<!channel> `x` '.repeat(200);
    const failing = Array.from({ length: 10 }, () => ({ name: monster, url: `https://ci.test/${'x'.repeat(480)}` }));
    const many = Array.from({ length: 300 }, () => monster);
    const steps = [ci({ state: 'red', failing }), pull({ approvedBy: many, changesAskedBy: many, state: 'merged' })];
    for (const slot of ['published/', 'ci-red/', 'merged/']) expect(post(slot, ...steps)).not.toBe('');
  });
});

describe('a delivery of GitHub', () => {
  const secret = 'a secret of nobody at all';
  const signed = (body: string, by = secret) => `sha256=${createHmac('sha256', by).update(body).digest('hex')}`;
  const heard = (event: unknown, signature?: string) => {
    const body = typeof event === 'string' ? event : JSON.stringify(event);
    return readDelivery(Buffer.from(body), signature ?? signed(body), secret);
  };
  const repository = { full_name: 'Acme/Agent' };

  it.each<[string, unknown, readonly string[]]>([
    ['a review', { repository, pull_request: { number: 7 } }, ['acme/agent#7']],
    [
      'a check',
      { repository, check_run: { head_sha: 'c0ffee', pull_requests: [{ number: 7 }, { number: 8 }] } },
      ['acme/agent@c0ffee', 'acme/agent#7', 'acme/agent#8'],
    ],
    ['a suite', { repository, check_suite: { head_sha: 'c0ffee' } }, ['acme/agent@c0ffee']],
    ['a status', { repository, sha: 'c0ffee' }, ['acme/agent@c0ffee']],
    ['a ping', { repository, zen: 'Keep it logically awesome.' }, []],
    ['what nobody can store', { repository, sha: 'c0\0ffee' }, []],
    ['another shape', { repository: 7 }, []],
    ['no JSON', '{', []],
  ])('tells what there is news of: %s', (_what, event, names) => {
    expect(heard(event)).toEqual(names);
  });

  it.each([
    ['none', ''],
    ['another secret', signed(JSON.stringify({ repository }), 'another')],
    ['the older kind', `sha1=${'0'.repeat(40)}`],
    ['half of one', signed(JSON.stringify({ repository })).slice(0, 40)],
    ['of another body', signed('{}')],
  ])('is not heard with a wrong signature: %s', (_what, signature) => {
    expect(heard({ repository }, signature)).toBe('forged');
  });

  it('is not heard without a signature', () => {
    expect(readDelivery(Buffer.from('{}'), undefined, secret)).toBe('forged');
  });
});
