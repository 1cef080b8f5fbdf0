import { describe, expect, it } from 'vitest';
import type { RunRow, Waterfall } from '../../src/domain/picture.ts';
import type { Run } from '../../src/domain/trace.ts';
import { durationWords } from '../../src/refine/picture/duration-words.ts';
import { waterfallOf } from '../../src/refine/picture/waterfall.ts';
import { countSpentMs } from '../spent-ms.ts';
import { someTrace } from './some-trace.ts';

const START = Date.UTC(2026, 0, 5);
type Given = Partial<Run> & Pick<Run, 'id'>;
const timed = (id: string, fromMs: number, toMs: number, more: Partial<Run> = {}): Given => ({
  id,
  parentId: 'root',
  startMs: START + fromMs,
  endMs: START + toMs,
  ...more,
});
const root = timed('root', 0, 9_000, { parentId: null });
const suspect = (runId: string, ...reasons: string[]) => ({ runId, name: runId, score: 0.5, reasons });
const drawn = (runs: readonly Given[], ...suspects: ReturnType<typeof suspect>[]): Waterfall =>
  waterfallOf(someTrace(runs), { suspects });
const shown = ({ rows }: Waterfall) => rows.map((row) => (row.row === 'run' ? row.name : row.runs));
const runRows = ({ rows }: Waterfall) => rows.filter((row): row is RunRow => row.row === 'run');
const many = (count: number, more: (index: number) => Partial<Run> = () => ({})) => [
  root,
  ...Array.from({ length: count }, (_, index) => timed(`s${index}`, index, index + 1, more(index))),
];

describe('rows', () => {
  it('stand in the order of the tree, indented, each bar where its run was', () => {
    const picture = drawn([
      root,
      timed('plan', 10, 2_000),
      timed('search', 2_000, 3_000),
      timed('look', 500, 900, { parentId: 'plan' }),
    ]);
    expect(shown(picture)).toEqual(['root', 'plan', 'look', 'search']);
    expect(runRows(picture).map(({ depth, bar }) => [depth, bar.from, bar.to])).toEqual([
      [0, 0, 9_000],
      [1, 10, 2_000],
      [2, 500, 900],
      [1, 2_000, 3_000],
    ]);
    expect(picture).toMatchObject({ about: '4 steps · 9 s', axis: { unit: 'ms', length: 9_000 }, note: null });
  });

  it('mark the first three suspects with their rank and first reason, and what failed', () => {
    const picture = drawn(
      [root, timed('a', 0, 1), timed('b', 1, 2, { status: 'error' }), timed('c', 2, 3), timed('d', 3, 4)],
      suspect('c', 'It is sure.', 'It is late.'),
      suspect('a', 'It came first.'),
      suspect('b', 'It failed.'),
      suspect('d', 'A fourth.'),
    );
    expect(runRows(picture).map(({ suspected }) => suspected?.rank)).toEqual([undefined, 2, 3, 1, undefined]);
    expect(runRows(picture)[3]?.suspected).toEqual({ rank: 1, reason: 'It is sure.' });
    expect(runRows(picture).map(({ failed }) => failed)).toEqual([false, false, true, false, false]);
    expect(picture.about).toBe('5 steps · 9 s · 1 failed');
  });

  it('tell runs of one name apart as the thread does', () => {
    expect(shown(drawn([root, timed('a', 0, 1, { name: 'model' }), timed('b', 1, 2, { name: 'model' })]))).toEqual([
      'root',
      'model (1)',
      'model (2)',
    ]);
  });
});

describe('a long trace', () => {
  it('of 35 runs is shown whole', () => {
    expect(drawn(many(35)).rows).toHaveLength(36);
  });

  it('is folded around its suspects, what they are in, and what failed; nothing is lost in counting', () => {
    const deep = { ...timed('deep', 700, 701, { parentId: 's700' }) };
    const picture = drawn(
      [...many(999, (index) => (index === 300 ? { status: 'error' } : {})), deep],
      suspect('deep', 'It was first.'),
      suspect('s998', 'It gave the answer.'),
    );
    expect(picture.rows.length).toBeLessThanOrEqual(26);
    expect(shown(picture)).toEqual(expect.arrayContaining(['root', 's300', 's700', 'deep', 's998']));
    const counted = picture.rows.reduce((sum, row) => sum + (row.row === 'run' ? 1 : row.runs), 0);
    expect(counted).toBe(1_001);
    const folded = picture.rows.filter((row) => row.row === 'folded');
    expect(folded.every(({ runs, bar }) => runs > 1 && bar.to > bar.from)).toBe(true);
  });

  it('says how many of the folded runs failed, where more failed than there is room for', () => {
    const picture = drawn(many(500, () => ({ status: 'error' })));
    const failed = picture.rows.map((row) => (row.row === 'folded' ? row.failed : Number(row.failed)));
    expect(failed.reduce((sum, count) => sum + count, 0)).toBe(500);
  });

  it('takes time in proportion: 100,000 runs, side by side or one in the other', () => {
    const wide = many(100_000);
    const deep = wide.map((run, index) => ({ ...run, parentId: index === 0 ? null : (wide[index - 1]?.id ?? null) }));
    const traces = [someTrace(wide), someTrace(deep)];
    const spentMs = countSpentMs();
    for (const trace of traces) {
      const { rows } = waterfallOf(trace, { suspects: [suspect('s99999', 'It was last.')] });
      expect(rows.length).toBeLessThanOrEqual(26);
      expect(rows.at(-1)).toMatchObject({ name: 's99999', suspected: { rank: 1 } });
    }
    expect(spentMs()).toBeLessThan(4_000);
  });
});

