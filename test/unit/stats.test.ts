import { describe, expect, it } from 'vitest';
import type { Person } from '../../src/domain/project.ts';
import { statsOf } from '../../src/refine/case/stats.ts';
import { statsByWeek } from '../../src/refine/case/stats-by-week.ts';
import { statsWords } from '../../src/refine/case/stats-words.ts';
import { trendsOf } from '../../src/refine/picture/trends.ts';
import { someHypothesis, someProven } from './some.ts';
import { ada, ben, historyAfter, place, type Step, stepsTo, stepsToPublished } from './some-history.ts';

const PRICES = new Map([
  ['m', { input: 1, output: 10 }],
  ['gpt', { input: 1, output: 10 }],
]);
const DAY_MS = 24 * 3_600_000;
const MONDAY = Date.UTC(2026, 0, 5);
const answerer = { model: 'm', promptVersion: 'v1', inputTokens: 100_000, outputTokens: 10_000, tookMs: 1 };

/** A case of Ada's, approved by somebody, or not yet. */
function someCase({ by, atMs = MONDAY, more = [], known = false, findings = [] }: Partial<CaseAbout> = {}) {
  const diagnosedBy = { ...answerer, ...(known && { known: true as const }) };
  const hypotheses = [someHypothesis({ findings })];
  const now = someProven({ openedAtMs: atMs, openedBy: ada, place, diagnosedBy, proposedBy: answerer, hypotheses });
  const published = by
    ? stepsToPublished(now, by).map(
        ([revision, body]): Step => [revision, body.kind === 'published' ? { ...body, atMs: atMs + 60_000 } : body],
      )
    : [];
  return historyAfter(...stepsTo(now), ...published, ...more);
}
type CaseAbout = Readonly<{
  by: Person;
  atMs: number;
  more: readonly Step[];
  known: boolean;
  findings: NonNullable<Parameters<typeof someHypothesis>[0]>['findings'] & object;
}>;

describe('how cases went', () => {
  it('counts those that nobody but their reporter said yes to', () => {
    const { approved, byReporter } = statsOf([someCase({ by: ada }), someCase({ by: ben }), someCase()], PRICES);
    expect([approved, byReporter]).toEqual([2, 1]);
  });

  it('counts what all of them took, whatever became of them', () => {
    const stats = statsOf([someCase({ by: ada }), someCase()], PRICES);
    const one = statsOf([someCase()], PRICES);
    expect(stats.tokens).toBe(2 * one.tokens);
    expect(one.tokens).toBeGreaterThanOrEqual(2 * 110_000);
    expect(statsOf([someCase()], new Map()).usd).toBeNull();
  });

  it('counts fixes that a guard blocked or wanted a yes to, and no notes', () => {
    const finding = (severity: 'block' | 'needs-approval' | 'note') => [
      { guard: 'size', severity, path: null, says: 'x' },
    ];
    const cases = (['block', 'needs-approval', 'note'] as const).map((severity) =>
      someCase({ findings: finding(severity) }),
    );
    expect(statsOf(cases, PRICES).heldUp).toBe(2);
  });

  it('counts answers that were known from before', () => {
    expect(statsOf([someCase({ known: true }), someCase()], PRICES).answers).toEqual({ asked: 3, known: 1 });
  });

  it('says what there is to say, and nothing of what nobody can tell', () => {
    expect(statsWords(statsOf([], PRICES), 'here')).toEqual(['Of the last 0 cases here: none.']);
    const words = statsWords(statsOf([someCase({ by: ada, known: true })], PRICES), 'in this channel').join(' ');
    expect(words).toMatch(
      /^One case in this channel: 1 fixed\. Fixes were tried, and at least one held: the verdicts were there .+ after it was reported\. It was committed 1 min after it was reported\. It needed no yes but that of who reported it\. A fix took 220K tokens, \$0\.40\./,
    );
    expect(words).toContain('Of the analyst’s answers, 50% were known from before.');
    const two = statsWords(statsOf([someCase({ by: ada }), someCase()], PRICES), 'in this channel').join(' ');
    expect(two).toMatch(
      /^Of the last 2 cases in this channel: 1 fixed, 1 not decided yet\. Fixes were tried in 2; at least one held in 2\. Half of them/,
    );
    expect(two).toContain('Of 1 approved, 1 needed no yes but that of who reported the case.');
  });
});

describe('by week', () => {
  const weeks = (...atMs: readonly number[]) =>
    statsByWeek(
      atMs.map((each) => someCase({ atMs: each })),
      PRICES,
      MONDAY + 22 * DAY_MS,
    ).map(({ beganAtMs, stats }) => [(beganAtMs - MONDAY) / (7 * DAY_MS), stats.cases]);

  it('begins on Monday, UTC, and has weeks without a case', () => {
    expect(weeks(MONDAY, MONDAY + 7 * DAY_MS - 1, MONDAY + 14 * DAY_MS)).toEqual([
      [0, 2],
      [1, 0],
      [2, 1],
      [3, 0],
    ]);
  });

  it('shows twelve at most, and says how many cases were before', () => {
    const old = MONDAY - 100 * DAY_MS;
    expect(weeks(old, MONDAY)).toHaveLength(12);
    const cases = [old, MONDAY].map((atMs) => someCase({ atMs }));
    expect(trendsOf(cases, PRICES, MONDAY, 'here')?.note).toBe('1 earlier case counts in the figures, but has no bar.');
  });

  it('is this week alone where there is no case, and no picture', () => {
    expect(weeks()).toEqual([[3, 0]]);
    expect(trendsOf([], PRICES, MONDAY, 'here')).toBeUndefined();
  });

  it('takes a clock that stands before a case for its week', () => {
    expect(statsByWeek([someCase({ atMs: MONDAY })], PRICES, MONDAY - 30 * DAY_MS)).toHaveLength(1);
  });
});

describe('trends', () => {
  it('have a panel for each figure that can be told, with a bar for each week', () => {
    const trends = trendsOf(
      [someCase({ by: ada }), someCase({ by: ben, atMs: MONDAY + 7 * DAY_MS })],
      PRICES,
      MONDAY + 8 * DAY_MS,
      'here',
    );
    expect(trends?.times).toEqual(['5 Jan', '12 Jan']);
    const panel = (name: string) => trends?.panels.find((each) => each.name === name);
    expect(panel('Cases')).toEqual({ name: 'Cases', figure: '2', values: [1, 1], most: { value: 1, says: 'up to 1' } });
    expect(panel('Decided by the expert alone')).toMatchObject({
      figure: '50%',
      values: [1, 0],
      most: { value: 1, says: '' },
    });
    expect(panel('Time to fix')).toMatchObject({ figure: '1 min', values: [60_000, 60_000] });
  });

  it('say the same in words, and the last week by itself', () => {
    const trends = trendsOf(
      [someCase({ by: ada }), someCase({ by: ben, atMs: MONDAY + 7 * DAY_MS })],
      PRICES,
      MONDAY + 8 * DAY_MS,
      'here',
    );
    expect(trends?.alt).toMatch(
      /^How it goes, week by week, over the last 2 weeks\. Of the last 2 cases here: 2 fixed/,
    );
    expect(trends?.alt).toMatch(
      /In the week from 12 Jan: cases 1, fix success 100%, time to fix 1 min, decided by the expert alone 0%/,
    );
    expect(trends?.alt.length).toBeLessThanOrEqual(1_000);
  });
});
