import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { CaseId, type CaseKey } from '../../src/domain/case.ts';
import type { FactBody } from '../../src/domain/fact.ts';
import { openEngine } from '../../src/engine/dbos.ts';
import { auditFile } from '../../src/flow/audit-file.ts';
import { exportAudit } from '../../src/flow/export-audit.ts';
import { type ForgetDesk, forgetDesk } from '../../src/flow/forget-desk.ts';
import { forgetOldCases } from '../../src/flow/keep-retention.ts';
import { historyOf, record } from '../../src/flow/record.ts';
import type { Engine } from '../../src/ports.ts';
import { auditTrail } from '../../src/refine/case/audit-trail.ts';
import { digestOf } from '../../src/refine/case/digest.ts';
import { forgotten } from '../../src/refine/case/erase.ts';
import { hypothesisPack } from '../../src/refine/pack/hypothesis-pack.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { openStore, type Store, wireHouse } from '../../src/wiring.ts';
import { onEachStore } from '../stores.ts';
import { ada, ben, someDigest, someProven } from '../unit/some.ts';
import { type Step, someScene, stepsTo, stepsToPublished } from '../unit/some-history.ts';

const project = { name: 'agent', repo: '/agent', context: null, approvers: [ada.id], fourEyes: false };
const house = wireHouse(readConfig({}), { clock: () => 77 });
const retention = { id: 'refinery/retention', name: 'Refinery' };
const answerer = { model: 'm', promptVersion: 'v1', inputTokens: 1, outputTokens: 1, tookMs: 1 };
const usage = { inputTokens: 1, outputTokens: 1 };
const call = { atMs: 1, tookMs: 1, asked: 'm', question: 'diagnose', promptVersion: 'v1', reply: null };
const stopped: FactBody = { kind: 'stopped', atMs: 500, by: ada };
/** Where texts of a case are. */
const KEPT_IN = [
  'dbos.operation_outputs',
  'dbos.workflow_input',
  'dbos.workflow_output',
  'dbos.workflow_status',
  'refinery.cache',
  'refinery.facts',
  'refinery.traces',
];
let count = 0;

/** A published case, every text of which names a person. */
function someCase() {
  const person = `Mrs. Merryweather the ${++count}th`;
  const about = someProven();
  const proven = someProven({
    project,
    expectation: `greet ${person}`,
    diagnosis: { ...about.diagnosis, summary: person, evidence: [{ runId: 'r', quote: person }] },
  });
  const steps: readonly Step[] = [
    ...stepsTo(proven),
    [1, { kind: 'commented', atMs: 4, by: ben, text: person, addressed: false }],
    ...stepsToPublished(proven),
  ];
  return { at: { workspace: `w${count}`, id: CaseId.parse('RF-1') }, person, steps };
}

