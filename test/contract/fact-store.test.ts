import { afterEach, describe, expect, it } from 'vitest';
import { CaseId, type CaseKey } from '../../src/domain/case.ts';
import type { FactBody, NewFact } from '../../src/domain/fact.ts';
import type { FactStore } from '../../src/ports.ts';
import { forgotten } from '../../src/refine/case/erase.ts';
import { fold } from '../../src/refine/case/fold.ts';
import { firstBreak } from '../../src/refine/case/hash-chain.ts';
import { factStore } from '../../src/store/facts.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { noPostgres } from '../postgres.ts';
import { freshPostgres, onEachStore, type StorePlace } from '../stores.ts';
import { ada } from '../unit/some.ts';
import { inOtherProcess } from './other-process.ts';

const opened = {
  kind: 'opened',
  atMs: 1,
  by: ada,
  source: { source: 'file', locator: '/trace.json' },
  expectation: 'say that we cannot remember past chats',
  project: { name: 'agent', repo: '/agent', context: null, approvers: null, fourEyes: false },
} as const satisfies FactBody;

const objection = (key: string, text = 'no'): NewFact => ({
  revision: 1,
  key,
  body: { kind: 'objected', atMs: 1.5, by: ada, text },
});

onEachStore('facts', (fresh) => {
  const open: Database[] = [];
  const start = async (place?: StorePlace): Promise<{ database: Database; facts: FactStore; place: StorePlace }> => {
    const somewhere = place ?? (await fresh());
    const database = await openDatabase(somewhere);
    open.push(database);
    return { database, facts: factStore(database), place: somewhere };
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((database) => database.close()));
  });
  const someCase = async (facts: FactStore): Promise<CaseKey> => ({
    workspace: 'w',
    id: await facts.open('w', 'request', opened),
  });

  it('gives ids in order, each workspace its own, and the same request the same case', async () => {
    const { facts } = await start();
    expect(await facts.open('w', 'a', opened)).toBe('RF-1');
    expect(await facts.open('w', 'b', opened)).toBe('RF-2');
    expect(await facts.open('w', 'a', { ...opened, expectation: 'other' })).toBe('RF-1');
    expect(await facts.open('other', 'a', opened)).toBe('RF-1');
    const [first] = await facts.read({ workspace: 'w', id: CaseId.parse('RF-1') });
    expect(first).toMatchObject({ seq: 1, revision: 1, body: opened });
  });

  it('leaves no gap when many open at once, some of them twice', async () => {
    const { facts } = await start();
    const requests = Array.from({ length: 40 }, (_, index) => `request ${index % 25}`);
    const ids = await Promise.all(requests.map((request) => facts.open('w', request, opened)));
    const numbers = [...new Set(ids)].map((id) => Number(id.slice(3))).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    requests.forEach((request, index) => {
      expect(ids[index]).toBe(ids[requests.indexOf(request)]);
    });
    expect(await facts.verify('w')).toEqual({ cases: 25, facts: 25, broken: [] });
  });

  it('appends behind what the writer has seen, once for each key', async () => {
    const { facts } = await start();
    const at = await someCase(facts);
    const appended = await facts.append(at, 1, objection('a'));
    expect(appended).toMatchObject({ fact: { seq: 2, key: 'a' } });
    expect(await facts.append(at, 1, objection('b'))).toBe('moved');
    expect(await facts.append(at, 7, objection('b'))).toBe('moved');
    expect(await facts.append(at, 1, objection('a', 'something else'))).toEqual(appended);
    expect(await facts.append({ ...at, id: CaseId.parse('RF-9') }, 1, objection('a'))).toBe('moved');
    const read = await facts.read(at);
    expect(read).toHaveLength(2);
    expect(firstBreak(read)).toBeUndefined();
  });

  it('names those cases of a list that a person has stopped', async () => {
    const { facts } = await start();
    const at = await someCase(facts);
    const other = await facts.open('w', 'another', opened);
    expect(await facts.stopped('w', [at.id, other])).toEqual([]);
    await facts.append(at, 1, { revision: 1, key: 'stopped', body: { kind: 'stopped', atMs: 2, by: ada } });
    expect(await facts.stopped('w', [at.id, other])).toEqual([at.id]);
    expect(await facts.stopped('elsewhere', [at.id, other])).toEqual([]);
    expect(await facts.stopped('w', [])).toEqual([]);
  });

  it('tells what happened since some time, in all cases of the workspace, each in order', async () => {
    const { facts, database } = await start();
    const at = await someCase(facts);
    const other = { workspace: 'w', id: await facts.open('w', 'another', opened) };
    await facts.open('elsewhere', 'request', opened);
    const stopped = (atMs: number): NewFact => ({
      revision: 1,
      key: `${atMs}`,
      body: { kind: 'stopped', atMs, by: ada },
    });
    await facts.append(at, 1, stopped(999));
    await facts.append(at, 2, stopped(1_000));
    await facts.append(at, 3, {
      ...objection('k', 'said "atMs":5'),
      body: { kind: 'objected', atMs: 2_000.5, by: ada, text: '"atMs":5' },
    });
    await facts.append(other, 1, stopped(1_790_000_000_000));
    const since = async (atMs: number) => (await facts.since('w', atMs)).map((fact) => [fact.case, fact.seq]);
    expect(await since(1_000)).toEqual([
      [at.id, 3],
      [at.id, 4],
      [other.id, 2],
    ]);
    expect(await since(2_001)).toEqual([[other.id, 2]]);
    await database.pool.query(
      `alter table refinery.facts disable trigger user; update refinery.facts set body = replace(body, 'stopped', 'strange') where seq = 3`,
    );
    expect(await since(1_000)).toEqual([
      [at.id, 4],
      [other.id, 2],
    ]);
  });

  it('lets one of many win a place, and all that say the same win together', async () => {
    const { facts } = await start();
    const at = await someCase(facts);
    const different = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => facts.append(at, 1, objection(`k${n}`))));
    expect(different.filter((outcome) => outcome !== 'moved')).toHaveLength(1);
    const same = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => facts.append(at, 2, objection('same', `${n}`))));
    expect(same.every((outcome) => outcome !== 'moved')).toBe(true);
    expect(new Set(same.map((outcome) => JSON.stringify(outcome)))).toHaveProperty('size', 1);
    expect(await facts.read(at)).toHaveLength(3);
  });

  it('gives back exactly what was given', async () => {
    const { facts, database, place } = await start();
    const at = await someCase(facts);
    const texts = ['\u0000', '\ud800 half', 'a\udc00', '𝄞 é\u0301 \u202e', '\\u0000', '"\'--; drop table', '\r\n\t'];
    const fact = {
      revision: 1,
      key: 'odd',
      body: { kind: 'roll-back-refused', atMs: 1234567890123.456, changedSince: texts },
    } as const satisfies NewFact;
    await facts.append(at, 1, fact);
    await facts.append(at, 2, { ...objection('tiny'), body: { ...objection('tiny').body, atMs: 5e-324 } as FactBody });
    await database.close();
    open.splice(open.indexOf(database), 1);

    const again = await start(place);
    const read = await again.facts.read(at);
    expect(read[1]?.body).toEqual(fact.body);
    expect(read[2]?.body.atMs).toBe(5e-324);
  });

  it('refuses a key that the database would not keep as it is', async () => {
    const { facts } = await start();
    const at = await someCase(facts);
    await expect(facts.append(at, 1, objection('a\0'))).rejects.toThrow('not a key');
    await expect(facts.open('w', '\ud800', opened)).rejects.toThrow('not a key');
    expect(await facts.verify('w')).toEqual({ cases: 1, facts: 1, broken: [] });
  });

  it('lists the newest case first, each with all its facts', async () => {
    const { facts } = await start();
    for (const request of Array.from({ length: 12 }, (_, index) => `${index}`)) await facts.open('w', request, opened);
    await facts.append({ workspace: 'w', id: CaseId.parse('RF-11') }, 1, objection('a'));
    const lines = await facts.list('w', 3);
    expect(lines.map((line) => [line.id, 'facts' in line && line.facts.length])).toEqual([
      ['RF-12', 1],
      ['RF-11', 2],
      ['RF-10', 1],
    ]);
    expect(await facts.list('empty', 3)).toEqual([]);
    expect(await facts.read({ workspace: 'empty', id: CaseId.parse('RF-1') })).toEqual([]);
  });

  it('knows what was read before, and sees whatever others have added since', async () => {
    const { facts, database } = await start();
    const other = factStore(database);
    const at = await someCase(facts);
    const [before] = [await facts.read(at), await facts.list('w', 9)];
    await other.append(at, 1, objection('a'));
    await other.append(at, 2, objection('b'));
    await other.open('w', 'another', opened);
    expect(await facts.read(at)).toEqual(await factStore(database).read(at));
    expect(await facts.list('w', 9)).toEqual(await factStore(database).list('w', 9));
    expect((await facts.read(at)).map(({ key }) => key)).toEqual(['opened', 'a', 'b']);
    expect(before).toHaveLength(1);
  });

  it('remembers nothing of a case that was forgotten, which is erased afterwards', async () => {
    const { facts, database } = await start();
    const other = factStore(database);
    const at = await someCase(facts);
    await facts.append(at, 1, objection('a', 'a customer’s words'));
    const history = fold(await facts.read(at));
    if (!history) throw new Error('no case');
    const body = forgotten(history, ada, 2);
    await other.append(at, 2, { revision: 1, key: 'forgotten', body });
    await facts.read(at);
    await facts.list('w', 9);
    await other.erase(at);
    expect(JSON.stringify([await facts.read(at), await facts.list('w', 9)])).not.toContain('customer');
  });

  it('adds rows and nothing else, whoever asks', async () => {
    const { facts, database } = await start();
    await someCase(facts);
    for (const statement of [
      `update refinery.facts set body = '{}'`,
      'delete from refinery.facts',
      'truncate refinery.facts',
      'truncate refinery.cases cascade',
      'delete from refinery.cases',
    ]) {
      await expect(database.pool.query(statement)).rejects.toThrow(/only ever added/);
    }
  });

  describe('when somebody gets round the triggers', () => {
    const rows = `refinery.facts where "case" = 'RF-1'`;
    const set = (assignment: string, condition: string) =>
      `update refinery.facts set ${assignment} where "case" = 'RF-1' and ${condition}`;
    const tampered: readonly (readonly [what: string, statement: string, seq: number, why: string])[] = [
      ['a body', set(`body = replace(body, 'no', 'yes')`, 'seq = 3'), 3, 'fact 3 was changed'],
      ['a body that is no JSON', set(`body = '{'`, 'seq = 2'), 2, 'fact 2 was changed'],
      ['a kind', set(`kind = 'stopped'`, 'seq = 2'), 2, 'fact 2 was changed'],
      ['a hash', set(`hash = 'x'`, 'seq = 4'), 4, 'fact 4 was changed'],
      ['a lost row', `delete from ${rows} and seq = 2`, 2, 'fact 2 is missing'],
      ['a lost beginning', `delete from ${rows} and seq = 1`, 1, 'fact 1 is missing'],
      ['a row put last', set('seq = 9', 'seq = 2'), 2, 'fact 2 is missing'],
      ['no rows at all', `delete from ${rows}`, 1, 'all of its facts are missing'],
    ];

    it.each(tampered)('%s is found and named', async (_what, statement, seq, why) => {
      const { facts, database } = await start();
      const at = await someCase(facts);
      for (const turn of [1, 2, 3]) await facts.append(at, turn, objection(`k${turn}`));
      await facts.open('w', 'sound', opened);
      await database.pool.query(`alter table refinery.facts disable trigger user; ${statement}`);

      const { cases, broken } = await facts.verify('w');
      expect(cases).toBe(2);
      expect(broken).toEqual([{ case: 'RF-1', seq, why }]);
      if (!why.startsWith('all')) {
        await expect(facts.read(at)).rejects.toMatchObject({
          kind: 'store-damaged',
          detail: expect.stringContaining(why),
        });
      }
    });

    it('the last fact that was read is looked at again, and what follows must follow it', async () => {
      const { facts, database } = await start();
      const at = await someCase(facts);
      await facts.append(at, 1, objection('a'));
      await facts.read(at);
      await facts.append(at, 2, objection('b'));
      await database.pool.query(`
        alter table refinery.facts disable trigger user;
        update refinery.facts set body = replace(body, 'no', 'yes') where "case" = 'RF-1' and seq = 3`);
      await expect(facts.read(at)).rejects.toMatchObject({ kind: 'store-damaged' });
      await database.pool.query(`update refinery.facts set hash = prev where "case" = 'RF-1' and seq = 2`);
      await expect(facts.read(at)).rejects.toMatchObject({ kind: 'store-damaged' });
    });

    it('a damaged case is named in the list, and holds the others up no more', async () => {
      const { facts, database } = await start();
      for (const request of ['a', 'b', 'c']) await facts.open('w', request, opened);
      await database.pool.query(`
        alter table refinery.facts disable trigger user;
        update refinery.facts set body = '{' where "case" = 'RF-2'; delete from refinery.facts where "case" = 'RF-3'`);
      expect(await facts.list('w', 9)).toEqual([
        { id: 'RF-3', damaged: 'all of its facts are missing' },
        { id: 'RF-2', damaged: 'fact 1 was changed' },
        { id: 'RF-1', facts: [expect.objectContaining({ seq: 1 })] },
      ]);
    });

    it('a whole case that is gone is missed', async () => {
      const { facts, database } = await start();
      for (const request of ['a', 'b', 'c']) await facts.open('w', request, opened);
      await database.pool.query(`
        alter table refinery.facts disable trigger user; alter table refinery.cases disable trigger user;
        delete from refinery.facts where "case" = 'RF-2'; delete from refinery.cases where "case" = 'RF-2'`);
      expect((await facts.verify('w')).broken).toEqual([{ case: 'RF-2', seq: 1, why: 'the case is missing' }]);
    });

    it('a fact of a kind that nobody knows is damage, too', async () => {
      const { facts, database } = await start();
      const at = await someCase(facts);
      await database.pool.query(`
        alter table refinery.facts disable trigger user;
        update refinery.facts set kind = 'dreamt', body = '{"kind":"dreamt"}'`);
      await expect(facts.read(at)).rejects.toMatchObject({ kind: 'store-damaged' });
      await expect(facts.append(at, 1, objection('a'))).rejects.toMatchObject({ kind: 'store-damaged' });
    });
  });
});

