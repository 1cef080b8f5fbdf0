import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Threads } from '../../src/ports.ts';
import { type ThreadOptions, threads } from '../../src/workshop/threads.ts';

const file = join(import.meta.dirname, 'thread-jobs.ts');
const open: Threads[] = [];
const start = (options: Partial<ThreadOptions> = {}) => {
  const started = threads({ file, data: 'settings', growMs: 0, ...options });
  open.push(started);
  return started;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

const idIn = (answer: unknown) => (answer as { threadId: number }).threadId;

it('works in another thread, with its settings, and uses it again', async () => {
  const { run } = start();
  const first = await run('where');
  expect(first).toEqual({ threadId: expect.any(Number), workerData: 'settings' });
  expect(idIn(first)).toBeGreaterThan(0);
  expect(await run('where')).toEqual(first);
  expect(await run('bytes')).toEqual({ bytes: new Uint8Array(8).fill(7) });
  expect(await run('a few bytes')).toEqual({ bytes: new Uint8Array(Buffer.from('few')) });
});

it('does as many jobs at once as it may, and the others in their turn', async () => {
  const { run } = start({ most: 2 });
  const ids = await Promise.all(Array.from({ length: 6 }, () => run('nap')));
  expect(new Set(ids).size).toBe(2);
});

it('starts another thread only for who has waited for those that there are', async () => {
  const { run } = start({ growMs: 2_000 });
  const few = await Promise.all(Array.from({ length: 4 }, () => run('where')));
  expect(new Set(few.map(idIn)).size).toBe(1);
  const [long, short] = [run('nap long'), run('where')];
  expect(idIn(await short)).not.toBe(idIn(few[0]));
  await long;
});

it('gives a job to whoever lately did one about the same, where that is free', async () => {
  const { run } = start({ most: 2 });
  const ids = await Promise.all(['one', 'another'].map((about) => run('nap', undefined, about)));
  for (const [index, about] of ['one', 'another', 'one', 'one', 'another'].map(
    (one) => [one === 'one' ? 0 : 1, one] as const,
  ))
    expect(idIn(await run('where', undefined, about))).toBe(ids[index]);
  const [, meanwhile] = await Promise.all([run('nap', undefined, 'one'), run('where', undefined, 'one')]);
  expect(idIn(meanwhile)).toBe(ids[1]);
});

it('gives an error of ours back with its kind and detail, and no more', async () => {
  const { run } = start();
  const error = await run('refuse').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'RefineryError', kind: 'trace-unreadable', detail: 'it is HTML' });
  expect((error as Error).cause).toBeUndefined();
  await expect(run('blunder')).rejects.toThrow(/TypeError: no such thing/);
  await expect(run('answer with a function')).rejects.toThrow(/could not be cloned/);
});

it.each([
  ['that never ends', 'spin', { patienceMs: 3_000 }, { kind: 'trace-too-large' }],
  ['that takes too much memory', 'hoard', { memoryMb: 32 }, { kind: 'trace-too-large' }],
  ['that ends its thread', 'leave', {}, { kind: 'trace-too-large' }],
  ['that breaks beside itself', 'throw later', {}, { message: 'nobody catches this' }],
])('a job %s is an error, and the next one has a new thread', async (_what, job, options, error) => {
  const { run } = start({ most: 1, ...options });
  const before = idIn(await run('where'));
  const [broken, next] = await Promise.allSettled([run(job), run('where')]);
  expect(broken).toMatchObject({ status: 'rejected', reason: error });
  expect(next).toMatchObject({ status: 'fulfilled' });
  expect(idIn((next as PromiseFulfilledResult<unknown>).value)).not.toBe(before);
});

it('ends at once what nobody waits for any more, at work or in the queue', async () => {
  const { run } = start({ most: 1 });
  const leaving = new AbortController();
  const jobs = [run('spin', leaving.signal), run('where', leaving.signal)].map((job) =>
    expect(job).rejects.toThrow('stopped by a person'),
  );
  const last = run('where');
  setTimeout(() => leaving.abort(new Error('stopped by a person')), 200);
  await Promise.all(jobs);
  expect(idIn(await last)).toBeGreaterThan(0);
  await expect(run('where', leaving.signal)).rejects.toThrow('stopped by a person');
});

it('gives an idle thread back, and starts another one when it is needed', async () => {
  const { run } = start({ idleMs: 50 });
  const before = idIn(await run('where'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(idIn(await run('where'))).not.toBe(before);
});

it('is closed in the midst of a job, and takes no more', async () => {
  const { run, close } = start({ most: 1 });
  const jobs = [run('spin'), run('where')].map((job) => expect(job).rejects.toThrow('the threads are closed'));
  await new Promise((resolve) => setTimeout(resolve, 200));
  await close();
  await Promise.all(jobs);
  await expect(run('where')).rejects.toThrow('the threads are closed');
});
