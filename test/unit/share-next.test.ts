import { expect, it } from 'vitest';
import { shareNext } from '../../src/code/share-next.ts';

/** Runs that end when they are told to. */
function runs() {
  const begun: PromiseWithResolvers<number>[] = [];
  const run = () => {
    const one = Promise.withResolvers<number>();
    begun.push(one);
    return one.promise;
  };
  return { begun, run };
}

it('tells everybody what was there after they asked, in two runs however many ask', async () => {
  const { begun, run } = runs();
  const share = shareNext<number>();
  const first = share('a', run);
  const later = [share('a', run), share('a', run), share('a', run)];
  expect(begun).toHaveLength(1);
  begun[0]?.resolve(1);
  expect(await first).toBe(1);
  await expect.poll(() => begun.length).toBe(2);
  // The second one is under way: who comes now is told by a third.
  const last = share('a', run);
  begun[1]?.resolve(2);
  expect(await Promise.all(later)).toEqual([2, 2, 2]);
  await expect.poll(() => begun.length).toBe(3);
  begun[2]?.resolve(3);
  expect(await last).toBe(3);
});

it('has other keys run beside it, and a failure fail only those who share it', async () => {
  const { begun, run } = runs();
  const share = shareNext<number>();
  const [a, b] = [share('a', run), share('b', run)];
  const next = share('a', run);
  begun[0]?.reject(new Error('gone'));
  begun[1]?.resolve(1);
  await expect(a).rejects.toThrow('gone');
  expect(await b).toBe(1);
  await expect.poll(() => begun.length).toBe(3);
  begun[2]?.resolve(2);
  expect(await next).toBe(2);
});
