import { expect, it } from 'vitest';
import { CHANGE_KINDS, type ChangeKind, changeBudget } from '../../src/slack/painting/change-budget.ts';
import { owedChanges } from '../../src/slack/painting/owed-changes.ts';
import { pace } from '../../src/slack/painting/pace.ts';
import { virtualTime } from './virtual-time.ts';

it('leaves a place for the last change of whatever is on the move, and twenty for words before anything moves', () => {
  let room = 50;
  const budget = changeBudget({ changes: () => room, uploads: () => 7 }, () => 0);
  const rooms = () => CHANGE_KINDS.map(budget.roomFor);
  expect(rooms()).toEqual([50, 7, 50, 30, 15]);
  for (let count = 1; count <= 15; count++) budget.note(`RF-${count}/progress/1`, true);
  budget.note('RF-1/progress/1', true);
  expect(rooms()).toEqual([50, 7, 35, 15, 0]);
  room = 25;
  expect(rooms()).toEqual([25, 7, 10, -10, -10]);
  for (let count = 1; count <= 15; count++) budget.note(`RF-${count}/progress/1`, false);
  expect(rooms()).toEqual([25, 7, 25, 5, 5]);
});

it('keeps no place for what has not moved for ten minutes: another process draws it', () => {
  let nowMs = 0;
  const budget = changeBudget({ changes: () => 50, uploads: () => 0 }, () => nowMs);
  budget.note('RF-1/progress/1', true);
  nowMs = 600_000;
  expect(budget.roomFor('picture')).toBe(49);
  nowMs += 1;
  expect(budget.roomFor('picture')).toBe(50);
});

/** Two hundred threads that all owe changes, under a limit of fifty a minute. */
function someStorm() {
  const time = virtualTime();
  const updates = pace({ most: 50, windowMs: 60_000 }, time);
  const budget = changeBudget({ changes: updates.room, uploads: () => 100 }, time.clock);
  const made: string[] = [];
  const lacks = new Map<string, ChangeKind[]>();
  let rest = Promise.withResolvers<void>();
  const owing = owedChanges<string>({
    budget,
    wait: time.wait,
    signal: new AbortController().signal,
    /** As a painting does it: what there is room for, and the rest is owed. */
    async draw(thread) {
      await time.wait(30);
      const owed: ChangeKind[] = [];
      for (const kind of lacks.get(thread) ?? []) {
        if (budget.roomFor(kind) <= 0) owed.push(kind);
        else await updates.inTurn(async () => void made.push(`${kind} ${thread}`));
      }
      lacks.set(thread, owed);
      owing.owe(thread, owed);
      if ([...lacks.values()].every(({ length }) => length === 0)) rest.resolve();
    },
  });
  return {
    made,
    time,
    owe(thread: string, ...kinds: ChangeKind[]) {
      lacks.set(thread, kinds);
      owing.owe(thread, kinds);
    },
    untilRest() {
      rest = Promise.withResolvers<void>();
      return time.run(rest.promise);
    },
  };
}

it('makes each change once, words before the pictures of others, as fast as the limit allows', async () => {
  const { owe, made, time, untilRest } = someStorm();
  for (let count = 1; count <= 200; count++) owe(`RF-${count}`, 'picture');
  for (let count = 1; count <= 60; count++) owe(`RF-${count}`, 'words', 'picture');
  await untilRest();
  expect(made).toHaveLength(260);
  expect(new Set(made).size).toBe(260);
  // Whoever is drawn for its words is given its picture along; nobody else's comes before the last word.
  expect(made.findLastIndex((change) => change.startsWith('words'))).toBeLessThan(50 + 2 * 60);
  // The 260th of them falls into the sixth minute.
  expect(time.clock()).toBeGreaterThanOrEqual(300_000);
  expect(time.clock()).toBeLessThan(1.05 * 300_000);
});

it('comes to rest, and begins again', async () => {
  const { owe, made, untilRest } = someStorm();
  owe('RF-1', 'words');
  await untilRest();
  owe('RF-2', 'words');
  await untilRest();
  expect(made).toEqual(['words RF-1', 'words RF-2']);
});

it('draws nothing more once it is over', async () => {
  const ending = new AbortController();
  const drawn: string[] = [];
  let ring = () => {};
  const owing = owedChanges<string>({
    budget: { roomFor: () => 0 },
    draw: async (thread) => void drawn.push(thread),
    wait: () =>
      new Promise((resolve) => {
        ring = resolve;
      }),
    signal: ending.signal,
  });
  owing.owe('RF-1', ['words']);
  ending.abort();
  ring();
  await new Promise((done) => setImmediate(done));
  expect(drawn).toEqual([]);
});
