import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { digestOf } from '../../src/refine/case/digest.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { recentTraces } from '../../src/store/recent-traces.ts';
import { onEachStore } from '../stores.ts';

onEachStore('recent traces', (fresh) => {
  it('are fetched once, also when many ask at once, in each workspace for itself, until they are no longer fresh', async () => {
    const database = await openDatabase(await fresh());
    const recent = recentTraces(database);
    const ref = { source: 'langsmith', locator: 'https://example.com/1' };
    let fetched = 0;
    const fetch = async () => digestOf(++fetched);
    const ask = (workspace: string, freshMs: number, about = ref) => recent.digestOf(workspace, about, freshMs, fetch);

    const first = await Promise.all(Array.from({ length: 5 }, () => ask('a', 60_000)));
    expect(new Set(first)).toEqual(new Set([digestOf(1)]));
    expect(await ask('a', 60_000)).toBe(digestOf(1));
    expect(await recentTraces(database).digestOf('a', ref, 60_000, fetch)).toBe(digestOf(1));
    expect(await ask('b', 60_000)).toBe(digestOf(2));
    expect(await ask('a', 60_000, { ...ref, locator: 'other' })).toBe(digestOf(3));
    expect(await ask('a', 0)).toBe(digestOf(4));

    await ask('c', 50);
    await sleep(80);
    expect(await ask('c', 50)).toBe(digestOf(6));
    await expect(recent.digestOf('d', ref, 60_000, async () => Promise.reject(new Error('offline')))).rejects.toThrow(
      'offline',
    );
    expect(await ask('d', 60_000)).toBe(digestOf(7));
    await database.close();
  });
});
