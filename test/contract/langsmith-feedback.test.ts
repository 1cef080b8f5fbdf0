import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LangSmithFake, startLangSmithFake } from '../../playground/langsmith-fake.ts';
import { langSmith } from '../../src/sources/langsmith.ts';
import { langSmithFeedback } from '../../src/sources/langsmith-feedback.ts';

const RUN = '0197a000-0000-7000-8000-000000000001';
const ID = '0197a000-0000-8000-8000-00000000000f';
let fake: LangSmithFake;
beforeAll(async () => {
  fake = await startLangSmithFake();
  const run = {
    id: RUN,
    trace_id: RUN,
    dotted_order: `20260609T021546000000Z${RUN}`,
    name: 'support',
    run_type: 'chain',
  };
  const record = await fetch(`${fake.url}/runs`, {
    method: 'POST',
    headers: { 'x-api-key': fake.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ ...run, session_name: 'support', start_time: '2026-06-09T02:15:46Z', inputs: {} }),
  });
  expect(record.ok).toBe(true);
});
afterAll(() => fake.close());

const trace = (locator: string) => ({ source: 'langsmith', locator });
const book = (about: object = {}) =>
  langSmithFeedback({ apiKey: fake.apiKey, endpoint: fake.url, waitsMs: [1], ...about });
const stats = async () => {
  const answer = await fetch(`${fake.url}/runs/${RUN}`, { headers: { 'x-api-key': fake.apiKey } });
  return ((await answer.json()) as { feedback_stats: unknown }).feedback_stats;
};

it('notes what was thought on the run that was reported, under a key of its own', async () => {
  await book().note({ id: ID, trace: trace(RUN), rating: 'bad', reason: 'Nobody would accept these.' });
  expect(await stats()).toMatchObject({ 'refinery-helped': { avg: 0 } });
  // Of the conversation it says nothing: that was neither good nor bad to anybody.
  const wanted = { project: 'support', sinceMs: 0, untilMs: Date.now(), failedOnly: false, name: null, limit: 5 };
  const found = await langSmith({ apiKey: fake.apiKey, endpoint: fake.url }).find?.(wanted);
  expect(found).toMatchObject([{ name: 'support', rating: null }]);
});

it('notes nothing on a shared trace: whoever was given that was not given its run', async () => {
  const before = await stats();
  await book().note({ id: ID, trace: trace(`${fake.url}/public/${RUN}/r`), rating: 'good', reason: null });
  expect(await stats()).toEqual(before);
});

it.each([
  ['without a key', { apiKey: undefined }, RUN, 'source-denied'],
  ['with a wrong key', { apiKey: 'wrong' }, RUN, 'source-denied'],
  ['on a run that is not there', {}, ID, 'trace-not-found'],
])('tells what is wrong %s', async (_what, about, run, kind) => {
  await expect(book(about).note({ id: ID, trace: trace(run), rating: 'good', reason: null })).rejects.toMatchObject({
    kind,
  });
});
