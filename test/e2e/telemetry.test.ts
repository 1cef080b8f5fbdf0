import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import { ROOT, runNode } from '../refinery.ts';

type Seen = Readonly<{
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parent: string | null;
  attributes: Readonly<Record<string, unknown>>;
  status?: unknown;
}>;

/** A whole case of the sample on a terminal, by a process that a tracer is registered in as the page says: `node --import …`. */
/** Of what was typed, with the case. */
const CANARY = 'cannot remember past chats';
let folder: string;
let sample: Sample;
let text: string;
let spans: readonly Seen[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-spans-'));
  sample = await startSample({ dir: join(folder, 'sample') });
  const seen = join(folder, 'spans.jsonl');
  const { link, expectation } = sample.failures.find(({ name }) => name === 'memory') ?? { link: '', expectation: '' };
  const ran = await runNode(
    [
      ...['--import', join(ROOT, 'test/e2e/telemetry/record-spans.ts'), join(ROOT, 'src/cli.ts'), 'case', link],
      ...['--expected', expectation, '--repo', sample.repo, '--yes', '--dry', '--json'],
    ],
    {
      SPANS_SEEN: seen,
      LANGSMITH_API_KEY: sample.langSmith.apiKey,
      LANGSMITH_ENDPOINT: sample.langSmith.url,
      REFINERY_STAND_IN_URL: sample.model.url,
      REFINERY_OTHERS: '0',
      REFINERY_DATA: join(folder, 'data'),
    },
  );
  text = await readFile(seen, 'utf8').catch(() => Promise.reject(new Error(ran.err)));
  spans = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}, 180_000);
afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true });
});

const named = (name: RegExp) => spans.filter((span) => name.test(span.name));

it('has a span for the chapter, with each step in it, and in a step what it did', () => {
  const [chapter] = named(/^chapter diagnose$/);
  expect(chapter?.attributes).toEqual({
    'refinery.workspace': 'local',
    'refinery.case': 'RF-1',
    'refinery.chapter': 'diagnose',
  });
  const reading = named(/^step read the trace$/)[0];
  expect(reading).toMatchObject({ parent: chapter?.spanId, traceId: chapter?.traceId });
  expect(named(/^fetch from langsmith$/)[0]?.attributes).toEqual({ 'refinery.source': 'langsmith' });
  const [replay] = named(/^replay .*stand-in$/);
  expect(replay?.traceId).toBe(chapter?.traceId);
  expect(replay?.attributes['gen_ai.usage.input_tokens']).toBeGreaterThan(0);
  expect(named(/^git [a-z-]+$/).some(({ traceId }) => traceId === chapter?.traceId)).toBe(true);
  expect(spans.every(({ kind }) => kind === 0 || kind === 2)).toBe(true);
});

it('says nothing of what anybody wrote: ids, our own names and figures alone', () => {
  const { apiKey } = sample.langSmith;
  for (const secret of [CANARY, 'remember', 'Plumwick', sample.repo, folder, apiKey, 'http://', '127.0.0.1'])
    expect(text).not.toContain(secret);
  const known =
    /^(?:refinery\.(?:workspace|case|chapter|operation|source|error)|gen_ai\.(?:operation\.name|request\.model|usage\.(?:in|out)put_tokens))$/;
  expect(spans.flatMap(({ attributes }) => Object.keys(attributes)).filter((key) => !known.test(key))).toEqual([]);
  expect(text).not.toContain('"events":[{');
});
