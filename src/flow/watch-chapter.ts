import type { Aftermath } from '../domain/sighting.ts';
import type { Chapter } from '../ports.ts';
import { WATCH, WATCH_REVERT } from '../refine/case/chapters.ts';
import { numberOf } from '../refine/case/due-turn.ts';
import { isUnwanted, newsIn } from '../refine/case/watching.ts';
import type { House, Records } from './house.ts';
import { chapter, type Scene, step } from './scene.ts';
import { readMemo, type WatchMemo } from './watch-memo.ts';

/** Both tell what the last look showed: a look that shows nothing new begins no chapter (`lookout.ts`). */
export const watchChapter = (house: House, records: Records): Chapter => chapter(WATCH, house, records, tellOfFix);
export const watchRevertChapter = (house: House, records: Records): Chapter =>
  chapter(WATCH_REVERT, house, records, tellOfRevert);

const PUBLISHED = { stage: 'published' } as const;
const ROLLED_BACK = { stage: 'rolled-back' } as const;

async function tellOfFix(scene: Scene): Promise<void> {
  const { house } = scene;
  await tellNews(scene, PUBLISHED);

  await step(scene, 'ask to take it back', PUBLISHED, async ({ commit, yeses }, _spent, history) => {
    const by = yeses.at(-1)?.by;
    if (!by || !isUnwanted(history)) return undefined;
    const asked = { kind: 'roll-back-asked', atMs: house.clock(), by, commit: commit.sha, because: 'ci-red' } as const;
    return [`roll-back-asked/${commit.sha}`, asked];
  });

  await endWatch(scene, PUBLISHED, ({ seen }) => (seen?.pullRequest.state === 'merged' ? 'merge' : undefined));
}

async function tellOfRevert(scene: Scene): Promise<void> {
  await tellNews(scene, ROLLED_BACK, 'revert');
  await endWatch(scene, ROLLED_BACK, () => 'revert');
}

type While = typeof PUBLISHED | typeof ROLLED_BACK;

async function tellNews(scene: Scene, stage: While, of?: 'revert'): Promise<void> {
  const { house } = scene;
  // The two watches count their turns each for itself.
  const turn = of ? `${of}/${numberOf(scene.turn)}` : numberOf(scene.turn);

  await step(scene, 'tell of the checks', stage, async (_now, _spent, history) => {
    const { seen } = await left(scene);
    const { ci } = seen ? newsIn(history, seen, of) : {};
    return ci && [`ci-seen/${turn}`, { kind: 'ci-seen', atMs: house.clock(), ...ci }];
  });

  await step(scene, 'tell of the pull request', stage, async (_now, _spent, history) => {
    const { seen } = await left(scene);
    const { pullRequest } = seen ? newsIn(history, seen, of) : {};
    return (
      pullRequest && [`pull-request-seen/${turn}`, { kind: 'pull-request-seen', atMs: house.clock(), ...pullRequest }]
    );
  });
}

async function endWatch(scene: Scene, stage: While, of: (memo: WatchMemo) => Aftermath | undefined): Promise<void> {
  await step(scene, 'end the watch', stage, async () => {
    const memo = await left(scene);
    if (!memo.isOver) return undefined;
    const about = of(memo);
    const ended = { kind: 'watch-ended', atMs: scene.house.clock(), ...(about && { of: about }) } as const;
    return [about ? `watch-ended/${about}` : 'watch-ended', ended];
  });
}

async function left({ at, turn, records }: Scene): Promise<WatchMemo> {
  return readMemo((await records.due.find(at, turn.chapter))?.memo ?? null);
}