onEachStore('a forgotten case', (fresh) => {
  let store: Store;
  let engine: Engine;
  beforeAll(async () => {
    const { databaseUrl, dataDir } = await fresh();
    store = await openStore(readConfig({ REFINERY_DATA: dataDir, ...(databaseUrl && { DATABASE_URL: databaseUrl }) }));
    engine = await openEngine({
      pool: store.database.pool,
      chapters: [
        { name: 'diagnose', run: async ({ decision }, { step }) => void (await step('say', async () => decision)) },
      ],
      onStep: () => {},
    });
  });
  afterAll(async () => {
    await engine.close();
    await store.database.close();
  });

  const deskOf = ({ workspace }: CaseKey): ForgetDesk => {
    const { facts } = store.records;
    return forgetDesk(house, store.records, engine, {
      find: (id) => historyOf(facts, { workspace, id }),
      decide: (id, key, decision) => record(facts, { workspace, id }, key, decision),
    });
  };
  /** A case with all that is ever kept of one. */
  const keep = async ({ at: { workspace }, person, steps }: ReturnType<typeof someCase>, key = 'request') => {
    const { facts, traces, answers, replays } = store.records;
    const [[, opened], ...later] = steps as [Step, ...Step[]];
    const at = { workspace, id: await facts.open(workspace, key, opened as FactBody & { kind: 'opened' }) };
    for (const [index, [revision, body]] of later.entries())
      await facts.append(at, index + 1, { revision, key: `${body.kind}/${index}`, body });
    await traces.put(workspace, { digest: someDigest, bytes: Buffer.from(person) });
    await answers.once(at, digestOf(at), async (note) => {
      await note({ ...call, request: { user: person } });
      return { text: person, answerer };
    });
    const output = { text: person, toolCalls: [], finish: 'stop' as const };
    await replays.once(at, digestOf('b'), async () => ({ output, model: 'm', usage, tookMs: 1 }));
    await store.records.found.listOf(workspace, digestOf('c'), 60_000, async () => [
      { ref: { source: 'file', locator: '/' }, name: person, startMs: null, error: null, asked: null, rating: null },
    ]);
    const turn = { at, chapter: 'diagnose', decision: person };
    await engine.start(turn);
    await engine.ended(turn);
    return at;
  };
  /** Tables with a row that names the person, or stands on a shelf of the case (there texts may be packed). */
  const tablesWith = async ({ at: { workspace }, person }: ReturnType<typeof someCase>): Promise<readonly string[]> => {
    const { tables } = store.database;
    const told = [person, Buffer.from(person).toString('hex'), `(${workspace},answers/`, `(${workspace},sent/`];
    const found = await sql<{ name: string }>`
      select table_schema || '.' || table_name as name from information_schema.tables
      where table_schema in ('refinery', 'dbos') and table_type = 'BASE TABLE' order by name`.execute(tables);
    const isTold = sql.join(
      told.map((text) => sql`position(${text} in t::text) > 0`),
      sql` or `,
    );
    const names: string[] = [];
    for (const { name } of found.rows) {
      const { rows } = await sql`select 1 from ${sql.table(name)} t where ${isTold} limit 1`.execute(tables);
      if (rows.length > 0) names.push(name);
    }
    return names;
  };

  it('leaves nothing of what was said, and a chain that holds', async () => {
    const kept = someCase();
    const { at } = kept;
    const { facts } = store.records;
    await keep(kept);
    const before = await facts.read(at);
    expect(await tablesWith(kept)).toEqual(KEPT_IN);

    expect(await deskOf(at).forget(at.id, ben)).toEqual({ refused: 'not-allowed' });
    expect(await deskOf(at).forget(at.id, ada)).toBe('forgotten');
    expect(await tablesWith(kept)).toEqual([]);

    const after = await facts.read(at);
    expect(after.slice(0, -1).map(({ hash, prev, key }) => [hash, prev, key])).toEqual(
      before.map(({ hash, prev, key }) => [hash, prev, key]),
    );
    expect(await facts.verify(at.workspace)).toEqual({ cases: 1, facts: before.length + 1, broken: [] });
    expect(auditTrail(after).map(({ who, what }) => `${who} ${what}`)).toEqual([
      'Ada erased (opened)',
      ...['read', 'diagnosed', 'proposed', 'proven'].map((kind) => `Refinery erased (${kind})`),
      'Ben erased (commented)',
      'Ada erased (offered)',
      'Ada erased (said-yes)',
      ...['approved', 'published'].map((kind) => `Refinery erased (${kind})`),
      'Ada had the case forgotten',
    ]);

    const history = await historyOf(facts, at);
    expect(history.now).toMatchObject({ stage: 'forgotten', expectation: '', project, forgottenBy: ada });
    expect(JSON.stringify(threadOf(someScene(history)))).toContain('Ada had this case forgotten');
    expect(hypothesisPack(after, '0.1.0')).toEqual({ refused: 'RF-1 was forgotten: nothing of it is left to export.' });
  });

  it('is still exported and checked, and an end that is missing is still seen', async () => {
    const kept = someCase();
    const { at } = kept;
    const { facts } = store.records;
    await keep(kept);
    await deskOf(at).forget(at.id, ada);
    const [opened] = await facts.read(at);
    const lines = async function* () {
      for await (const line of exportAudit(at.workspace, facts)) yield JSON.stringify(line);
    };
    const message = `fix\n\nRefinery-Record: ${opened?.hash}\nRefinery-Audit: ${'f'.repeat(64)}\n`;
    const sha = 'c'.repeat(40) as never;
    expect((await auditFile(lines(), { signed: async () => [] })).broken).toEqual([]);
    expect((await auditFile(lines(), { signed: async () => [{ sha, message }] })).broken).toHaveLength(1);
  });

  it('takes nothing more, and is forgotten once', async () => {
    const kept = someCase();
    const { at, steps } = kept;
    const { facts } = store.records;
    await keep(kept);
    await deskOf(at).forget(at.id, ada);
    const said = { kind: 'commented' as const, atMs: 99, by: ada, text: 'more', addressed: true };
    await record(facts, at, 'said/1', () => said);
    expect(await deskOf(at).forget(at.id, ada)).toBe('forgotten');
    expect(await facts.read(at)).toHaveLength(steps.length + 1);
  });

  it('is forgotten to the end when that was cut short, however young it is', async () => {
    const kept = someCase();
    const { at } = kept;
    const { facts } = store.records;
    await keep(kept);
    await record(facts, at, 'forgotten', (history) => forgotten(history, ada, 7));
    expect((await historyOf(facts, at)).now.stage).toBe('forgotten');
    expect(await deskOf(at).forgetOld(at.id, retention, 0)).toBe('forgotten');
    expect(await tablesWith(kept)).toEqual([]);
    expect((await facts.verify(at.workspace)).broken).toEqual([]);
    expect(await deskOf(at).forgetOld(at.id, retention, 1_000)).toBe('kept');
  });

  it('keeps a trace that another case has read, and all that is the other’s', async () => {
    const kept = someCase();
    const { at, person } = kept;
    await keep(kept);
    const other = await keep(kept, 'another');
    await deskOf(at).forget(at.id, ada);
    expect(await store.records.traces.get(at.workspace, someDigest)).toBeDefined();
    expect(await store.records.answers.exchanges(other)).toHaveLength(1);
    expect((await historyOf(store.records.facts, other)).now.expectation).toContain(person);
    await deskOf(at).forget(other.id, ada);
    expect(await tablesWith(kept)).toEqual([]);
  });

  it('is left alone while it is worked on, and by retention until it is old', async () => {
    const kept = someCase();
    const { at } = kept;
    const { facts } = store.records;
    await keep({ ...kept, steps: kept.steps.slice(0, 3) });
    expect(await deskOf(at).forget(at.id, ada)).toBe('under-way');
    expect(await deskOf(at).forgetOld(at.id, retention, 1_000_000)).toBe('under-way');
    await record(facts, at, 'stopped', () => stopped);
    expect(await deskOf(at).forgetOld(at.id, retention, 500)).toBe('kept');
    expect(await deskOf(at).forgetOld(at.id, retention, 501)).toBe('forgotten');
    expect((await historyOf(facts, at)).now).toMatchObject({ forgottenBy: retention });
  });

  it('was too old, whatever it waited for; younger ones are kept', async () => {
    const day = 24 * 3_600_000;
    const [kept, young] = [someCase(), someCase()];
    const { workspace } = kept.at;
    await keep(kept);
    const steps = young.steps.map(([revision, body]) => [revision, { ...body, atMs: 9 * day }] as const);
    const other = await keep({ ...young, at: kept.at, steps }, 'another');
    const gone: CaseId[] = [];
    const { facts } = store.records;
    const retention = { workspace, facts, exclusive: store.exclusive, desk: deskOf(kept.at), clock: () => 10 * day };
    const sweep = (days: number) =>
      forgetOldCases({ ...retention, days }, (id) => gone.push(id), new AbortController().signal);
    await sweep(11);
    expect(gone).toEqual([]);
    await sweep(2);
    await sweep(2);
    expect(gone).toEqual([kept.at.id]);
    expect((await historyOf(facts, kept.at)).now).toMatchObject({
      stage: 'forgotten',
      forgottenBy: { name: 'Refinery' },
    });
    expect((await historyOf(facts, other)).now.stage).toBe('published');
  });

  it('can’t be made to look so, nor can what is left of one be changed', async () => {
    const [whole, kept] = [someCase(), someCase()];
    const { facts } = store.records;
    const { pool } = store.database;
    await keep(whole);
    await keep(kept);
    await deskOf(kept.at).forget(kept.at.id, ada);
    const forgeries = [
      `update refinery.facts set kind = 'erased', body = '{"atMs":1,"kind":"erased","was":"read"}'
        where seq = 2 and workspace = '${whole.at.workspace}'`,
      `update refinery.facts set kind = 'said' where seq = 6 and workspace = '${kept.at.workspace}'`,
      `update refinery.facts set body = replace(body, 'Ben', 'Eve') where seq = 6 and workspace = '${kept.at.workspace}'`,
    ];
    for (const forgery of forgeries.slice(0, 2)) await expect(pool.query(forgery)).rejects.toThrow(/only ever added/);
    for (const forgery of forgeries.toSpliced(1, 1))
      await pool.query(
        `alter table refinery.facts disable trigger user; ${forgery}; alter table refinery.facts enable trigger user`,
      );
    expect((await facts.verify(whole.at.workspace)).broken).toMatchObject([{ case: 'RF-1', seq: 2 }]);
    expect((await facts.verify(kept.at.workspace)).broken).toMatchObject([{ case: 'RF-1', seq: 1 }]);
  });
});