describe('times', () => {
  it('that are missing almost everywhere make an axis of steps, and it says so', () => {
    const picture = drawn([
      { id: 'root' },
      { id: 'a', parentId: 'root' },
      { id: 'b', parentId: 'a' },
      { id: 'c', parentId: 'root' },
    ]);
    expect(picture.axis).toEqual({ unit: 'steps', length: 4 });
    expect(picture.rows.map(({ bar }) => [bar.from, bar.to])).toEqual([
      [0, 4],
      [1, 3],
      [2, 3],
      [3, 4],
    ]);
    expect(picture.note).toMatch(/does not say when/);
    expect(picture.about).toBe('4 steps');
  });

  it('that are the same everywhere are none', () => {
    expect(drawn([timed('root', 0, 0, { parentId: null }), timed('a', 0, 0)]).axis.unit).toBe('steps');
  });

  it('that a few runs lack are guessed from the run before, and it says so', () => {
    const picture = drawn([root, timed('a', 4_000, 5_000), timed('b', 0, 0, { startMs: null, endMs: null })]);
    expect(picture.rows[2]?.bar).toEqual({ from: 4_000, to: 4_000, guessed: true });
    expect(picture.note).toMatch(/One step/);
  });

  it.each([
    ['1970', { startMs: 0, endMs: 10 }],
    ['the end of time', { startMs: 8.64e15, endMs: 8.64e15 }],
  ])('in %s do not make all others a dot', (_when, times) => {
    const picture = drawn([root, timed('a', 1_000, 2_000), timed('odd', 0, 0, times)]);
    expect(picture.axis).toEqual({ unit: 'ms', length: 9_000 });
    expect(picture.rows[2]?.bar.guessed).toBe(true);
  });

  it('that end before they begin are no time at all', () => {
    expect(drawn([root, timed('a', 5_000, 1_000)]).rows[1]?.bar).toEqual({ from: 5_000, to: 5_000, guessed: false });
  });

  it.each([
    [0, '0 ms'],
    [340, '340 ms'],
    [1_249, '1.2 s'],
    [59_400, '59 s'],
    [125_000, '2 min 5 s'],
    [119_900, '2 min'],
    [4_320_000, '1 h 12 min'],
    [300_000_000, '3 days'],
  ])('%d ms are told as %s', (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });
});

describe('in words', () => {
  it('says how much there is, the suspects with their reasons, and what failed', () => {
    const picture = drawn(
      [root, timed('answer', 0, 1, { kind: 'llm' }), timed('look_up', 1, 2, { kind: 'tool', error: 'no' })],
      suspect('answer', 'It states “42”, which nothing says.'),
    );
    expect(picture.alt).toBe(
      'How the run went, step by step: 3 steps, 9 s, 1 failed. Where to look first: 1. answer, a call of the model: It states “42”, which nothing says. Failed: look_up.',
    );
  });

  it('is no longer than 1,000 characters, and steers no terminal', () => {
    const name = `\u202e\u0007${'long '.repeat(2_000)}`;
    const { alt } = drawn(
      many(40, () => ({ name, status: 'error' })),
      ...['s1', 's2', 's3'].map((id) => suspect(id, name)),
    );
    expect(alt.length).toBeLessThanOrEqual(1_000);
    expect(alt).not.toMatch(/\p{Cc}|\u202e/u);
  });

  it('of a trace without runs is said, too', () => {
    expect(drawn([])).toMatchObject({ rows: [], about: '0 steps', alt: 'How the run went, step by step: 0 steps.' });
  });
});
