import type { Chapter } from '../ports.ts';
import { WATCH } from '../refine/case/chapters.ts';
import { numberOf } from '../refine/case/due-turn.ts';
import { isUnwanted, newsIn } from '../refine/case/watching.ts';
import type { House, Records } from './house.ts';
import { chapter, type Scene, step } from './scene.ts';
import { readMemo, type WatchMemo } from './watch-memo.ts';

export const watchChapter = (house: House, records: Records): Chapter => chapter(WATCH, house, records, tellNews);

const PUBLISHED = { stage: 'published' } as const;

/** Tells what the last look showed: a look that shows nothing new begins no chapter (`lookout.ts`). */
async function tellNews(scene: Scene): Promise<void> {
  const { house } = scene;
  const turn = numberOf(scene.turn);

  await step(scene, 'tell of the checks', PUBLISHED, async (_now, _spent, history) => {
    const { seen } = await left(scene);
    const { ci } = seen ? newsIn(history, seen) : {};
    return ci && [`ci-seen/${turn}`, { kind: 'ci-seen', atMs: house.clock(), ci }];
  });

  await step(scene, 'tell of the pull request', PUBLISHED, async (_now, _spent, history) => {
    const { seen } = await left(scene);
    const { pullRequest } = seen ? newsIn(history, seen) : {};
    return (
      pullRequest && [`pull-request-seen/${turn}`, { kind: 'pull-request-seen', atMs: house.clock(), pullRequest }]
    );
  });

  await step(scene, 'ask to take it back', PUBLISHED, async ({ commit, yeses }, _spent, history) => {
    const by = yeses.at(-1)?.by;
    if (!by || !isUnwanted(history)) return undefined;
    const asked = { kind: 'roll-back-asked', atMs: house.clock(), by, commit: commit.sha, because: 'ci-red' } as const;
    return [`roll-back-asked/${commit.sha}`, asked];
  });

  await step(scene, 'end the watch', PUBLISHED, async () => {
    const { isOver } = await left(scene);
    return isOver ? ['watch-ended', { kind: 'watch-ended', atMs: house.clock() }] : undefined;
  });
}

async function left({ at, records }: Scene): Promise<WatchMemo> {
  return readMemo((await records.due.find(at, WATCH))?.memo ?? null);
}
