import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pace } from '../../src/slack/painting/pace.ts';
import { virtualTime } from './virtual-time.ts';

it('lets no window have more calls, whenever the other side counts them, and makes each of them', async () => {
  const some = fc.record({
    most: fc.integer({ min: 1, max: 5 }),
    windowMs: fc.integer({ min: 1, max: 1_000 }),
    calls: fc.array(
      fc.record({
        givenAtMs: fc.integer({ min: 0, max: 3_000 }),
        thereAfterMs: fc.integer({ min: 0, max: 500 }),
        backAfterMs: fc.integer({ min: 0, max: 500 }),
        fails: fc.boolean(),
      }),
      { maxLength: 20 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(some, async ({ most, windowMs, calls }) => {
      const time = virtualTime();
      const { inTurn } = pace({ most, windowMs }, time);
      const counted: number[] = [];
      const all = calls.map(async ({ givenAtMs, thereAfterMs, backAfterMs, fails }) => {
        await time.wait(givenAtMs);
        const call = async () => {
          await time.wait(thereAfterMs);
          counted.push(time.clock());
          await time.wait(backAfterMs);
          if (fails) throw new Error('refused');
        };
        await inTurn(call).catch(() => {});
      });
      await time.run(Promise.all(all));
      expect(counted).toHaveLength(calls.length);
      for (const fromMs of counted)
        expect(counted.filter((atMs) => atMs >= fromMs && atMs < fromMs + windowMs).length).toBeLessThanOrEqual(most);
    }),
    { numRuns: 200 },
  );
});

it('makes nobody wait while there is room, and says how much there is', async () => {
  const time = virtualTime();
  const { inTurn, room } = pace({ most: 2, windowMs: 1_000 }, time);
  expect(room()).toBe(2);
  await time.run(Promise.all([inTurn(async () => {}), inTurn(async () => {})]));
  expect([time.clock(), room()]).toEqual([0, 0]);
  await time.run(inTurn(async () => {}));
  expect(time.clock()).toBe(1_000);
  expect(room()).toBe(1);
});
