import { randomUUID } from 'node:crypto';
import { Client } from 'langsmith';
import { traceable } from 'langsmith/traceable';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LangSmithFake, startLangSmithFake } from '../../playground/langsmith-fake.ts';

/**
 * The unmodified SDK against the fake. What the fake demands and leaves out follows
 * `_openapi_client/resources/{runs,traces,public}` of langsmith 0.10.5, the migration guide
 * https://docs.langchain.com/langsmith/smithdb-sdk-migration and, for refusals of a key,
 * https://github.com/langchain-ai/langsmith-sdk/issues/666 and issues/2492.
 */

const PROJECT = 'contract';
const SELECTS = [
  'ID',
  'NAME',
  'RUN_TYPE',
  'STATUS',
  'INPUTS',
  'OUTPUTS',
  'ERROR',
  'PARENT_RUN_IDS',
  'DOTTED_ORDER',
] as const;

let fake: LangSmithFake;
let client: Client;
let projectId: string;
/** A trace with a chain, an LLM run with usage, and a tool that failed. */
let traceId: string;

beforeAll(async () => {
  fake = await startLangSmithFake();
  client = clientOf(fake.apiKey);
  traceId = await recordTrace(client);
  projectId = (await client.readProject({ projectName: PROJECT })).id;
});
afterAll(() => fake.close());
afterEach(() => fake.fault(undefined));

