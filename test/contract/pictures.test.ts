import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TokenBars, Trends, VerdictMatrix } from '../../src/domain/picture.ts';
import { drawable } from '../../src/pictures/drawable.ts';
import { pictures } from '../../src/pictures/pictures.ts';
import { cutToWidth, textWidth, wrapToWidth } from '../../src/pictures/text-width.ts';
import { tickEvery } from '../../src/pictures/tick-every.ts';
import { waterfallOf } from '../../src/refine/picture/waterfall.ts';
import { triageVerb } from '../../src/terminal/verbs/triage.ts';
import { signals } from '../../src/wiring-of-reading.ts';
import { readPng } from '../read-png.ts';
import { someCall } from '../unit/some-call.ts';
import { someTrace } from '../unit/some-trace.ts';

const PATIENCE_MS = 120_000;
const { draw, close } = pictures({ patienceMs: PATIENCE_MS });
afterAll(close);
const START = Date.UTC(2026, 0, 5);
const runs = (names: readonly string[]) =>
  names.map((name, index) => ({
    id: `s${index}`,
    name,
    parentId: index === 0 ? null : 's0',
    startMs: START + index * 10,
    endMs: START + index * 10 + 1_000,
  }));
const plain = (count: number) => Array.from({ length: count }, (_, index) => `step ${index}`);
const waterfall = (names: readonly string[]) => {
  const suspects = names
    .slice(0, 3)
    .map((reason, index) => ({ runId: `s${index}`, name: '', score: 1, reasons: [reason] }));
  return waterfallOf(someTrace(runs(names)), { suspects });
};
const drawn = async (names: readonly string[]) => readPng(await draw(waterfall(names)));

/** Processes that this one has started. */
const children = () => spawnSync('pgrep', ['-P', `${process.pid}`], { encoding: 'utf8' }).stdout.split('\n');

/** Real ECharts, real fonts, a real rasteriser, in a real process. */
describe('a waterfall', { timeout: PATIENCE_MS }, () => {
  it('is a PNG of one width, as high as its rows, and the same again', async () => {
    const [short, long, again] = [await drawn(plain(5)), await drawn(plain(30)), await drawn(plain(30))];
    expect(short.width).toBe(1_200);
    expect(long.height - short.height).toBe(25 * 22 * 2.5);
    expect(long.raw.equals(again.raw)).toBe(true);
  });

  it.each([
    ['no run', 0],
    ['10,000 runs', 10_000],
  ])('of %s has a size that Slack shows', async (_what, count) => {
    const { width, height } = await drawn(plain(count));
    expect(width).toBe(1_200);
    expect(height).toBeLessThan(2_400);
  });

  it('is drawn whatever stands in names and reasons', async () => {
    const hostile = [
      '</text><script>alert(1)</script>&amp;<image href="file:///etc/passwd"/>',
      '\u0000\u0007\u001b[31m red \u202e turned',
      `${'\ud800'} and \udfff`,
      `Z${'\u0310'.repeat(500)}algo`,
      'x'.repeat(100_000),
      '{a|rich} text {b|of a chart}',
      '',
    ];
    for (const [index] of hostile.entries())
      expect((await drawn([...hostile.slice(index), ...hostile.slice(0, index)])).width).toBe(1_200);
  });

  it('writes each script with glyphs of its own', async () => {
    const scripts = ['plain', '查询订单', '주문 찾기', 'مرحبا', 'ऑर्डर', 'ค้นหา', '🔥🚀', 'ᎠᎡ', '→ ✓'];
    const all: string[] = [];
    for (const name of scripts) all.push((await drawn([name])).raw.toString('base64'));
    expect(new Set(all).size).toBe(scripts.length);
  });

  it('that takes too long is given up, with its reason', async () => {
    const hasty = pictures({ patienceMs: 1 });
    await expect(hasty.draw(waterfall(plain(3)))).rejects.toMatchObject({
      kind: 'picture-unavailable',
      detail: expect.stringMatching(/1 ms/),
    });
    await hasty.close();
  });

  it('that can’t be drawn stops no other', async () => {
    const broken = { ...waterfall(plain(3)), rows: null } as never;
    const [failed, fine] = await Promise.allSettled([draw(broken), draw(waterfall(plain(2)))]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { kind: 'picture-unavailable' } });
    expect(fine.status).toBe('fulfilled');
  });

  it('is drawn in a process that ends by itself, and once closed no more', async () => {
    const brief = pictures({ patienceMs: PATIENCE_MS, idleMs: 1 });
    const before = children();
    const drawing = brief.draw(waterfall(plain(1)));
    await expect.poll(() => children().some((pid) => !before.includes(pid))).toBe(true);
    const started = children().filter((pid) => !before.includes(pid));
    await drawing;
    await expect.poll(() => children().filter((pid) => started.includes(pid)), { timeout: 10_000 }).toEqual([]);
    await brief.close();
    await expect(brief.draw(waterfall(plain(1)))).rejects.toMatchObject({ kind: 'picture-unavailable' });
  });
});

