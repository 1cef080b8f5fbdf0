import { randomUUID } from 'node:crypto';
import { Client } from 'langsmith';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LangSmithFake, startLangSmithFake } from '../../playground/langsmith-fake.ts';
import type { TraceRef } from '../../src/domain/trace.ts';
import { type LangSmithOptions, langSmith } from '../../src/sources/langsmith.ts';
import { sharedRate } from '../../src/sources/rate-limit.ts';

/** The source by the unmodified SDK, against the sample's LangSmith: conversations, large trees, lists, limits. */
const PROJECT = 'shop';
const THREAD = 'ada@example.com / 1';
const START_MS = Date.parse('2026-10-05T08:00:00Z');

let fake: LangSmithFake;
let client: Client;
let projectId: string;
let turns: readonly string[];

beforeAll(async () => {
  fake = await startLangSmithFake();
  client = new Client({ apiUrl: fake.url, apiKey: fake.apiKey, autoBatchTracing: false });
  const recorded: string[] = [];
  for (const turn of [1, 2, 3]) recorded.push(await record({ name: 'shop assistant', said: `answer ${turn}`, turn }));
  turns = recorded;
  await record({ name: 'shop assistant', said: '', turn: 4, thread: 'another', error: 'boom, ask eva@example.com' });
  await record({ name: 'night job', said: '', turn: 5, thread: 'another', error: 'boom' });
  projectId = (await client.readProject({ projectName: PROJECT })).id;
});
afterAll(() => fake.close());
afterEach(() => fake.fault(undefined));

const source = (options: LangSmithOptions = {}) =>
  langSmith({ endpoint: fake.url, apiKey: fake.apiKey, waitsMs: [10, 20], ...options });

type Turn = Readonly<{ name: string; said: string; turn: number; thread?: string; error?: string }>;

/** A trace of two runs, a minute after the one before. */
async function record({ name, said, turn, thread = THREAD, error }: Turn): Promise<string> {
  const [id, inner] = [randomUUID(), randomUUID()];
  const startMs = START_MS + turn * 60_000;
  const stamp = (ms: number) => new Date(ms).toISOString().replaceAll(/[-:.]/g, '').replace('Z', '000Z');
  const place = { trace_id: id, dotted_order: `${stamp(startMs)}${id}` };
  const common = { project_name: PROJECT, start_time: startMs, end_time: startMs + 1_000, inputs: { question: turn } };
  await client.createRun({
    ...common,
    ...place,
    id,
    name,
    run_type: 'chain',
    outputs: { said },
    extra: { metadata: { thread_id: thread } },
    ...(error && { error }),
  });
  await client.createRun({
    ...common,
    id: inner,
    trace_id: id,
    parent_run_id: id,
    dotted_order: `${place.dotted_order}.${stamp(startMs + 1)}${inner}`,
    name: 'model',
    run_type: 'llm',
    outputs: { said },
  });
  return id;
}

/** One of the runs of a trace, a kilobyte large; the first is its root. */
async function recordStep(traceId: string, number: number): Promise<void> {
  const id = number === 0 ? traceId : randomUUID();
  const place = `20261005T080000000000Z${traceId}`;
  await client.createRun({
    id,
    trace_id: traceId,
    ...(number > 0 && { parent_run_id: traceId }),
    dotted_order: number === 0 ? place : `${place}.20261005T0800${10 + Math.floor(number / 2)}000000Z${id}`,
    project_name: PROJECT,
    name: `step ${number}`,
    run_type: 'tool',
    start_time: START_MS + number,
    end_time: START_MS + number + 1,
    inputs: {},
    outputs: { text: 'x'.repeat(1_000) },
  });
}

function refTo(link: string): TraceRef {
  const ref = source().recognise(link);
  if (ref === undefined || ref === 'foreign') throw new Error(`not recognised: ${link}`);
  return ref;
}
const threadLink = (id: string) => `${fake.url}/o/~/projects/p/${projectId}/t/${encodeURIComponent(id)}`;
const traceLink = (id: string) => `${fake.url}/o/~/projects/p/${projectId}/r/${id}?trace_id=${id}`;