describe.skipIf(noPostgres !== undefined)('facts of several processes', () => {
  it('make one chain without gaps, though one of them is killed', async () => {
    const place = await freshPostgres();
    const database = await openDatabase(place);
    const facts = factStore(database);
    const at = { workspace: 'w', id: await facts.open('w', 'request', opened) };

    const writers = ['a', 'b', 'killed'].map((name) => inOtherProcess('append.ts', place, name));
    await writers[2]?.said(/^killed\/7$/);
    writers[2]?.process.kill('SIGKILL');
    const [a, b] = await Promise.all(writers.map(({ ended }) => ended));
    expect([a, b]).toEqual([0, 0]);

    const read = await facts.read(at);
    expect(firstBreak(read)).toBeUndefined();
    const keys = read.map(({ key }) => key);
    for (const name of ['a', 'b']) expect(keys.filter((key) => key.startsWith(`${name}/`))).toHaveLength(50);
    expect(new Set(keys).size).toBe(keys.length);
    await database.close();
  });

  it('start at once on an empty database', async () => {
    const place = await freshPostgres();
    const databases = await Promise.all([1, 2, 3, 4].map(() => openDatabase(place)));
    const ids = await Promise.all(
      databases.map((database, index) => factStore(database).open('w', `${index}`, opened)),
    );
    expect(ids.toSorted()).toEqual(['RF-1', 'RF-2', 'RF-3', 'RF-4']);
    await Promise.all(databases.map((database) => database.close()));
  });
});