describe('recording', () => {
  it('takes whole traces as the SDK sends them: multipart, packed', async () => {
    expect(fake.requests()).toContain('POST /runs/multipart');
    const [root, llm, tool] = fake.exportTrace(traceId);
    expect(root).toMatchObject({ name: 'agent', run_type: 'chain', status: 'success', parent_run_id: null });
    expect(root).toMatchObject({ inputs: { input: 'hi' }, outputs: { said: 'hello' }, total_tokens: 15 });
    expect(llm).toMatchObject({ name: 'model', run_type: 'llm', parent_run_ids: [traceId], prompt_tokens: 12 });
    expect(tool).toMatchObject({ name: 'look', run_type: 'tool', status: 'error', error: 'Error: nothing there' });
    expect(tool?.dotted_order).toMatch(new RegExp(`^\\d{8}T\\d{12}Z${traceId}\\.\\d{8}T\\d{12}Z${tool?.id}$`));
  });

  it('takes single runs and changes to them', async () => {
    const plain = new Client({ apiUrl: fake.url, apiKey: fake.apiKey, autoBatchTracing: false });
    const id = randomUUID();
    await plain.createRun({ id, name: 'one', run_type: 'tool', inputs: { a: 1 }, project_name: PROJECT });
    expect(fake.exportTrace(id)[0]).toMatchObject({ status: 'pending', end_time: null, outputs: null });
    await plain.updateRun(id, { outputs: { b: 2 }, end_time: Date.now() });
    expect(fake.exportTrace(id)[0]).toMatchObject({ status: 'success', inputs: { a: 1 }, outputs: { b: 2 } });
    expect(fake.requests()).toEqual(expect.arrayContaining(['POST /runs', `PATCH /runs/${id}`]));
  });

  it('takes batches, changes before the run itself too', async () => {
    const plain = new Client({ apiUrl: fake.url, apiKey: fake.apiKey, autoBatchTracing: false });
    const id = randomUUID();
    const place = { trace_id: id, dotted_order: `20260101T000000000000Z${id}` };
    await plain.batchIngestRuns({ runUpdates: [{ id, ...place, outputs: { b: 2 } }] });
    expect(fake.exportTrace(id)).toEqual([]);
    const run = { id, ...place, name: 'late', run_type: 'chain', inputs: {}, start_time: '2026-01-01T00:00:00.5' };
    await plain.batchIngestRuns({ runCreates: [run] });
    expect(fake.exportTrace(id)[0]).toMatchObject({
      name: 'late',
      outputs: { b: 2 },
      start_time: '2026-01-01T00:00:00.500000',
    });
  });

  it.each([
    ['POST', '/runs', '{"name":"no id"}'],
    ['POST', '/runs/batch', '[]'],
    ['POST', '/runs/multipart', 'no form'],
    ['PATCH', '/runs/nobody', '{}'],
    ['POST', '/runs/query', '{"session":["no uuid"]}'],
  ])('refuses what is broken: %s %s %s', async (method, path, body) => {
    const headers = { 'x-api-key': fake.apiKey, 'content-type': 'multipart/form-data; boundary=b' };
    const response = await fetch(`${fake.url}${path}`, { method, headers, body });
    expect([response.status, await response.json()]).toEqual([
      422,
      { detail: [expect.objectContaining({ type: 'value_error' })] },
    ]);
  });

  it('counts a body that lies about being packed as too large to read', async () => {
    const headers = { 'x-api-key': fake.apiKey, 'content-encoding': 'gzip' };
    const response = await fetch(`${fake.url}/runs`, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(413);
  });
});

describe('reading by the SmithDB API', () => {
  it('lists the runs of a trace in the order of their start', async () => {
    const { items } = await client.traces.listRuns(traceId, { project_id: projectId, selects: [...SELECTS] });
    expect(items?.map(({ name, run_type, status }) => [name, run_type, status])).toEqual([
      ['agent', 'CHAIN', 'SUCCESS'],
      ['model', 'LLM', 'SUCCESS'],
      ['look', 'TOOL', 'ERROR'],
    ]);
    expect(items?.[2]).toMatchObject({ error: 'Error: nothing there', parent_run_ids: [traceId] });
  });

  it('gives ids alone without selects', async () => {
    const { items } = await client.traces.listRuns(traceId, { project_id: projectId });
    expect(items?.map((run) => Object.keys(run))).toEqual([['id'], ['id'], ['id']]);
    expect(await client.runs.retrieve(traceId, { project_id: projectId })).toEqual({ id: traceId });
  });

  it('retrieves one run', async () => {
    const run = await client.runs.retrieve(traceId, {
      project_id: projectId,
      selects: ['NAME', 'TOTAL_TOKENS', 'IS_ROOT'],
    });
    expect(run).toEqual({ name: 'agent', total_tokens: 15, is_root: true });
  });

  it('pages through a query by cursor, the newest first', async () => {
    const found = [];
    const query = { project_ids: [projectId], trace_id: traceId, page_size: 1, selects: ['NAME' as const] };
    for await (const run of client.runs.query(query)) found.push(run.name);
    expect(found).toEqual(['look', 'model', 'agent']);
  });

  it('looks back one day unless told otherwise', async () => {
    const id = randomUUID();
    const run = {
      id,
      name: 'old',
      run_type: 'chain',
      inputs: {},
      start_time: '2024-05-01T00:00:00Z',
      project_name: PROJECT,
    };
    await new Client({ apiUrl: fake.url, apiKey: fake.apiKey, autoBatchTracing: false }).createRun(run);
    const ids = async (more: object) => {
      const page = await client.runs.query({ project_ids: [projectId], ids: [id], ...more });
      return page.items.length;
    };
    expect(await ids({})).toBe(0);
    expect(await ids({ min_start_time: '2024-01-01T00:00:00Z' })).toBe(1);
    expect(await ids({ min_start_time: '2024-01-01T00:00:00Z', max_start_time: '2024-02-01T00:00:00Z' })).toBe(0);
  });

  it.each([
    [{ filter: 'eq(status, "error")' }, ['look']],
    [{ filter: 'and(eq(run_type, "llm"), neq(name, "other"))' }, ['model']],
    [{ filter: 'or(eq(name, "look"), in(name, ["model", "x"]))' }, ['look', 'model']],
    [{ filter: 'not(eq(is_root, false))' }, ['agent']],
    [{ filter: 'has(tags, "sample")' }, ['agent']],
    [{ filter: 'gte(latency, 1000)' }, []],
    [{ has_error: true }, ['look']],
    [{ is_root: true }, ['agent']],
    [{ run_type: 'TOOL' as const }, ['look']],
    [{ trace_filter: 'eq(name, "agent")', run_type: 'LLM' as const }, ['model']],
    [{ tree_filter: 'eq(name, "nobody")' }, []],
  ])('filters: %j', async (filter, names) => {
    const page = await client.runs.query({ project_ids: [projectId], trace_id: traceId, selects: ['NAME'], ...filter });
    expect(page.items.map(({ name }) => name)).toEqual(names);
  });

  it('gives the link to a run', async () => {
    const { url } = await client.runs.getURL(traceId, { project_id: projectId, trace_id: traceId });
    expect(url).toBe(fake.linkTo(traceId));
  });
});

describe('what the SmithDB API refuses', () => {
  const anybody = randomUUID();

  it.each<[string, number, (client: Client) => Promise<unknown>]>([
    ['a trace without its project', 422, (it) => it.traces.listRuns(traceId, { project_id: '' })],
    ['a run without its project', 422, (it) => it.runs.retrieve(traceId, { project_id: 'contract' })],
    ['a query without a project', 422, (it) => it.runs.query({ trace_id: traceId })],
    [
      'a query with a project and a dataset',
      422,
      (it) => it.runs.query({ project_ids: [projectId], reference_dataset_id: anybody }),
    ],
    [
      'lower-case selects',
      422,
      (it) => it.runs.retrieve(traceId, { project_id: projectId, selects: ['name' as 'NAME'] }),
    ],
    ['lower-case kinds', 422, (it) => it.runs.query({ project_ids: [projectId], run_type: 'llm' as 'LLM' })],
    ['an id that is none', 422, (it) => it.runs.retrieve('nobody', { project_id: projectId })],
    [
      'half a window',
      422,
      (it) => it.traces.listRuns(traceId, { project_id: projectId, min_start_time: '2026-01-01T00:00:00Z' }),
    ],
    ['a page of nothing', 422, (it) => it.runs.query({ project_ids: [projectId], page_size: 0 })],
    ['a cursor of its own making', 400, (it) => it.runs.query({ project_ids: [projectId], cursor: 'mine' })],
    ['a filter that is none', 400, (it) => it.runs.query({ project_ids: [projectId], filter: 'eq(name' })],
    [
      'a filter over something unknown',
      400,
      (it) => it.runs.query({ project_ids: [projectId], filter: 'eq(constructor, "x")' }),
    ],
    ['an unknown trace', 404, (it) => it.traces.listRuns(anybody, { project_id: projectId })],
    ['an unknown run', 404, (it) => it.runs.retrieve(anybody, { project_id: projectId })],
    ['a run of another project', 404, (it) => it.runs.retrieve(traceId, { project_id: anybody })],
    ['an unknown share link', 404, (it) => it.public.runs.query(anybody, {})],
  ])('%s: %i', async (_what, status, ask) => {
    await expect(ask(client)).rejects.toMatchObject({ status });
  });

  it('a key that is wrong: 401; one of another workspace: 403', async () => {
    const ask = (key: string) => clientOf(key).runs.retrieve(traceId, { project_id: projectId });
    await expect(ask('lsv2_sk_wrong')).rejects.toMatchObject({ status: 401, error: { detail: 'Invalid token' } });
    await expect(ask(fake.strangerKey)).rejects.toMatchObject({ status: 403, error: { detail: 'Forbidden' } });
  });
});

describe('reading by the older API', () => {
  it('reads a run with its children', async () => {
    const run = await client.readRun(traceId, { loadChildRuns: true });
    expect(run.child_runs?.map(({ name }) => name)).toEqual(['model', 'look']);
    expect(run.start_time).toMatch(/Z$/);
  });

  it('lists runs, with and without /api/v1 in the endpoint', async () => {
    for (const apiUrl of [fake.url, `${fake.url}/api/v1`]) {
      const names = [];
      const older = new Client({ apiUrl, apiKey: fake.apiKey });
      for await (const run of older.listRuns({ projectName: PROJECT, traceId })) names.push(run.name);
      expect(names).toEqual(['look', 'model', 'agent']);
      const { items } = await older.traces.listRuns(traceId, { project_id: projectId });
      expect(items).toHaveLength(3);
    }
  });

  it('refuses unknown runs, unbounded lists and pages over 100', async () => {
    const quick = new Client({ apiUrl: fake.url, apiKey: fake.apiKey, callerOptions: { maxRetries: 0 } });
    const list = (props: Parameters<Client['listRuns']>[0]) => Array.fromAsync(quick.listRuns(props));
    await expect(quick.readRun(randomUUID())).rejects.toMatchObject({ status: 404 });
    await expect(list({})).rejects.toThrow('At least one of');
    await expect(list({ projectId, limit: 101 })).rejects.toMatchObject({ status: 422 });
    await expect(clientOf('wrong').readRun(traceId)).rejects.toMatchObject({ status: 401 });
  });
});

describe('sharing', () => {
  it('makes a trace public until it is taken back', async () => {
    const { share_token: token = '' } = await client.runs.share.create(traceId, {
      session_id: projectId,
      trace_id: traceId,
    });
    const stranger = new Client({ apiUrl: fake.url, apiKey: 'nobody' });
    const { items = [] } = await stranger.public.runs.query(token, {
      selects: ['ID', 'NAME', 'START_TIME', 'PARENT_RUN_ID'],
    });
    expect(items.map(({ name }) => name)).toEqual(['agent', 'model', 'look']);

    const [root] = items;
    const selects = ['NAME', 'INPUTS', 'OUTPUTS'];
    const whole = { share_token: token, start_time: root?.start_time ?? '', selects };
    expect(await stranger.public.runs.retrieve(traceId, whole)).toMatchObject({
      name: 'agent',
      inputs: { input: 'hi' },
    });
    await expect(
      stranger.public.runs.retrieve(traceId, { ...whole, start_time: '2020-01-01T00:00:00Z' }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(stranger.public.runs.query(token, { selects: ['INPUTS' as 'ID'] })).rejects.toMatchObject({
      status: 422,
    });

    const shared = await client.runs.retrieve(traceId, { project_id: projectId, selects: ['SHARE_URL'] });
    expect(shared.share_url).toBe(`${fake.url}/public/${token}/r`);
    expect((await fetch(shared.share_url ?? '')).status).toBe(200);

    await client.runs.share.delete(traceId, { session_id: projectId });
    await expect(stranger.public.runs.query(token, {})).rejects.toMatchObject({ status: 404 });
  });

  it('by the older methods as well', async () => {
    const link = await client.shareRun(traceId);
    const token = link.split('/').at(-2) ?? '';
    expect(await client.readRunSharedLink(traceId)).toBe(link);
    const response = await fetch(`${fake.url}/public/${token}/runs?id=${traceId}`);
    expect(await response.json()).toMatchObject([{ id: traceId, share_token: token }]);
    // langsmith 0.10.5 asks for `/runsshare_token=…`, a path that no server knows.
    await expect(client.listSharedRuns(token)).rejects.toMatchObject({ status: 404 });
    await client.unshareRun(traceId);
    expect(await client.readRunSharedLink(traceId)).toBeUndefined();
  });
});

describe('links', () => {
  it('show the trace to a person, nothing of it as markup', async () => {
    const page = await fetch(fake.linkTo(traceId));
    const text = await page.text();
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(text).toContain('nothing there');
    expect(text).toContain('&#60;b&#62;bold&#60;/b&#62;');
    expect(text).not.toContain('<b>bold</b>');
  });

  it('to nothing say so', async () => {
    const page = await fetch(fake.linkTo(traceId).replaceAll(traceId, randomUUID()));
    expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('no such run')]);
    expect(() => fake.linkTo(randomUUID())).toThrow('was recorded');
  });
});

describe('faults', () => {
  const ask = () => fetch(`${fake.url}/runs/${traceId}`, { headers: { 'x-api-key': fake.apiKey } });

  it.each([
    ['html', 200, 'text/html'],
    ['half-json', 200, 'application/json'],
    ['429', 429, 'application/json'],
    ['500', 500, 'application/json'],
    ['401', 401, 'application/json'],
  ] as const)('%s', async (kind, status, type) => {
    fake.fault({ kind });
    const response = await ask();
    expect([response.status, response.headers.get('content-type')]).toEqual([status, expect.stringContaining(type)]);
    if (kind === 'half-json') await expect(response.json()).rejects.toThrow();
  });

  it('offline, after some good answers, for some time', async () => {
    fake.fault({ kind: 'offline', after: 1, times: 1 });
    expect((await ask()).status).toBe(200);
    await expect(ask()).rejects.toThrow();
    expect((await ask()).status).toBe(200);
  });

  it('slow, but not past its own end', async () => {
    fake.fault({ kind: 'slow', delayMs: 50 });
    const started = performance.now();
    expect((await ask()).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(45);

    const other = await startLangSmithFake();
    other.fault({ kind: 'slow' });
    const waiting = fetch(`${other.url}/info`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await other.close();
    await expect(waiting).rejects.toThrow();
  });
});

describe('where it listens', () => {
  it('takes the wanted port if it is free, else another', async () => {
    const port = Number(new URL(fake.url).port);
    const other = await startLangSmithFake({ port });
    expect(other.url).not.toBe(fake.url);
    expect((await fetch(`${other.url}/info`)).status).toBe(200);
    await other.close();
    const again = await startLangSmithFake({ port: Number(new URL(other.url).port) });
    expect(again.url).toBe(other.url);
    await again.close();
  });
});

/** Without retries, so that a refusal is seen at once. */
function clientOf(apiKey: string): Client {
  return new Client({ apiUrl: fake.url, apiKey, callerOptions: { maxRetries: 0 } });
}

async function recordTrace(recorder: Client): Promise<string> {
  const common = { client: recorder, project_name: PROJECT, tracingEnabled: true };
  const usage = { input_tokens: 12, output_tokens: 3, total_tokens: 15 };
  const model = traceable(async (_asked: object) => ({ text: '<b>bold</b>', usage_metadata: usage }), {
    ...common,
    name: 'model',
    run_type: 'llm',
  });
  const look = traceable(
    async (_key: string) => {
      throw new Error('nothing there');
    },
    { ...common, name: 'look', run_type: 'tool' },
  );
  const id = randomUUID();
  const agent = traceable(
    async (_message: string) => {
      await model({ messages: [] });
      await look('x').catch(() => undefined);
      return { said: 'hello' };
    },
    { ...common, name: 'agent', run_type: 'chain', tags: ['sample'], id, trace_id: id },
  );
  await agent('hi');
  await recorder.awaitPendingTraceBatches();
  return id;
}
