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
    reading(() => slow.promise).then(() => told.push('slow')),
    reading(() => broken.promise).catch(() => told.push('broken')),
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
  const end = reading(() => endless.promise);
  const began = performance.now();
  await calm(never);
  expect(performance.now() - began).toBeGreaterThan(45);
  const stop = new AbortController();
  const patient = readingFirst(60_000);
  void patient.reading(() => endless.promise);
  const stopped = patient.calm(stop.signal);
  stop.abort();
  await stopped;
  endless.resolve();
  await end;
});
