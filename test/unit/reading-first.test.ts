import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readingFirst } from '../../src/flow/reading-first.ts';

const never = new AbortController().signal;

it('lets nobody wait where nothing is read', async () => {
  await readingFirst().calm(never);
});

it('has whoever was read wait until all are, though some of them fail', async () => {
  const { reading, calm } = readingFirst();
  const told: string[] = [];
  const [slow, broken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const all = [
    reading(() => slow.promise, never).then(() => told.push('slow')),
    reading(() => broken.promise, never).catch(() => told.push('broken')),
    calm(never).then(() => told.push('calm')),
  ];
  broken.reject(new Error('no such trace'));
  await sleep(20);
  expect(told).toEqual(['broken']);
  slow.resolve();
  await Promise.all(all);
  expect(told.toSorted()).toEqual(['broken', 'calm', 'slow']);
  await calm(never);
});

it('has nobody wait longer than that, nor who was told to stop', async () => {
  const { reading, calm } = readingFirst(50);
  const endless = Promise.withResolvers<void>();
  const end = reading(() => endless.promise, never);
  const began = performance.now();
  await calm(never);
  expect(performance.now() - began).toBeGreaterThan(45);
  const stop = new AbortController();
  const patient = readingFirst(60_000);
  void patient.reading(() => endless.promise, never);
  const stopped = patient.calm(stop.signal);
  stop.abort();
  await stopped;
  endless.resolve();
  await end;
});

it('reads six at a time, in the order of asking, and nothing for who is told to stop while it waits', async () => {
  const { reading } = readingFirst();
  const begun: number[] = [];
  const gates = Array.from({ length: 8 }, () => Promise.withResolvers<void>());
  const stop = new AbortController();
  const all = gates.map(({ promise }, index) =>
    reading(
      async () => {
        begun.push(index);
        await promise;
      },
      index === 6 ? stop.signal : never,
    ),
  );
  const stopped = expect(all[6]).rejects.toThrow('stop');
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  stop.abort(new Error('stop'));
  gates[3]?.resolve();
  await stopped;
  gates[0]?.resolve();
  await all[0];
  for (const { resolve } of gates) resolve();
  await all[7];
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 7]);
});
