import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { langfuse } from '../../src/formats/langfuse.ts';
import { langSmithExport } from '../../src/formats/langsmith-export.ts';
import type { TraceSource } from '../../src/ports.ts';
import { langfuseTraces } from '../../src/sources/langfuse.ts';
import { langSmith } from '../../src/sources/langsmith.ts';
import { traceFile } from '../../src/sources/trace-file.ts';
import { KEYS, serveLangfuse } from './serve-langfuse.ts';
import { KEY, PROJECT, send, serveLangSmith, TOKEN } from './serve-langsmith.ts';

const TRACE = '0ddddddd-0000-4000-8000-000000000001';
const MODEL_RUN = '0ddddddd-0000-4000-8000-000000000002';
const ABSENT = '0ddddddd-0000-4000-8000-00000000dead';

/** Newest first, as LangSmith lists them. */
const RUNS: readonly JsonObject[] = [
  {
    id: MODEL_RUN,
    trace_id: TRACE,
    project_id: PROJECT,
    parent_run_ids: [TRACE],
    name: 'model',
    run_type: 'LLM',
    status: 'SUCCESS',
    start_time: '2026-10-05T08:00:01.000001Z',
    end_time: '2026-10-05T08:00:02.000Z',
    inputs: { messages: [{ role: 'user', content: 'Is order 9007199254740993 on its way?' }] },
    outputs: { choices: [{ message: { role: 'assistant', content: 'Yes.' } }] },
    metadata: { ls_model_name: 'small-1' },
    prompt_tokens: 20,
    completion_tokens: 2,
  },
  {
    id: TRACE,
    trace_id: TRACE,
    project_id: PROJECT,
    parent_run_ids: [],
    name: 'shop assistant',
    run_type: 'CHAIN',
    status: 'SUCCESS',
    start_time: '2026-10-05T08:00:00.000Z',
    end_time: '2026-10-05T08:00:03.000Z',
    inputs: { input: 'Is my order on its way?' },
    outputs: { output: 'Yes.' },
  },
];

/** The same, as Langfuse tells it. */
const OBSERVATIONS: readonly JsonObject[] = RUNS.map((run) => ({
  id: run.id ?? null,
  traceId: TRACE,
  parentObservationId: run.id === TRACE ? null : TRACE,
  type: run.id === TRACE ? 'CHAIN' : 'GENERATION',
  name: run.name ?? null,
  startTime: run.start_time ?? null,
  endTime: run.end_time ?? null,
  input: run.inputs ?? null,
  output: run.outputs ?? null,
  ...(run.id === MODEL_RUN && { model: 'small-1', usageDetails: { input: 20, output: 2 } }),
}));

let folder: string;
let fuse: Awaited<ReturnType<typeof serveLangfuse>>;
let server: Awaited<ReturnType<typeof serveLangSmith>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-traces-'));
  server = await serveLangSmith(RUNS);
  const about = { id: TRACE, name: 'shop assistant', timestamp: '2026-10-05T08:00:00.000Z', projectId: 'p1' };
  fuse = await serveLangfuse(about, OBSERVATIONS);
});
afterAll(async () => {
  await server.close();
  await fuse.close();
  await rm(folder, { recursive: true });
});
afterEach(() => server.fail(undefined));

const smith = (options: { apiKey?: string; timeoutMs?: number } = {}) =>
  langSmith({ endpoint: server.url, apiKey: KEY, waitsMs: [10, 20], ...options });
const files = traceFile([langSmithExport]);

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function fetchFrom(source: TraceSource, text: string, signal?: AbortSignal) {
  const ref = source.recognise(text);
  if (ref === undefined || ref === 'foreign') throw new Error(`${source.name} does not recognise ${text}`);
  return source.fetch(ref, signal);
}

describe.each<[string, () => TraceSource, () => Promise<string>, () => Promise<string>]>([
  [
    'a trace file',
    () => files,
    () => fileOf('trace.json', JSON.stringify(RUNS)),
    async () => join(folder, 'absent.json'),
  ],
  [
    'LangSmith',
    smith,
    async () => server.link(`/r/${MODEL_RUN}?trace_id=${TRACE}`),
    async () => server.link(`/r/${ABSENT}?trace_id=${ABSENT}`),
  ],
  [
    'Langfuse',
    () => langfuseTraces({ host: fuse.url, ...KEYS, format: langfuse, waitsMs: [10, 20] }),
    async () => fuse.link(TRACE),
    async () => fuse.link(ABSENT),
  ],
])('every source: %s', (_name, source, known, unknown) => {
  it('fetches the whole trace, parents first', async () => {
    const trace = await fetchFrom(source(), await known());
    expect(trace).toMatchObject({ id: TRACE, name: 'shop assistant', mended: [] });
    expect(trace.runs).toMatchObject([
      { id: TRACE, parentId: null, kind: 'chain', status: 'ok', inputs: RUNS[1]?.inputs, outputs: RUNS[1]?.outputs },
      {
        id: MODEL_RUN,
        parentId: TRACE,
        kind: 'llm',
        model: 'small-1',
        usage: { inputTokens: 20, outputTokens: 2 },
        inputs: RUNS[0]?.inputs,
        outputs: RUNS[0]?.outputs,
      },
    ]);
  });

  it('names itself in what it recognises, and fetches it again by that alone', async () => {
    const ref = source().recognise(await known());
    expect(ref).toMatchObject({ source: source().name });
    const stored = JSON.parse(JSON.stringify(ref));
    expect(await source().fetch(stored)).toEqual(await source().fetch(stored));
  });

  it('says that a trace is not there', async () => {
    await expect(fetchFrom(source(), await unknown())).rejects.toMatchObject({
      kind: expect.stringMatching(/^(trace|file)-not-found$/),
    });
  });

  it('stops when the caller has left', async () => {
    const left = AbortSignal.abort(new Error('Ctrl-C'));
    await expect(fetchFrom(source(), await known(), left)).rejects.toThrow('Ctrl-C');
  });

  it.each(['', 'hello', 'expected: a better answer', 'https://example.com/trace', 'javascript:alert(1)'])(
    'leaves %j to others',
    (text) => {
      expect(source().recognise(text)).toBeUndefined();
    },
  );
});

