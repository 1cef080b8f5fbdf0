import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { type DayCap, NO_DAY_CAP } from '../../src/domain/cap.ts';
import { dayBook } from '../../src/store/day-book.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { onEachStore, type StorePlace } from '../stores.ts';
import { inOtherProcess } from './other-process.ts';

const tokens = (count: number): DayCap => ({ usd: null, tokens: count });
const on = (cap: DayCap, atMs = 1) => ({ cap, sinceMs: 0, atMs });
const call = (count: number, usd: number | null = null) => ({ usd, tokens: count });

onEachStore('the day book', (fresh) => {
  const opened: Database[] = [];
  afterEach(async () => {
    for (const database of opened.splice(0)) await database.close();
  });
  const open = async (place?: StorePlace) => {
    const database = await openDatabase(place ?? (await fresh()));
    opened.push(database);
    return database;
  };

  it('sets aside what fits, with what is paid and what is set aside, and counts what it did cost', async () => {
    const book = dayBook(await open());
    const first = await book.setAside('w', call(60), on(tokens(100)));
    expect(await book.setAside('w', call(41), on(tokens(100)))).toBeUndefined();
    const second = await book.setAside('w', call(40), on(tokens(100)));
    expect(await book.paidSince('w', 0)).toEqual({ usd: 0, tokens: 100 });

    await second?.giveBack();
    await first?.paid(call(75, 0.5));
    expect(await book.paidSince('w', 0)).toEqual({ usd: 0.5, tokens: 75 });
    expect(await book.setAside('w', call(26), on(tokens(100)))).toBeUndefined();
    expect(await book.setAside('w', call(1, 0.51), on({ usd: 1, tokens: null }))).toBeUndefined();
    expect(await book.setAside('w', call(1, 0.5), on({ usd: 1, tokens: null }))).toBeDefined();
    expect(await book.setAside('w', call(1_000), on({ usd: 1, tokens: null }))).toBeDefined();
  });

  it('counts what somebody was let go on with, each workspace and each day for itself', async () => {
    const book = dayBook(await open());
    await book.setAside('w', call(500), on(NO_DAY_CAP, 9));
    await book.setAside('w', call(50), on(NO_DAY_CAP, 10));
    await book.setAside('v', call(5), on(NO_DAY_CAP, 10));
    expect([await book.paidSince('w', 10), await book.paidSince('v', 10)]).toMatchObject([
      { tokens: 50 },
      { tokens: 5 },
    ]);
    expect(await book.setAside('w', call(50), { cap: tokens(100), sinceMs: 10, atMs: 11 })).toBeDefined();
    expect(await book.setAside('w', call(1), { cap: tokens(100), sinceMs: 10, atMs: 11 })).toBeUndefined();
  });

  it('goes beyond the limit for nobody, however many ask at once', async () => {
    const place = await fresh();
    const first = await open(place);
    // An embedded store has one process, and one connection.
    const books = [dayBook(first), dayBook(first.kind === 'postgres' ? await open(place) : first)];
    const tried = await Promise.all(
      Array.from({ length: 40 }, (_, index) => books[index % 2]?.setAside('w', call(10), on(tokens(125)))),
    );
    expect(tried.filter((one) => one !== undefined)).toHaveLength(12);
  });

  it('keeps what is set aside as long as its process lives, and no longer once that is killed', async () => {
    const place = await fresh();
    const other = inOtherProcess('set-aside.ts', place, '3', '0', '1500');
    await other.said(/^set aside 3$/);
    // Renewed since: it outlives the time for which it is held.
    await sleep(2_500);
    if (place.databaseUrl !== undefined) {
      const meanwhile = dayBook(await open(place));
      expect(await meanwhile.setAside('w', call(1), on(tokens(30)))).toBeUndefined();
    }
    other.process.kill('SIGKILL');
    await other.ended;
    const after = dayBook(await open(place));
    await expect.poll(() => after.setAside('w', call(30), on(tokens(30))), { timeout: 60_000 }).toBeDefined();
  });
});
