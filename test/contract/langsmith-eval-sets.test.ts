import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LangSmithFake, startLangSmithFake } from '../../playground/langsmith-fake.ts';
import type { EvalAnswer } from '../../src/ports.ts';
import { langSmithEvalSets } from '../../src/sources/langsmith-eval-sets.ts';

let fake: LangSmithFake;
beforeAll(async () => {
  fake = await startLangSmithFake();
  fake.putDataset('support', [
    { inputs: { question: 'Do you remember me?' }, outputs: { answer: 'We cannot remember past chats.' } },
    { inputs: { question: 'Do you ship to Norway?' }, outputs: { answer: 'Yes, in five days.' } },
    { inputs: { question: 'Are you open?' }, outputs: null },
  ]);
});
afterAll(() => fake.close());

const never = new AbortController().signal;
const evalSets = (about: object = {}) =>
  langSmithEvalSets({ apiKey: fake.apiKey, endpoint: fake.url, waitsMs: [1], ...about });
const runsIn = async (projectId: string) => {
  const response = await fetch(`${fake.url}/api/v1/runs/query`, {
    method: 'POST',
    headers: { 'x-api-key': fake.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ session: [projectId] }),
  });
  const { runs } = (await response.json()) as { runs: Record<string, unknown>[] };
  return runs;
};

it('reads the examples of a set, by its name or its id, so many at most', async () => {
  const { id, examples, of } = await evalSets().examples('support', 2, never);
  expect(of).toBe(3);
  expect(examples.map(({ inputs }) => inputs.question)).toEqual(['Do you remember me?', 'Do you ship to Norway?']);
  expect((await evalSets().examples(id, 9, never)).examples).toHaveLength(3);
});

it.each([
  ['of a name that it does not have', 'sales', {}, 'dataset-not-found'],
  ['of an id that it does not have', '00000000-0000-4000-8000-000000000000', {}, 'dataset-not-found'],
  ['without a key', 'support', { apiKey: undefined }, 'source-denied'],
  ['with a wrong key', 'support', { apiKey: 'wrong' }, 'source-denied'],
])('tells what is wrong with a set %s', async (_what, name, about, kind) => {
  await expect(evalSets(about).examples(name, 9, never)).rejects.toMatchObject({ kind });
});

it('records an experiment: the real SDK runs each example, and what was said of it stands there', async () => {
  const { id: datasetId, examples } = await evalSets().examples('support', 9, never);
  const said: Readonly<Record<string, EvalAnswer>> = Object.fromEntries(
    examples.map(({ id }, index) => [
      id,
      {
        answer: `answer ${index}`,
        passed: index < 2 ? index === 0 : null,
        comment: index === 2 ? 'No one knows.' : null,
      },
    ]),
  );
  const exampleIds = examples.map(({ id }) => id);
  const answer = async (id: string) => said[id] ?? { answer: 'lost', passed: null, comment: null };
  const first = await evalSets().experiment({ datasetId, exampleIds, name: 'before', beside: null }, answer, never);
  const about = { datasetId, exampleIds: exampleIds.slice(0, 2), name: 'after', beside: first.id };
  const second = await evalSets().experiment(about, answer, never);

  const runs = await runsIn(first.id);
  const told = runs.map(({ outputs, reference_example_id, feedback_stats, extra }) => {
    const { answer: text } = outputs as { answer: string };
    expect(JSON.stringify(extra)).not.toMatch(/authorEmail|remoteUrl/);
    return [reference_example_id, text, feedback_stats];
  });
  expect(told.toSorted()).toEqual(
    [
      [exampleIds[0], 'answer 0', { passed: { n: 1, avg: 1 } }],
      [exampleIds[1], 'answer 1', { passed: { n: 1, avg: 0 } }],
      [exampleIds[2], 'answer 2', null],
    ].toSorted(),
  );
  expect(await runsIn(second.id)).toHaveLength(2);
  expect(second.url).toBe(`${fake.url}/o/~/datasets/${datasetId}/compare?selectedSessions=${first.id},${second.id}`);
});

it('ends with the error of an answer, and when it is stopped', async () => {
  const { id: datasetId, examples } = await evalSets().examples('support', 9, never);
  const about = { datasetId, exampleIds: examples.map(({ id }) => id), name: 'broken', beside: null };
  const broken = evalSets().experiment(about, () => Promise.reject(new Error('the model is gone')), never);
  await expect(broken).rejects.toThrow('the model is gone');

  const stop = new AbortController();
  const stopped = evalSets().experiment(
    about,
    () => {
      stop.abort(new Error('stopped'));
      return new Promise(() => {});
    },
    stop.signal,
  );
  await expect(stopped).rejects.toThrow('stopped');
});

it('says so when LangSmith does not answer', async () => {
  const gone = evalSets({ endpoint: 'http://127.0.0.1:9' });
  await expect(gone.examples('support', 9, never)).rejects.toMatchObject({ kind: 'source-unavailable' });
});
