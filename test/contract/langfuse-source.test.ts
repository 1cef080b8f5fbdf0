import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { langfuse } from '../../src/formats/langfuse.ts';
import { askLangfuseProject, langfuseTraces } from '../../src/sources/langfuse.ts';
import { KEYS, serveLangfuse } from './serve-langfuse.ts';
import { send } from './serve-langsmith.ts';

/** What only Langfuse has; what every source does is in `trace-source.test.ts`. */
const TRACE = {
  id: '0af7651916cd43dd8448eb211c80319c',
  name: 'shop',
  timestamp: '2026-10-05T08:00:00.000Z',
  projectId: 'p1',
};
const OBSERVATIONS: readonly JsonObject[] = Array.from({ length: 250 }, (_, index) => ({
  id: `o${index}`,
  traceId: TRACE.id,
  type: index === 0 ? 'AGENT' : 'TOOL',
  name: `step ${index}`,
  parentObservationId: index === 0 ? null : 'o0',
  startTime: new Date(Date.parse(TRACE.timestamp) + index).toISOString(),
  endTime: new Date(Date.parse(TRACE.timestamp) + index + 1).toISOString(),
  input: { order: index },
  output: 'done',
}));

type Server = Awaited<ReturnType<typeof serveLangfuse>>;
let server: Server;
beforeAll(async () => {
  server = await serveLangfuse(TRACE, OBSERVATIONS);
});
afterAll(() => server.close());
afterEach(() => server.fail(undefined));

async function read(at: Server, options: Partial<Parameters<typeof langfuseTraces>[0]> = {}, link = at.link(TRACE.id)) {
  const source = langfuseTraces({ host: at.url, ...KEYS, format: langfuse, waitsMs: [10, 20], ...options });
  const ref = source.recognise(link);
  if (ref === undefined || ref === 'foreign') throw new Error(`not recognised: ${link}`);
  return source.fetch(ref);
}

describe('a trace of Langfuse', () => {
  it('is read page by page, all of it', async () => {
    server.requests.length = 0;
    const trace = await read(server);
    expect(trace.runs.map(({ id }) => id)).toEqual(OBSERVATIONS.map(({ id }) => id));
    expect(trace).toMatchObject({ id: TRACE.id, mended: [] });
    expect(server.requests.map((request) => request.replace(/.*\/api\/public\//, ''))).toEqual([
      `traces/${TRACE.id}?fields=core,io`,
      ...[1, 2, 3].map((page) => `observations?traceId=${TRACE.id}&page=${page}&limit=100`),
    ]);
  });

  it('of a server that brings all at once is read at once, and is the same', async () => {
    const older = await serveLangfuse(TRACE, OBSERVATIONS, { knowsFields: false });
    expect(await read(older)).toEqual(await read(server));
    expect(older.requests).toHaveLength(1);
    await older.close();
  });

  it('is read from the link of a list that it is open in', async () => {
    const peeked = `<${server.url}/project/p1/traces?filter=x&amp;peek=${TRACE.id}|the trace>`;
    expect((await read(server, {}, peeked)).runs).toHaveLength(250);
  });

  it('keeps whole numbers exact', async () => {
    server.fail((_request, response) =>
      send(
        response,
        200,
        `{"id":"${TRACE.id}","timestamp":"${TRACE.timestamp}","projectId":"p","input":9007199254740993}`,
      ),
    );
    expect((await read(server)).runs[0]?.inputs).toBe('9007199254740993');
  });
});

describe('Langfuse in trouble', () => {
  it.each([
    [401, 'source-denied'],
    [403, 'source-denied'],
    [404, 'trace-not-found'],
    [429, 'source-unavailable'],
    [500, 'source-unavailable'],
  ])('%d is %s, and says who answered', async (status, kind) => {
    server.fail((_request, response) => send(response, status, { message: 'no' }));
    await expect(read(server)).rejects.toMatchObject({ kind, detail: expect.stringContaining('Langfuse') });
  });

  it('carries its keys to no other host', async () => {
    const thief = await serveLangfuse(TRACE, OBSERVATIONS);
    server.fail((_request, response) => send(response, 307, '', { location: `${thief.url}/api/public/traces/x` }));
    await expect(read(server)).rejects.toMatchObject({ kind: 'source-unavailable' });
    expect(thief.requests).toEqual([]);
    await thief.close();
  });

  it('is not asked without both keys, and no key stands in a message', async () => {
    server.requests.length = 0;
    await expect(read(server, { secretKey: undefined })).rejects.toMatchObject({ kind: 'source-denied' });
    expect(server.requests).toEqual([]);
    const error = await read(server, { secretKey: 'sk-lf-wrong' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'source-denied' });
    expect(String(error)).not.toContain('sk-lf');
  });

  it('gives up in time', async () => {
    server.fail(() => undefined);
    await expect(read(server, { timeoutMs: 200 })).rejects.toMatchObject({ kind: 'source-unavailable' });
  });
});

describe('the keys of Langfuse', () => {
  const ask = (secretKey: string | undefined) =>
    askLangfuseProject({ host: server.url, publicKey: KEYS.publicKey, secretKey }, AbortSignal.timeout(5_000));

  it('say of which project they are', async () => {
    expect(await ask(KEYS.secretKey)).toBe('shop');
  });

  it.each([undefined, 'sk-lf-wrong'])('are refused as %s', async (secretKey) => {
    await expect(ask(secretKey)).rejects.toMatchObject({ kind: 'source-denied' });
  });
});