describe('LangSmith, by any link', () => {
  it.each([
    ['a run, without its trace', () => server.link(`/r/${MODEL_RUN}`)],
    ['a peeked run of 2026', () => server.link(`?peek=20261005T080001000001Z${MODEL_RUN}`)],
    ['a bare run id', () => MODEL_RUN],
    ['a project by name', () => `${server.url}/o/~/projects/p/shop/r/${MODEL_RUN}`],
    ['as Slack writes it', () => `<${server.link(`?poll=true&amp;peek=${MODEL_RUN}`)}|trace>`],
  ])('%s', async (_what, link) => {
    expect((await fetchFrom(smith(), link())).runs).toHaveLength(2);
  });

  it('reads a shared trace whole, without a key', async () => {
    const trace = await fetchFrom(langSmith({ endpoint: server.url }), `${server.url}/public/${TOKEN}/r`);
    expect(trace.runs.map(({ outputs }) => outputs)).toEqual([RUNS[1]?.outputs, RUNS[0]?.outputs]);
  });

  it('keeps whole numbers exact', async () => {
    server.fail((_request, response) =>
      send(response, 200, `{"items":[{"id":"${TRACE}","run_type":"TOOL","outputs":{"order":9007199254740993}}]}`),
    );
    const trace = await fetchFrom(smith(), server.link(`/r/${TRACE}?trace_id=${TRACE}`));
    expect(trace.runs[0]?.outputs).toEqual({ order: '9007199254740993' });
  });

  it('asks for a trace once, and for nothing besides', async () => {
    const before = server.requests.length;
    await fetchFrom(smith(), server.link(`/r/${MODEL_RUN}?trace_id=${TRACE}`));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.requests.slice(before)).toEqual([`GET /api/v2/traces/${TRACE}/runs`]);
  });

  it.each([
    ['a project', () => server.link('')],
    ['a conversation without an id', () => server.link('/t/%00')],
  ])('asks for a narrower link than one to %s', async (_what, link) => {
    await expect(fetchFrom(smith(), link())).rejects.toMatchObject({ kind: 'link-too-wide' });
  });
});

