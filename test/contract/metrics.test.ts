import { afterEach, expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import { type Health, openHealth, portOf } from '../../src/health.ts';
import { openMetrics } from '../../src/metrics.ts';
import type { StepNews } from '../../src/ports.ts';
import { countWork } from '../../src/refine/case/count-work.ts';
import { caseStages } from '../../src/store/case-stages.ts';
import { factStore } from '../../src/store/facts.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { onEachStore } from '../stores.ts';
import { ada, someFacts, someHypothesis, someProven } from '../unit/some.ts';
import { type Step, stepsTo, stepsToPublished } from '../unit/some-history.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
async function answerOf(path: string, health: Partial<Health>) {
  const server = await openHealth(0, { look: async () => {}, deafMs: () => 0, ...health });
  closing.push(() => server.close());
  const answer = await fetch(`http://127.0.0.1:${portOf(server)}${path}`);
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

const down = () => Promise.reject(new Error('down'));
it.each<[string, string, Partial<Health>, number, string]>([
  ['all is well', '/healthz', {}, 200, 'ok'],
  ['the database is away', '/healthz', { look: down }, 503, 'the database does not answer'],
  ['Slack is away for a moment', '/healthz', { deafMs: () => 59_000 }, 200, 'ok'],
  ['Slack is away for more than a minute', '/healthz', { deafMs: () => 61_000 }, 503, 'no line to Slack stands'],
  ['metrics are off', '/metrics', {}, 404, 'not found'],
  [
    'metrics are asked of a store that is away',
    '/metrics',
    { metrics: { page: down } },
    503,
    'the database does not answer',
  ],
])('answers when %s', async (_when, path, health, status, text) => {
  expect(await answerOf(path, health)).toMatchObject({ status, text });
});

const news = (about: Partial<StepNews>): StepNews => ({
  turn: { at: { workspace: 'w', id: CaseId.parse('RF-1') }, chapter: 'diagnose', decision: '1' },
  step: 'ask diagnose',
  state: 'done',
  tookMs: 2_000,
  spent: {},
  ...about,
});

it('tells Prometheus what was done, and of no case, person or text', async () => {
  const hypotheses = [
    someHypothesis({ findings: [{ guard: 'size', severity: 'block', path: null, says: 'large' }] }),
    someHypothesis({ id: 'h2', findings: [{ guard: 'size', severity: 'block', path: 'a', says: 'larger' }] }),
  ];
  const answerer = { model: 'm', promptVersion: 'v1', inputTokens: 1, outputTokens: 1, tookMs: 1 };
  const diagnosedBy = { ...answerer, known: true as const };
  const facts = someFacts(...stepsTo(someProven({ hypotheses, diagnosedBy, proposedBy: answerer })));
  const metrics = await openMetrics(new Map([['m', { input: 1, output: 10 }]]), {
    stages: async () => new Map([['proven', 3]]),
    work: async () => countWork(facts),
  });
  const spent = { model: 'm', inputTokens: 1_000_000, outputTokens: 100_000, cachedInputTokens: 5 };
  metrics.hear(news({ spent }));
  metrics.hear(news({ state: 'begun', spent }));
  metrics.hear(news({ step: 'read part 3/7', state: 'failed', error: 'model-unavailable: Mrs. Merryweather' }));
  metrics.hear(news({ step: 'try h1', state: 'failed', error: 'Mrs. Merryweather' }));
  metrics.hear(news({ spent: { model: 'other', inputTokens: 7 } }));

  const { status, type, text } = await answerOf('/metrics', { metrics });
  expect([status, type]).toEqual([200, expect.stringContaining('text/plain; version=0.0.4')]);
  const lines = text.split('\n').filter((line) => /^refinery_(?!step_seconds_bucket)/.test(line));
  expect(lines).toEqual([
    'refinery_step_seconds_sum{chapter="diagnose",operation="ask diagnose",outcome="done"} 4',
    'refinery_step_seconds_count{chapter="diagnose",operation="ask diagnose",outcome="done"} 2',
    'refinery_step_seconds_sum{chapter="diagnose",operation="read part",outcome="failed"} 2',
    'refinery_step_seconds_count{chapter="diagnose",operation="read part",outcome="failed"} 1',
    'refinery_step_seconds_sum{chapter="diagnose",operation="try",outcome="failed"} 2',
    'refinery_step_seconds_count{chapter="diagnose",operation="try",outcome="failed"} 1',
    'refinery_tokens_total{model="m",operation="ask diagnose",direction="input"} 1000000',
    'refinery_tokens_total{model="m",operation="ask diagnose",direction="output"} 100000',
    'refinery_tokens_total{model="m",operation="ask diagnose",direction="cached_input"} 5',
    'refinery_tokens_total{model="other",operation="ask diagnose",direction="input"} 7',
    'refinery_tokens_total{model="other",operation="ask diagnose",direction="output"} 0',
    'refinery_tokens_total{model="other",operation="ask diagnose",direction="cached_input"} 0',
    'refinery_cost_usd_total{model="m",operation="ask diagnose"} 2',
    'refinery_errors_total{kind="model-unavailable"} 1',
    'refinery_errors_total{kind="unexpected"} 1',
    'refinery_cases{stage="proven"} 3',
    'refinery_answers_last_day{from="model"} 1',
    'refinery_answers_last_day{from="store"} 1',
    'refinery_guard_findings_last_day{guard="size",severity="block"} 2',
  ]);
  expect(text).not.toMatch(/Merryweather|RF-1/);
});

onEachStore('stages', (fresh) => {
  it('counts cases by where they stand', async () => {
    const database = await openDatabase(await fresh());
    closing.push(() => database.close());
    const facts = factStore(database);
    const proven = stepsTo(someProven());
    const cases: readonly (readonly Step[])[] = [
      proven.slice(0, 1),
      proven.slice(0, 3),
      proven,
      [...proven, [1, { kind: 'commented', atMs: 9, by: ada, text: 'hm', addressed: false }]],
      [...proven, [2, { kind: 'objected', atMs: 9, by: ada, text: 'no' }]],
      [...proven, ...stepsToPublished(someProven())],
      [...proven, [1, { kind: 'stopped', atMs: 9, by: ada }]],
    ];
    for (const [number, [first, ...later]] of cases.entries()) {
      const [, opened] = first ?? [];
      if (opened?.kind !== 'opened') throw new Error('not opened');
      const at = { workspace: 'w', id: await facts.open('w', `request ${number}`, opened) };
      for (const [index, [revision, body]] of later.entries())
        await facts.append(at, index + 1, { revision, key: `${index}`, body });
    }
    expect(Object.fromEntries(await caseStages(database, 'w'))).toEqual({
      opened: 1,
      diagnosed: 1,
      proven: 2,
      read: 1,
      published: 1,
      stopped: 1,
    });
    expect((await caseStages(database, 'other')).size).toBe(0);
  });
});
