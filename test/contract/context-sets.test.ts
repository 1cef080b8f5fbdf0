import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { contextSets } from '../../src/store/context-sets.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { onEachStore } from '../stores.ts';
import { ada } from '../unit/some.ts';

const shop = { repo: '/agent', name: 'shop' };
const saved = (...prompts: string[]) => ({ files: { prompts, evals: [], configs: [] }, by: ada, atMs: 1 });

onEachStore('context sets', (fresh) => {
  let database: Database;
  afterEach(() => database.close());

  it('gives the last one of each project, and lets nobody overwrite what they have not seen', async () => {
    database = await openDatabase(await fresh());
    const sets = contextSets(database);
    expect(await sets.of('w', shop)).toBeUndefined();
    const tries = await Promise.all(['a', 'b', 'c'].map((path) => sets.save('w', shop, 0, saved(path))));
    expect(tries.toSorted()).toEqual(['moved', 'moved', 'saved']);
    expect(await sets.save('w', shop, 1, saved('later'))).toBe('saved');
    expect(await sets.of('w', shop)).toEqual({ ...saved('later'), version: 2 });
    await sets.save('w', { ...shop, name: 'help' }, 0, saved('x'));
    await sets.save('w', { ...shop, repo: '/other' }, 0, saved('y'));
    await sets.save('v', { ...shop, name: 'elsewhere' }, 0, saved('z'));
    expect(await sets.in('w', '/agent')).toEqual(
      new Map([
        ['help', saved('x')],
        ['shop', saved('later')],
      ]),
    );
    for (const name of ['x\0y', 'x\ud800']) {
      await expect(sets.of('w', { ...shop, name })).rejects.toMatchObject({ kind: 'wrong-usage' });
      await expect(sets.save('w', { ...shop, name }, 0, saved('a'))).rejects.toMatchObject({ kind: 'wrong-usage' });
    }
    await expect(sql`delete from refinery.context_sets`.execute(database.tables)).rejects.toThrow(/only ever added/);
  });
});
