import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { kindOf } from '../../src/domain/errors.ts';
import { exclusive } from '../../src/store/exclusive.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { noPostgres } from '../postgres.ts';
import { freshPostgres, onEachStore } from '../stores.ts';

const open: Database[] = [];
afterEach(async () => {
  for (const database of open.splice(0)) await database.close();
});
const opened = async (place: Parameters<typeof openDatabase>[0]) => {
  const database = await openDatabase(place);
  open.push(database);
  return database;
};

/** Work that notes when it begins and ends, and breaks if something else is under way. */
function work(notes: string[]) {
  let busy = false;
  return (name: string) => async () => {
    if (busy) throw new Error(`${name} meets another`);
    busy = true;
    notes.push(name);
    await sleep(20);
    busy = false;
    return name;
  };
}

onEachStore('exclusive work', (fresh) => {
  it('runs one after the other for one name, also after a failure, and at once for different names', async () => {
    const alone = exclusive(await opened(await fresh()));
    const notes: string[] = [];
    const some = work(notes);
    const broken = alone('a', () => Promise.reject(new Error('broken')));
    const all = Promise.all(['1', '2', '3'].map((name) => alone('a', some(name))));
    await expect(broken).rejects.toThrow('broken');
    expect(await all).toEqual(['1', '2', '3']);
    expect(notes).toEqual(['1', '2', '3']);

    const gate = Promise.withResolvers<string>();
    const held = alone('a', () => gate.promise);

    const names = Array.from({ length: 40 }, (_, index) => `other ${index}`);
    expect(await Promise.all(names.map((name) => alone(name, async () => name)))).toEqual(names);
    const many = names.map((name) => alone(name, () => gate.promise));
    expect(await alone('one more', async () => 'free')).toBe('free');
    gate.resolve('held');
    expect(await held).toBe('held');
    expect(new Set(await Promise.all(many))).toEqual(new Set(['held']));
  });
});

it.skipIf(noPostgres !== undefined)(
  'keeps processes apart on PostgreSQL, and one that is gone holds nothing',
  async () => {
    const place = await freshPostgres();
    const [mine, other] = [await opened(place), await opened(place)];
    const [here, there] = [exclusive(mine), exclusive(other)];
    const notes: string[] = [];
    const some = work(notes);
    await Promise.all([here('a', some('1')), there('a', some('2')), here('a', some('3')), there('a', some('4'))]);
    expect(notes.toSorted()).toEqual(['1', '2', '3', '4']);

    const never = here('a', () => new Promise<never>(() => {})).catch((error: unknown) => kindOf(error));
    const holders = async () => {
      const { rows } = await other.pool.query<{ pid: number }>(
        `select pid from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`,
      );
      return rows;
    };
    await expect.poll(holders).not.toEqual([]);
    const waiting = there('a', async () => 'free');
    for (const { pid } of await holders()) await other.pool.query('select pg_terminate_backend($1)', [pid]);
    expect(await waiting).toBe('free');
    expect(await never).toBe('store-unavailable');
    expect(await here('a', async () => 'again')).toBe('again');
  },
);
