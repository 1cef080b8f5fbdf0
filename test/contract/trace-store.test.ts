import { afterEach, expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import type { Run, SafeTrace } from '../../src/domain/trace.ts';
import { digestOfBytes } from '../../src/refine/case/digest.ts';
import { factStore } from '../../src/store/facts.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { recentTraces } from '../../src/store/recent-traces.ts';
import { traceStore } from '../../src/store/traces.ts';
import { safeTraces } from '../safe-traces.ts';
import { onEachStore } from '../stores.ts';
import { ada, someDigest } from '../unit/some.ts';

const someRun = (id: string, text: string): Run => ({
  id,
  parentId: null,
  name: 'answer',
  kind: 'llm',
  status: 'ok',
  startMs: 1,
  endMs: 2.5,
  inputs: { messages: [{ role: 'user', content: text }] },
  outputs: null,
  error: null,
  model: null,
  usage: null,
  extra: {},
});
const opened = {
  kind: 'opened',
  atMs: 1,
  by: ada,
  source: { source: 'file', locator: '/trace.json' },
  expectation: 'say no',
  project: { name: 'agent', repo: '/agent', context: null, approvers: null, fourEyes: false },
} as const;
const someTrace = (...texts: readonly string[]): SafeTrace => ({
  id: 't',
  name: 'support',
  runs: texts.map((text, index) => someRun(`r${index}`, text)),
  mended: [],
  redactions: [],
});

onEachStore('traces', (fresh) => {
  const open: Database[] = [];
  const start = async (): Promise<Database> => {
    const database = await openDatabase(await fresh());
    open.push(database);
    return database;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((database) => database.close()));
  });
  const rowsIn = async ({ pool }: Database) => (await pool.query('select * from refinery.traces')).rows.length;

  it('gives a trace back by its digest, to its own workspace only', async () => {
    const database = await start();
    const traces = safeTraces(traceStore(database));
    const trace = someTrace('hello', '\u0000 \ud800 𝄞');
    const digest = await traces.put('w', trace);
    expect(await traces.get('w', digest)).toEqual(trace);
    expect(await traces.get('other', digest)).toBeUndefined();
    expect(await traces.get('w', someDigest)).toBeUndefined();
    expect(await traces.put('w', someTrace('hello'))).toBe(digestOfBytes(JSON.stringify(someTrace('hello'))));
  });

  it('keeps one of the same, put twice or by many at once', async () => {
    const database = await start();
    const traces = safeTraces(traceStore(database));
    const digests = await Promise.all([1, 2, 3, 4].map(() => traces.put('w', someTrace('a'))));
    expect(new Set(digests).size).toBe(1);
    expect(await rowsIn(database)).toBe(1);
  });

  it('takes 20 MB', async () => {
    const traces = safeTraces(traceStore(await start()));
    const large = someTrace(...Array.from({ length: 20 }, (_, index) => `${index} `.repeat(333_000)));
    const digest = await traces.put('w', large);
    expect(await traces.get('w', digest)).toEqual(large);
  });

  it('forgets a trace, but not while another case of its workspace has read it', async () => {
    const database = await start();
    const traces = safeTraces(traceStore(database));
    const facts = factStore(database);
    const digest = await traces.put('w', someTrace('a'));
    await traces.put('elsewhere', someTrace('a'));
    const mine = { workspace: 'w', id: await facts.open('w', 'one', opened) };
    const other = { workspace: 'w', id: await facts.open('w', 'two', opened) };
    const read = {
      kind: 'read',
      atMs: 1,
      trace: digest,
      traceName: 'a',
      triage: { suspects: [], signals: [] },
    } as const;
    await facts.append(mine, 1, { revision: 1, key: 'read/1', body: read });
    await facts.append(other, 1, { revision: 1, key: 'read/1', body: read });
    expect(await traces.forget(mine, digest)).toBe('needed');
    expect(await traces.get('w', digest)).toBeDefined();

    const own = await traces.put('w', someTrace('b'));
    expect(await traces.forget(mine, own)).toBe('forgotten');
    expect(await traces.forget(mine, own)).toBe('forgotten');
    expect(await traces.get('w', own)).toBeUndefined();
    expect(await traces.forget({ ...mine, workspace: 'elsewhere' }, digest)).toBe('forgotten');
    expect(await traces.get('w', digest)).toBeDefined();
  });

  it('is fetched again after it was forgotten', async () => {
    const database = await start();
    const traces = safeTraces(traceStore(database));
    const recent = recentTraces(database);
    const ref = { source: 'some', locator: 'https://example.com/1' };
    const fetched = () => recent.digestOf('w', ref, 60_000, () => traces.put('w', someTrace('a')));
    await traces.forget({ workspace: 'w', id: CaseId.parse('RF-1') }, await fetched());
    expect(await traces.get('w', await fetched())).toEqual(someTrace('a'));
  });

  it.each([
    ['other bytes', `'\\x00'::bytea`],
    ['another trace', `(select bytes from refinery.traces where workspace = 'other')`],
  ])('notices %s in its place', async (_what, bytes) => {
    const database = await start();
    const traces = safeTraces(traceStore(database));
    const digest = await traces.put('w', someTrace('a'));
    await traces.put('other', someTrace('b'));
    await database.pool.query(`update refinery.traces set bytes = ${bytes} where workspace = 'w'`);
    await expect(traces.get('w', digest)).rejects.toMatchObject({ kind: 'store-damaged' });
  });
});