describe('a verdict matrix', { timeout: PATIENCE_MS }, () => {
  it('is a PNG of the same width, a row higher for each fix, whatever stands in it', async () => {
    const marks = ['good', 'partly', 'bad', 'drifted', 'unclear', 'untried'] as const;
    const name = '</text><script>{b|x}\u202e'.repeat(20);
    const of = (rows: number): VerdictMatrix => ({
      kind: 'verdict-matrix',
      title: 'What each fix does',
      about: 'the reported one',
      groups: [
        { name: 'reported', columns: 1 },
        { name: 'like it', columns: 8 },
        { name: 'went well', columns: 8 },
      ],
      rows: Array.from({ length: rows }, () => ({
        name,
        marks: Array.from({ length: 17 }, (_, index) => marks[index % 6] ?? 'good'),
      })),
      note: '3 more conversations are not shown.',
      alt: '',
    });
    const [short, long] = [readPng(await draw(of(2))), readPng(await draw(of(8)))];
    expect([short.width, long.height - short.height]).toEqual([1_200, 6 * 36 * 2.5]);
  });
});

describe('bars and panels', { timeout: PATIENCE_MS }, () => {
  const hostile = '</text><script>{b|x}\u202e查询🔥'.repeat(20);
  const row = (tokens: number) => ({
    name: hostile,
    detail: hostile,
    folded: false,
    parts: [{ part: 'answer' as const, tokens }],
  });
  const bars = (...tokens: readonly number[]): TokenBars => ({
    kind: 'token-bars',
    title: hostile,
    about: hostile,
    groups: tokens.length === 0 ? [] : [{ name: hostile, rows: tokens.map(row) }],
    note: hostile,
    alt: '',
  });
  it('of tokens are as high as their rows, whatever stands in them and however far apart they are', async () => {
    const [none, two, three] = await Promise.all([bars(), bars(0, 1), bars(1, 5_000_000_000, 3)].map(draw));
    const heights = [none, two, three].map((png) => readPng(png ?? new Uint8Array()).height);
    expect((heights[2] ?? 0) - (heights[1] ?? 0)).toBe((23 + 15) * 2.5);
    expect(heights[0]).toBeLessThan(heights[1] ?? 0);
  });

  const trends = (panels: number, times: number): Trends => ({
    kind: 'trends',
    title: hostile,
    about: hostile,
    times: Array.from({ length: times }, () => '21 Sep'),
    panels: Array.from({ length: panels }, () => ({
      name: hostile,
      figure: hostile,
      values: Array.from({ length: times }, (_, index) => [null, 0, 1, 1e12][index % 4] ?? null),
      most: { value: times > 3 ? 1e12 : 1, says: 'up to 1' },
    })),
    note: null,
    alt: '',
  });
  it('of trends are two in a row, with as many bars as there are', async () => {
    const [one, eight] = [readPng(await draw(trends(1, 1))), readPng(await draw(trends(8, 12)))];
    expect([one.width, eight.height - one.height]).toEqual([1_200, 3 * 124 * 2.5]);
  });
});

describe('triage --picture', { timeout: PATIENCE_MS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'refinery-picture-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'run.png');
  const trace = join(import.meta.dirname, '../cases/formats/langsmith-export/trace.json');
  const run = (args: readonly string[], picture: string | true) => {
    const { call, out, err } = someCall(args, { picture });
    const house = { ...call.tools.house, signals, pictures: { draw, close } };
    return { code: triageVerb.run({ ...call, tools: { ...call.tools, house } }), out, err };
  };

  it('draws the run of a trace into a file, and says what it says without', async () => {
    const { code, out } = run([trace], path);
    expect(await code).toBe(0);
    expect(readPng(readFileSync(path)).width).toBe(1_200);
    expect(JSON.parse(out.join('\n'))).toHaveProperty('suspects');
  });

  it.each([
    ['of two traces', [trace, trace], path],
    ['without a file', [trace], true as const],
  ])('%s is no usage of it', async (_what, args, picture) => {
    await expect(run(args, picture).code).rejects.toMatchObject({ kind: 'wrong-usage' });
  });
});

describe('texts', () => {
  it.each([
    ['tab\tand\nline', 'tab and line'],
    ['a\u200bb\u2060c\u00ad', 'abc'],
    ['\u001b[2J', '�[2J'],
    ['ᎠB', '�B'],
    ['e\u0301', 'é'],
    ['👩‍👧 🇩🇪', '👩👧 DE'],
    ['น้ำ', 'นํ้า'],
  ])('%j is drawn as %j', (text, shown) => {
    expect(drawable(text)).toBe(shown);
  });

  it('are cut where they would go over their room, never in the middle of a character', () => {
    const cut = cutToWidth('🔥'.repeat(50), 100, 12);
    expect(cut).toMatch(/^(?:🔥)+…$/u);
    expect(textWidth(cut, 12)).toBeLessThanOrEqual(100);
    expect(cutToWidth('short', 100, 12)).toBe('short');
  });

  it('are wrapped at words, and cut in the last line', () => {
    expect(wrapToWidth('one two three four five six', 80, 12, 2)).toEqual(['one two', 'three four f…']);
    expect(wrapToWidth('x'.repeat(100), 80, 12, 3)).toHaveLength(3);
    expect(wrapToWidth('', 80, 12, 2)).toEqual([]);
  });
});

it.each([
  [9_000, 5_000],
  [64, 20],
  [200_000, 60_000],
  [4 * 3_600_000, 3_600_000],
  [0.5, 1],
  [1e12, 1e12],
])('an axis of %d ms has a tick every %d', (length, every) => {
  expect(tickEvery(length)).toBe(every);
});
