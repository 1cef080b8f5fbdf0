import { expect, it } from 'vitest';
import { lastFew } from '../../src/code/last-few.ts';

const counted = () => {
  let asked = 0;
  return () => Promise.resolve(++asked);
};

it('is asked once, also by two at a time, until others came after it', async () => {
  const keep = lastFew<number>(2);
  const find = counted();
  expect(await Promise.all([keep('a', find), keep('a', find)])).toEqual([1, 1]);
  await keep('b', find);
  expect(await keep('a', find)).toBe(1);
  await keep('c', find);
  expect(await keep('a', find)).toBe(1);
  expect(await keep('b', find)).toBe(4);
});

it('asks again after a failure, and for what is not kept', async () => {
  const keep = lastFew<number>(2, (value) => value > 1);
  await expect(keep('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  const find = counted();
  expect(await keep('a', find)).toBe(1);
  expect(await keep('a', find)).toBe(2);
  expect(await keep('a', find)).toBe(2);
});