describe('a link to a conversation', () => {
  it('is read as one tree, its turns in order', async () => {
    const trace = await source().fetch(refTo(threadLink(THREAD)));
    expect(trace.name).toBe('conversation');
    expect(trace.mended).toEqual([]);
    const [root, ...others] = trace.runs;
    expect(root).toMatchObject({ parentId: null, inputs: { question: 1 }, outputs: { said: 'answer 3' } });
    expect(others.filter(({ parentId }) => parentId === root?.id).map(({ id }) => id)).toEqual(turns);
    expect(trace.runs).toHaveLength(1 + 3 * 2);
    expect(JSON.stringify([trace.id, root?.id])).not.toContain('ada@example.com');
  });

  it('of thirty-one turns brings the latest thirty, and says so', async () => {
    for (let turn = 1; turn <= 31; turn++) await record({ name: 'long', said: `${turn}`, turn, thread: 'long' });
    const trace = await source().fetch(refTo(threadLink('long')));
    expect(trace.runs).toHaveLength(1 + 30 * 2);
    expect(trace.runs[0]).toMatchObject({ inputs: { question: 2 }, outputs: { said: '31' } });
    expect(trace.mended).toEqual(['These are the latest 30 of 31 turns of the thread.']);
  });

  it('of one turn is that trace', async () => {
    const id = await record({ name: 'single', said: 'hello', turn: 9, thread: 'single' });
    expect(await source().fetch(refTo(threadLink('single')))).toEqual(await source().fetch(refTo(traceLink(id))));
  });

  it('that does not exist is not found', async () => {
    await expect(source().fetch(refTo(threadLink('nobody')))).rejects.toMatchObject({ kind: 'trace-not-found' });
  });
});

describe('a trace that is larger than one answer may be', () => {
  it('is read page by page, and is the same', async () => {
    const id = randomUUID();
    for (let run = 0; run < 100; run++) await recordStep(id, run);
    const before = fake.requests().length;
    const paged = await source({ maxBytes: 110_000 }).fetch(refTo(traceLink(id)));
    const asked = fake.requests().slice(before);
    expect(asked.filter((request) => request === 'POST /api/v2/runs/query')).toHaveLength(2);
    expect(paged.runs).toHaveLength(100);
    expect(paged).toEqual(await source().fetch(refTo(traceLink(id))));
  });

  it('is given up where even a page is too large, and is not asked for again', async () => {
    const before = fake.requests().length;
    await expect(source({ maxBytes: 100 }).fetch(refTo(traceLink(turns[0] ?? '')))).rejects.toMatchObject({
      kind: 'trace-unreadable',
    });
    expect(fake.requests().length - before).toBe(2);
  });
});

