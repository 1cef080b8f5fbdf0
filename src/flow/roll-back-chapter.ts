import type { Chapter } from '../ports.ts';
import { ROLL_BACK, WATCH_REVERT } from '../refine/case/chapters.ts';
import { revertMessage } from '../refine/case/commit-message.ts';
import { commitNames } from '../refine/case/commit-names.ts';
import { numberOf } from '../refine/case/due-turn.ts';
import { revertText } from '../refine/case/pull-request-text.ts';
import { waitMs } from '../refine/case/watching.ts';
import type { House, Records } from './house.ts';
import { chapter, type Scene, step } from './scene.ts';

export const rollBackChapter = (house: House, records: Records): Chapter =>
  chapter(ROLL_BACK, house, records, rollBackCase);

/** Takes back what was published: exactly the approved inverse. */
async function rollBackCase(scene: Scene): Promise<void> {
  const { at, house, records, turn } = scene;
  await step(scene, 'roll back', { stage: 'published' }, async (now, _spent, history) => {
    const asked = history.facts.find(({ seq }) => seq === numberOf(turn));
    const [opened] = history.facts;
    if (!asked || !opened) return undefined;
    const { project, commit, offer } = now;
    const message = revertMessage(now, { record: opened.hash, audit: asked.hash });
    const reverted = await house.codeHost.rollBack({
      repo: project.repo,
      published: commit,
      ...(offer.target.straight && { straight: true as const }),
      inverse: offer.inverse,
      message,
      atMs: asked.body.atMs,
      text: revertText(now, message),
    });
    const atMs = house.clock();
    if (!('refused' in reverted)) {
      const { alsoOn, closed, ...revert } = reverted;
      const how = closed && { closed };
      // As for the fix: planned before anybody hears of it.
      if (revert.pullRequest && !closed)
        await records.due.plan(at, WATCH_REVERT, { atMs: atMs + waitMs(0), about: commitNames(project.repo, revert) });
      return [`rolled-back/${commit.sha}`, { kind: 'rolled-back', atMs, commit: revert, alsoOn, ...how }];
    }
    const why =
      reverted.refused === 'branch-gone'
        ? { changedSince: [], goneBut: reverted.alsoOn }
        : { changedSince: reverted.paths };
    return [`roll-back-refused/${asked.seq}`, { kind: 'roll-back-refused', atMs, ...why }];
  });
}
