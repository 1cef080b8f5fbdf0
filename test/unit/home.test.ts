import { describe, expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import type { PullRequestNow } from '../../src/domain/sighting.ts';
import { standingOf, standingWords } from '../../src/refine/case/standing.ts';
import { type Stats, statsOf } from '../../src/refine/case/stats.ts';
import type { HomeScene } from '../../src/slack/home/home-scene.ts';
import { homeView } from '../../src/slack/home/home-view.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { refusedIn, wrongIn } from '../wrong-in-slack.ts';
import { someProven } from './some.ts';
import {
  ada,
  ben,
  historyAfter,
  place,
  type Step,
  someScene,
  someSha,
  stepsTo,
  stepsToPublished,
} from './some-history.ts';

const NO_PRICES = new Map();
const source = { source: 'langsmith', locator: 'https://smith.langchain.com/public/1/r' };
const proven = someProven({ openedBy: ada, place, source });
const toProof = stepsTo(proven);
const published = [...toProof, ...stepsToPublished(proven)];
const failed: Step = [
  1,
  { kind: 'failed', atMs: 9, chapter: 'diagnose', error: 'model-unavailable', detail: '', decision: '1' },
];

const pull = (number: number) => ({
  sha: someSha,
  branch: 'refinery/rf-1-5e3f0a91',
  pullRequest: { number, url: `https://github.com/acme/support/pull/${number}`, base: 'main' },
});
const pulled = published.map(
  ([revision, body]): Step => [revision, body.kind === 'published' ? { ...body, commit: pull(1) } : body],
);
const sawPull = (state: PullRequestNow['state'], about: Partial<PullRequestNow> = {}, of?: 'revert'): Step => [
  1,
  {
    kind: 'pull-request-seen',
    atMs: 9,
    ...(of && { of }),
    pullRequest: { state, approvedBy: [], changesAskedBy: [], isTheirs: false, ...about },
  },
];
const sawCi = (state: 'red' | 'green', of?: 'merge'): Step => [
  1,
  { kind: 'ci-seen', atMs: 9, ...(of && { of }), ci: { state, failing: [] } },
];
const askedBack: Step = [1, { kind: 'roll-back-asked', atMs: 9, by: ben, commit: someSha }];
const back = (about: Readonly<{ commit?: ReturnType<typeof pull>; closed?: true }> = {}): Step => [
  1,
  { kind: 'rolled-back', atMs: 10, commit: { sha: someSha, branch: 'refinery/rf-1-5e3f0a91' }, alsoOn: [], ...about },
];

const noMoreLooks = (of?: 'merge'): Step => [1, { kind: 'watch-ended', atMs: 10, ...(of && { of }) }];
const refusedBack: Step = [1, { kind: 'roll-back-refused', atMs: 10, changedSince: ['prompts/support.md'] }];
const rollingBack = [...pulled, sawPull('merged'), askedBack, back({ commit: pull(2) })];

it.each<[string, readonly Step[], Partial<Stats>]>([
  ['on a branch of its own', published, { fixed: 1 }],
  ['that waits to be merged', pulled, { unmerged: 1 }],
  ['that is merged', [...pulled, sawPull('merged')], { fixed: 1 }],
  ['that was declined', [...pulled, sawPull('closed')], { rolledBack: 1 }],
  ['that is about to be taken back', rollingBack, { rolledBack: 1 }],
  ['that was taken back', [...rollingBack, sawPull('merged', {}, 'revert')], { rolledBack: 1 }],
  ['that somebody wanted to keep', [...rollingBack, sawPull('closed', {}, 'revert')], { fixed: 1 }],
])('a fix %s is counted as that', (_what, steps, counted) => {
  const { fixed, unmerged, rolledBack } = statsOf([historyAfter(...steps)], NO_PRICES);
  expect({ fixed, unmerged, rolledBack }).toEqual({ fixed: 0, unmerged: 0, rolledBack: 0, ...counted });
});

it.each<[string, readonly Step[], boolean]>([
  ['was stopped', [...toProof, [1, { kind: 'stopped', atMs: 9, by: ben }]], true],
  ['is fixed', published, false],
  ['was declined', [...pulled, sawPull('closed')], true],
  ['was taken back', [...published, askedBack, back()], true],
  ['is about to be taken back', rollingBack, false],
  ['keeps its fix', [...rollingBack, sawPull('closed', {}, 'revert')], false],
])('a case that %s can be reported again: only where nothing has changed', (_what, steps, can) => {
  const scene = someScene(historyAfter(...steps));
  expect(JSON.stringify(threadOf(scene)).includes('"report-again"')).toBe(can);
});

it.each<[string, readonly Step[], string, string]>([
  ['is read', toProof.slice(0, 1), 'works', 'The trace is being read'],
  ['is diagnosed', toProof.slice(0, 2), 'works', 'The cause is being looked for'],
  ['failed', [...toProof.slice(0, 2), failed], 'waits', 'Something went wrong, and waits for a decision'],
  ['has a fix', toProof, 'waits', 'One fix holds, and waits for approval'],
  ['is committed', published.slice(0, -2), 'works', 'A fix is being committed'],
  ['is committed to a branch', published, 'fixed', 'Fix committed to a branch of its own'],
  ['waits for its merge', [...pulled], 'merge', 'Its pull request waits to be merged'],
  [
    'is asked to change',
    [...pulled, sawPull('open', { changesAskedBy: ['eve'] })],
    'merge',
    'Changes are asked for in its pull request',
  ],
  ['was merged', [...pulled, sawPull('merged')], 'fixed', 'Fixed: its pull request is merged'],
  ['was declined', [...pulled, sawPull('closed')], 'over', 'Its pull request was closed, so nothing has changed'],
  ['fails in CI', [...pulled, sawCi('red')], 'waits', 'CI fails with the fix: take it back, or mend what fails'],
  ['failed in CI once', [...pulled, sawCi('red'), sawCi('green')], 'merge', 'Its pull request waits to be merged'],
  [
    'fails in CI, on a branch that is theirs now',
    [...pulled, sawCi('red'), sawPull('open', { isTheirs: true })],
    'merge',
    'Its pull request waits to be merged',
  ],
  [
    'fails in CI since it was merged',
    [...pulled, sawCi('green'), sawPull('merged'), sawCi('red', 'merge')],
    'waits',
    'CI fails with the fix: take it back, or mend what fails',
  ],
  ['is being taken back', [...published, askedBack], 'works', 'The fix is being taken back'],
  ['was taken back', [...published, askedBack, back()], 'over', 'Committed, and taken back again'],
  [
    'was closed again',
    [...pulled, askedBack, back({ closed: true })],
    'over',
    'Its pull request was closed again before anybody merged it',
  ],
  [
    'failed in CI when somebody looked last',
    [...pulled, sawCi('red'), noMoreLooks()],
    'waits',
    'CI fails with the fix: take it back, or mend what fails',
  ],
  [
    'failed in CI after the merge, and nobody looks any more',
    [...pulled, sawPull('merged'), sawCi('red', 'merge'), noMoreLooks('merge')],
    'waits',
    'CI fails with the fix: take it back, or mend what fails',
  ],
  [
    'was declined while CI failed',
    [...pulled, sawCi('red'), sawPull('closed')],
    'over',
    'Its pull request was closed, so nothing has changed',
  ],
  [
    'was not merged in a week',
    [...pulled, noMoreLooks()],
    'merge',
    'Its pull request was not merged in a week: look on GitHub',
  ],
  [
    'could not be taken back',
    [...published, askedBack, refusedBack],
    'waits',
    'It could not be taken back: see the end of its thread',
  ],
  [
    'was taken back by a pull request that is merged',
    [...rollingBack, sawPull('merged', {}, 'revert')],
    'over',
    'Committed, and taken back again',
  ],
  [
    'keeps its fix, for somebody closed what takes it back',
    [...rollingBack, sawPull('closed', {}, 'revert')],
    'fixed',
    'Fixed: the pull request to take it back was closed',
  ],
  [
    'waits for the merge of its roll-back',
    [...pulled, sawPull('merged'), askedBack, back({ commit: pull(2) })],
    'merge',
    'The pull request that takes the fix back waits to be merged',
  ],
  ['was stopped', [...toProof, [1, { kind: 'stopped', atMs: 9, by: ben }]], 'over', 'Stopped'],
])('a case that %s', (_what, steps, standing, words) => {
  const history = historyAfter(...steps);
  expect([standingOf(history), standingWords(history)]).toEqual([standing, words]);
});

it('counts cases, and takes the middle of how long they took', () => {
  const tookMs = (ms: number) =>
    historyAfter(
      ...published.map(
        ([revision, body]): Step => [
          revision,
          body.kind === 'proven' || body.kind === 'published' ? { ...body, atMs: proven.openedAtMs + ms } : body,
        ],
      ),
    );
  expect(statsOf([], NO_PRICES)).toMatchObject({ cases: 0, toVerdictMs: null, toFixMs: null });
  expect(statsOf([tookMs(10), tookMs(1_000), tookMs(30), historyAfter(...toProof.slice(0, 2))], NO_PRICES)).toEqual({
    cases: 4,
    proven: 3,
    holding: 3,
    fixed: 3,
    unmerged: 0,
    rolledBack: 0,
    handedOver: 0,
    stopped: 0,
    open: 1,
    toVerdictMs: 30,
    toFixMs: 30,
    approved: 3,
    byReporter: 3,
    tokens: expect.any(Number),
    usd: 0,
    answers: { asked: 0, known: 0 },
    heldUp: 0,
  });
  expect(statsOf([tookMs(10), tookMs(30)], NO_PRICES).toVerdictMs).toBe(20);
});

const project = { ...proven.project, name: 'support' };
const binding = { project, by: ada, atMs: 1 };
const sceneWith = (about: Partial<HomeScene>): HomeScene => ({
  person: ada,
  mayDecide: true,
  members: new Map(),
  cases: [],
  channels: [{ id: 'C0001', binding }],
  isInvited: true,
  stats: statsOf(about.cases ?? [], NO_PRICES),
  ...about,
});

describe('a Home', () => {
  it('fits into Slack, however much there is and whatever stands in it', () => {
    const monster = '<!channel> @here <https://evil.example|click> \u202e\u200b&amp; '.repeat(200);
    const histories = [toProof.slice(0, 1), toProof, published, [...toProof, failed]].flatMap((steps) =>
      Array.from({ length: 80 }, (_, index) => {
        const history = historyAfter(...steps);
        const id = CaseId.parse(`RF-${index + 1}`);
        return {
          ...history,
          now: { ...history.now, id, expectation: monster, openedBy: { id: ada.id, name: monster } },
        };
      }),
    );
    const view = homeView(
      sceneWith({
        cases: histories,
        channels: Array.from({ length: 300 }, (_, index) => ({
          id: `C${index}`,
          binding: { ...binding, project: { ...project, name: monster, repo: `/${monster}` } },
        })),
        doctor: {
          isBusy: true,
          findings: Array.from({ length: 60 }, () => ({ part: monster, state: 'fault', says: monster })),
        },
      }),
    );
    expect(refusedIn(view)).toEqual([]);
    // The channels that it names are those that the reader is in.
    expect(wrongIn(view).filter((wrong) => wrong !== 'a channel undefined')).toEqual([]);
    expect(view.blocks.length).toBeGreaterThan(40);
  });

  it('tells nobody to do what they may not', () => {
    const words = (mayDecide: boolean) => JSON.stringify(homeView(sceneWith({ mayDecide })));
    expect(words(true)).toContain('Report a wrong answer in one of the channels');
    expect(words(false)).not.toMatch(/Report a wrong answer|report-again|"report"/);
    expect(words(false)).toContain('Members of this workspace report wrong answers');
  });

  it('shows what others reported only to those who may decide it', () => {
    const cases = [historyAfter(...toProof)];
    const isShown = (about: Partial<HomeScene>) =>
      JSON.stringify(homeView(sceneWith({ cases, ...about }))).includes('RF-1');
    expect(isShown({})).toBe(true);
    expect(isShown({ person: ben })).toBe(true);
    expect(isShown({ person: ben, mayDecide: false })).toBe(false);
    expect(isShown({ person: ben, cases: [historyAfter(...published)] })).toBe(false);
  });
});