describe('a list of traces', () => {
  const wanted = {
    project: PROJECT,
    sinceMs: START_MS,
    untilMs: START_MS + 3_600_000,
    failedOnly: true,
    name: null,
    limit: 10,
  };

  it('names those that failed, the newest first, redacted, each with a link that leads to it', async () => {
    const found = (await source().find?.(wanted)) ?? [];
    expect(found.map(({ name, error }) => [name, error])).toEqual([
      ['night job', 'boom'],
      ['shop assistant', 'boom, ask [email-1]'],
    ]);
    expect(found[0]?.startMs).toBe(START_MS + 5 * 60_000);
    const [night] = found;
    if (!night) throw new Error('nothing found');
    expect(await source().fetch(night.ref)).toMatchObject({ name: 'night job' });
  });

  it('finds those of the same name, good ones too, within the time', async () => {
    const similar = { ...wanted, failedOnly: false, name: 'shop assistant' };
    expect(await source().find?.(similar)).toHaveLength(4);
    expect(await source().find?.({ ...similar, untilMs: START_MS + 2.5 * 60_000 })).toHaveLength(2);
    expect(await source().find?.({ ...similar, limit: 1 })).toHaveLength(1);
    expect(await source().find?.({ ...similar, name: 'a ") or eq(name, "night job' })).toEqual([]);
  });

  it('tells the beginning of what was asked, redacted, and what people said of the answer', async () => {
    const [first] = (await source().find?.({ ...wanted, failedOnly: false, name: 'shop assistant' })) ?? [];
    expect(first).toMatchObject({ asked: expect.stringContaining('question'), rating: null });
    const [, second] = (await source().find?.({ ...wanted, failedOnly: false, name: 'shop assistant' })) ?? [];
    const idOf = (line: typeof first) => /\/r\/([0-9a-f-]{36})/.exec(line?.ref.locator ?? '')?.[1] ?? '';
    const client = new Client({ apiUrl: fake.url, apiKey: fake.apiKey });
    for (const [line, score] of [
      [first, 1],
      [second, 1],
      [second, 0],
      [second, 0],
    ] as const)
      await client.createFeedback(idOf(line), 'customer', { score, sessionId: projectId });
    const rated = (await source().find?.({ ...wanted, failedOnly: false, name: 'shop assistant' })) ?? [];
    expect(rated.slice(0, 3).map(({ rating }) => rating)).toEqual(['good', 'bad', null]);
  });

  it('finds those beside a trace, by its link alone, and none beside a shared one', async () => {
    const beside = (locator: string) =>
      source().find?.({ ...wanted, failedOnly: false, project: { source: 'langsmith', locator } });
    const all = await source().find?.({ ...wanted, failedOnly: false });
    expect(await beside(traceLink(turns[0] ?? ''))).toEqual(all);
    expect(await beside(turns[0] ?? '')).toEqual(all);
    expect(await beside(`${fake.url}/public/0eeeeeee-0000-4000-8000-000000000005/r`)).toEqual([]);
  });

  it('asks for no whole inputs and no outputs', async () => {
    const bodies: string[] = [];
    const spying: typeof fetch = async (input, init) => {
      if (typeof init?.body === 'string') bodies.push(init.body);
      return fetch(input, init);
    };
    await source({ fetch: spying }).find?.(wanted);
    expect(bodies).toHaveLength(1);
    expect(JSON.parse(bodies[0] ?? '').selects).toEqual([
      ...['NAME', 'TRACE_ID', 'START_TIME', 'ERROR_PREVIEW'],
      ...['INPUTS_PREVIEW', 'FEEDBACK_STATS'],
    ]);
  });

  it('of a project that is not there is not found', async () => {
    await expect(source().find?.({ ...wanted, project: 'nobody' })).rejects.toMatchObject({ kind: 'trace-not-found' });
  });

  it('needs a key', async () => {
    const keyless = langSmith({ endpoint: fake.url });
    await expect(keyless.find?.(wanted)).rejects.toMatchObject({ kind: 'source-denied' });
  });

  it('is not asked for more often than the service allows', async () => {
    const limited = source({ queries: sharedRate({ most: 2, windowMs: 400 }) });
    const byId = { ...wanted, project: projectId };
    const began = performance.now();
    await Promise.all([1, 2, 3, 4, 5].map(() => limited.find?.(byId)));
    expect(performance.now() - began).toBeGreaterThan(790);
  });
});

describe('a service that asks for patience', () => {
  it('is given as long as it names', async () => {
    fake.fault({ kind: '429', times: 1 });
    const began = performance.now();
    expect((await source().fetch(refTo(traceLink(turns[0] ?? '')))).runs).toHaveLength(2);
    expect(performance.now() - began).toBeGreaterThan(990);
  });

  it('holds nobody up who has left', async () => {
    fake.fault({ kind: '429' });
    const left = new AbortController();
    const reading = source().fetch(refTo(traceLink(turns[0] ?? '')), left.signal);
    const began = performance.now();
    setImmediate(() => left.abort(new Error('Ctrl-C')));
    await expect(reading).rejects.toThrow('Ctrl-C');
    expect(performance.now() - began).toBeLessThan(900);
  });
});
