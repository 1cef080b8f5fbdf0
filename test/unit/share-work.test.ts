import { expect, it } from 'vitest';
import { shareWork } from '../../src/store/share-work.ts';

it('does one piece of work for all who ask meanwhile, and another one afterwards', async () => {
  const share = shareWork<number>();
  let begun = 0;
  const gate = Promise.withResolvers<void>();
  const work = async () => {
    const mine = ++begun;
    await gate.promise;
    return mine;
  };
  const asked = [share('a', work), share('a', work), share('b', work)];
  gate.resolve();
  expect(await Promise.all(asked)).toEqual([1, 1, 2]);
  expect(await share('a', work)).toBe(3);
});

it('lets all fail together, and the next try again', async () => {
  const share = shareWork<string>();
  const failing = () => Promise.reject(new Error('no'));
  const both = await Promise.allSettled([share('a', failing), share('a', failing)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await share('a', async () => 'yes')).toBe('yes');
});
