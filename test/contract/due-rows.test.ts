import { afterEach, expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import type { DueRow } from '../../src/ports.ts';
import { clearShelves } from '../../src/store/case-shelves.ts';
import { dueRows } from '../../src/store/due-rows.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { onEachStore } from '../stores.ts';

const key = (number: number, workspace = 'w') => ({ workspace, id: CaseId.parse(`RF-${number}`) });
const only = (rows: readonly DueRow[]): DueRow => {
  const [row, ...others] = rows;
  if (!row || others.length > 0) throw new Error(`${rows.length} rows`);
  return row;
};

onEachStore('due rows', (fresh) => {
  let database: Database;
  afterEach(() => database.close());
  const open = async () => {
    database = await openDatabase(await fresh());
    const due = dueRows(database);
    const take = (nowMs: number, limit = 10, workspace = 'w') =>
      due.take(workspace, 'watch', { nowMs, heldUntilMs: nowMs + 1_000, limit });
    return { due, take };
  };

  it('are planned once, taken when it is time, and by one taker alone', async () => {
    const { due, take } = await open();
    for (const number of [1, 2, 3, 4, 5, 6]) await due.plan(key(number), 'watch', { atMs: number, about: [] });
    await due.plan(key(1), 'watch', { atMs: 500, about: [] });
    await due.plan(key(7), 'other', { atMs: 0, about: [] });
    await due.plan(key(8, 'v'), 'watch', { atMs: 0, about: [] });

    expect(await take(0)).toEqual([]);
    const taken = (await Promise.all([take(5, 2), take(5, 2), take(5, 2), take(5, 2)])).flat();
    expect(taken.map(({ at }) => at.id).toSorted()).toEqual(['RF-1', 'RF-2', 'RF-3', 'RF-4', 'RF-5']);
    expect(taken.every(({ turn, memo }) => turn === 1 && memo === null)).toBe(true);
    expect(only(await take(6)).at).toEqual(key(6));
    expect(only(await take(1, 10, 'v')).at).toEqual(key(8, 'v'));
  });

  it('are known by other names once they are left with those', async () => {
    const { due, take } = await open();
    await due.plan(key(1), 'watch', { atMs: 0, about: ['old'] });
    const first = only(await take(0));
    await due.keep(first, { memo: 1, atMs: 9_000 });
    await due.hasten('w', ['old'], 10);
    const second = only(await take(10));
    await due.keep(second, { memo: 2, atMs: 9_000, about: ['new', 'newer'] });
    await due.hasten('w', ['old'], 20);
    expect(await take(20)).toEqual([]);
    await due.hasten('w', ['newer'], 20);
    expect(only(await take(20)).memo).toBe(2);
  });

  it('keep what was left with them, and are taken up from whoever died with them', async () => {
    const { due, take } = await open();
    await due.plan(key(1), 'watch', { atMs: 0, about: [] });
    const first = only(await take(0));
    await due.keep(first, { memo: { seen: 'nothing "new"' } });
    expect(await take(999)).toEqual([]);
    expect(await due.find(key(1), 'watch')).toEqual({ turn: 1, memo: { seen: 'nothing "new"' } });

    const second = only(await take(1_000));
    expect(second).toMatchObject({ turn: 2, memo: { seen: 'nothing "new"' } });
    await due.keep(first, { memo: 'late', atMs: 1 });
    await due.drop(first);
    expect(await take(1_001)).toEqual([]);
    await due.keep(second, { memo: 'again', atMs: 5_000 });
    expect(await take(4_999)).toEqual([]);
    const third = only(await take(5_000));
    expect(third).toMatchObject({ turn: 3, memo: 'again' });
    await due.drop(third);
    expect(await due.find(key(1), 'watch')).toBeUndefined();
  });

  it('are gone with their case', async () => {
    const { due, take } = await open();
    for (const number of [1, 2]) await due.plan(key(number), 'watch', { atMs: 0, about: [] });
    await clearShelves(database, key(1));
    expect(only(await take(0)).at).toEqual(key(2));
  });

  it('are due at once for whoever knows them by name, also while somebody has them', async () => {
    const { due, take } = await open();
    await due.plan(key(1), 'watch', { atMs: 10_000, about: ['acme/agent#1', 'acme/agent@c0ffee'] });
    await due.plan(key(2), 'watch', { atMs: 10_000, about: ['acme/agent#2'] });
    await due.hasten('w', ['acme/agent#3'], 1);
    await due.hasten('v', ['acme/agent#1'], 1);
    await due.hasten('w', [], 1);
    expect(await take(1)).toEqual([]);

    await due.hasten('w', ['acme/agent@c0ffee', 'acme/agent#9'], 1);
    const row = only(await take(1));
    expect(row.at).toEqual(key(1));
    await due.hasten('w', ['acme/agent#1'], 2);
    await due.keep(row, { memo: 'seen', atMs: 600_000 });
    expect(only(await take(2))).toMatchObject({ at: key(1), turn: 2, memo: 'seen' });
  });
});