describe('LangSmith in trouble', () => {
  const link = () => server.link(`/r/${MODEL_RUN}?trace_id=${TRACE}`);
  const failing = (kind: string) => expect(fetchFrom(smith(), link())).rejects.toMatchObject({ kind });

  it.each([
    [401, 'source-denied'],
    [403, 'source-denied'],
    [404, 'trace-not-found'],
    [422, 'trace-not-found'],
    [429, 'source-unavailable'],
    [500, 'source-unavailable'],
    [503, 'source-unavailable'],
  ])('%d is %s, soon', async (status, kind) => {
    server.fail((_request, response) => send(response, status, { detail: 'no' }, { 'retry-after': '60' }));
    const began = performance.now();
    await failing(kind);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('is tried again when it fails once', async () => {
    let failed = false;
    server.fail((_request, response) => {
      server.fail(undefined);
      failed = true;
      send(response, 502, '<html>Bad gateway</html>', { 'content-type': 'text/html' });
    });
    expect((await fetchFrom(smith(), link())).runs).toHaveLength(2);
    expect(failed).toBe(true);
  });

  it.each([
    ['a web page', '<!doctype html><title>Log in</title>', 'text/html'],
    ['broken JSON', '{"items": [', 'application/json'],
    ['nothing', '', 'application/json'],
  ])('answers %s', async (_what, body, type) => {
    server.fail((_request, response) => send(response, 200, body, { 'content-type': type }));
    await failing('source-unavailable');
  });

  it('answers with no runs at all', async () => {
    server.fail((_request, response) => send(response, 200, { items: [] }));
    await failing('trace-not-found');
  });

  it('breaks off in the middle', async () => {
    server.fail((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"items": [');
      setTimeout(() => response.destroy(), 10);
    });
    await failing('source-unavailable');
  });

  it.each([
    ['never answers', false],
    ['begins, and never ends', true],
  ])('%s: given up in time', async (_what, begins) => {
    server.fail((_request, response) => {
      if (begins) response.writeHead(200, { 'content-type': 'application/json' }).write('{"items": [');
    });
    const began = performance.now();
    await expect(fetchFrom(smith({ timeoutMs: 300 }), link())).rejects.toMatchObject({ kind: 'source-unavailable' });
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it('carries the key to no other host', async () => {
    const thief = await serveLangSmith(RUNS);
    server.fail((_request, response) =>
      send(response, 307, '', { location: `${thief.url}/api/v2/traces/${TRACE}/runs` }),
    );
    await failing('source-unavailable');
    expect(thief.requests).toEqual([]);
    await thief.close();
  });

  it('is offline', async () => {
    const gone = await serveLangSmith([]);
    await gone.close();
    const source = langSmith({ endpoint: gone.url, apiKey: KEY, waitsMs: [10] });
    await expect(fetchFrom(source, gone.link(`/r/${TRACE}`))).rejects.toMatchObject({ kind: 'source-unavailable' });
  });

  it('is not asked without a key', async () => {
    const before = server.requests.length;
    const source = langSmith({ endpoint: server.url });
    await expect(fetchFrom(source, link())).rejects.toMatchObject({ kind: 'source-denied' });
    expect(server.requests).toHaveLength(before);
  });

  it('does not accept the key, and the key stands in no message', async () => {
    const error = await fetchFrom(smith({ apiKey: 'wrong-key' }), link()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'source-denied' });
    expect(String(error)).not.toContain('wrong-key');
  });
});

describe('a trace file', () => {
  const text = JSON.stringify(RUNS);

  it.each<[string, string | Uint8Array]>([
    ['lines.jsonl', RUNS.map((run) => JSON.stringify(run)).join('\n')],
    ['zipped.json.gz', gzipSync(text)],
    ['zipped-but-not-so-called.json', gzipSync(text)],
    ['marked.json', `\uFEFF${text}`],
    ['from-windows.json', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['with spaces, ü and #.json', text],
  ])('%s', async (name, content) => {
    const path = await fileOf(name, content);
    expect((await fetchFrom(files, path)).runs).toHaveLength(2);
    expect((await fetchFrom(files, pathToFileURL(path).href)).runs).toHaveLength(2);
  });

  it('takes the largest of several traces, and says so', async () => {
    const other = { ...RUNS[1], id: ABSENT, trace_id: ABSENT };
    const trace = await fetchFrom(files, await fileOf('two.json', JSON.stringify([other, ...RUNS])));
    expect(trace.id).toBe(TRACE);
    expect(trace.mended).toEqual(['There are 2 traces in it; this is the largest, with 2 of 3 runs.']);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['empty.json', '', 'it is empty'],
    ['page.json', '<!DOCTYPE html><html></html>', 'it is a web page'],
    ['cut.json', text.slice(0, 300), 'breaks off'],
    ['other.json', '{"name": "a package", "version": "1"}', 'an object with name, version), but no trace'],
    ['list.json', '[1, 2]', 'a list of 2), but no trace'],
    ['deep.json', '['.repeat(100_000), 'nested more than'],
    ['noise.json', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 254]), 'it is no JSON'],
    ['broken.json.gz', gzipSync(text).subarray(0, 60), 'it is gzipped, but broken'],
  ])('%s is refused: it looks like what it is', async (name, content, looks) => {
    const path = await fileOf(name, content);
    await expect(fetchFrom(files, path)).rejects.toMatchObject({
      kind: 'trace-unreadable',
      detail: expect.stringMatching(`${name}.*${looks.replaceAll(/[()]/g, '\\$&')}`),
    });
  });

  it('refuses folders and devices', async () => {
    await expect(fetchFrom(files, `${folder}/`)).rejects.toMatchObject({ kind: 'trace-unreadable' });
    await expect(fetchFrom(files, '/dev/zero')).rejects.toMatchObject({ kind: 'trace-unreadable' });
  });

  it('refuses more than it may hold, before and after it is unpacked', async () => {
    const small = traceFile([langSmithExport], 1_000);
    const large = await fileOf('large.json', ' '.repeat(1_001));
    const bomb = await fileOf('bomb.json.gz', gzipSync(' '.repeat(100_000)));
    await expect(fetchFrom(small, large)).rejects.toMatchObject({
      detail: expect.stringContaining('larger than 1000'),
    });
    await expect(fetchFrom(small, bomb)).rejects.toMatchObject({ detail: expect.stringContaining('larger than 1000') });
  });

  it.each([
    'file://evil.example/etc/trace.json',
    'C\u0000.json',
    '<a/b>',
    'ftp://host/trace.json',
    'https:/typo/trace.json',
  ])('does not take %j', (path) => {
    expect(files.recognise(path)).toBeUndefined();
  });
});
