import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { cache } from '../../src/store/cache.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { onEachStore } from '../stores.ts';

onEachStore('cache', (fresh) => {
  const open: Database[] = [];
  const start = async (): Promise<Database> => {
    const database = await openDatabase(await fresh());
    open.push(database);
    return database;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((database) => database.close()));
  });

  it('keeps values, several at a time too', async () => {
    const traces = cache(await start(), 'w', 'traces');
    const value = { text: '\u0000 \ud800 𝄞', list: [1, null] };
    expect(await traces.set('a', value)).toBe(true);
    await traces.set('a', { ...value, list: [2] });
    await traces.setMany([
      { key: 'b', value: 1 },
      { key: 'c', value: 2 },
      { key: 'c', value: 3 },
    ]);
    expect(await traces.get('a')).toEqual({ ...value, list: [2] });
    expect(await traces.getMany(['c', 'none', 'b'])).toEqual([3, undefined, 1]);
    expect(await traces.getMany([])).toEqual([]);
    expect(await traces.hasMany(['a', 'none'])).toEqual([true, false]);
    expect(await traces.delete('a')).toBe(true);
    expect(await traces.delete('a')).toBe(false);
    expect(await traces.deleteMany(['b', 'none'])).toEqual([true, false]);
    expect(await traces.get('a')).toBeUndefined();
  });

  it('keeps workspaces and namespaces apart', async () => {
    const database = await start();
    const [mine, other, elsewhere] = [cache(database, 'w', 'a'), cache(database, 'w', 'b'), cache(database, 'x', 'a')];
    await Promise.all([mine.set('k', 1), other.set('k', 2), elsewhere.set('k', 3)]);
    await mine.clear();
    expect([await mine.get('k'), await other.get('k'), await elsewhere.get('k')]).toEqual([undefined, 2, 3]);
  });

  it('forgets what has expired, and drops its rows when something is written', async () => {
    const database = await start();
    const shelf = cache(database, 'w', 'a');
    await shelf.set('stays', 1);
    await shelf.set('later', 2, 60_000);
    await Promise.all(['x', 'y', 'z'].map((key) => shelf.set(key, 3, 30)));
    await sleep(60);
    expect(await shelf.get('x')).toBeUndefined();
    expect(await shelf.has('y')).toBe(false);
    expect(await shelf.getMany(['stays', 'later', 'z'])).toEqual([1, 2, undefined]);
    await shelf.set('new', 4);
    const { rows } = await database.pool.query('select key from refinery.cache order by key');
    expect(rows.map(({ key }) => key)).toEqual(['later', 'new', 'stays']);
  });

  it('says when the database is gone', async () => {
    const database = await start();
    const shelf = cache(database, 'w', 'a');
    await database.close();
    open.pop();
    await expect(shelf.get('k')).rejects.toMatchObject({ kind: 'store-unavailable' });
  });
});
