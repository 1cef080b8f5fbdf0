import { type Approved, approve, type Proven, type Refusal } from '../domain/case.ts';
import type { Chapter } from '../ports.ts';
import { PUBLISH, WATCH } from '../refine/case/chapters.ts';
import { signedMessage } from '../refine/case/commit-message.ts';
import { commitNames } from '../refine/case/commit-names.ts';
import { numberOf } from '../refine/case/due-turn.ts';
import type { History } from '../refine/case/fold.ts';
import { pullRequestText } from '../refine/case/pull-request-text.ts';
import { waitMs } from '../refine/case/watching.ts';
import { baseNow } from './base-now.ts';
import type { House, Records } from './house.ts';
import { writesOf } from './make-offer.ts';
import { rightsNow } from './rights-now.ts';
import { chapter, type Scene, step } from './scene.ts';

/** From a Friday to a Monday. After that nobody remembers what they saw. */
const YES_LASTS_MS = 3 * 24 * 3_600_000;

export const publishChapter = (house: House, records: Records): Chapter =>
  chapter(PUBLISH, house, records, publishCase);

/** Judges the yes once more, and commits what was approved. */
async function publishCase(scene: Scene): Promise<void> {
  const { at, house, records, turn } = scene;

  const seq = numberOf(turn);

  await step(scene, 'judge the approval', { stage: 'proven' }, async (now, _spent, history) => {
    if (history.openYes !== seq) return undefined;
    const atMs = house.clock();
    const judged = await judge(now, history, house, records);
    if ('refused' in judged)
      return [`yes-refused/${seq}`, { kind: 'yes-refused', atMs, yes: seq, because: judged.refused }];
    return [`approved/${seq}`, { kind: 'approved', atMs, offer: judged.offer, yeses: [...judged.yeses] }];
  });

  await step(scene, 'commit', { stage: 'approved' }, async (now, _spent, history) => {
    const approved = history.facts.findLast(({ body }) => body.kind === 'approved');
    const [opened] = history.facts;
    if (!approved || !opened) return undefined;
    const { offer, base, project } = now;
    const { branch, straight, pullRequest } = offer.target;
    const signature = { record: opened.hash, audit: approved.hash };
    const commit = await house.codeHost.publish({
      repo: project.repo,
      base,
      branch,
      ...(straight && { straight }),
      message: signedMessage(now, signature),
      atMs: approved.body.atMs,
      writes: await writesOf({ ...now, stage: 'proven' }, offer, house),
      approved: offer.files,
      ...(pullRequest && { pullRequest: { ...pullRequest, ...pullRequestText(now, signature) } }),
    });
    const atMs = house.clock();
    if ('refused' in commit)
      return [`yes-refused/${seq}/at the commit`, { kind: 'yes-refused', atMs, yes: seq, because: commit.refused }];
    // Where people are asked for a merge, there may be CI, and reviews. Planned before anybody hears of it.
    if (commit.pullRequest)
      await records.due.plan(at, WATCH, { atMs: atMs + waitMs(0), about: commitNames(project.repo, commit) });
    return [`published/${offer.digest}`, { kind: 'published', atMs, commit }];
  });
}

/** The last yes, with all that were said to the same offer. */
async function judge(
  now: Proven,
  { offers, yeses }: History,
  house: House,
  records: Records,
): Promise<Approved | Refusal> {
  const offer = offers.find(({ digest }) => digest === yeses.at(-1)?.offer);
  if (!offer) return { refused: 'offer-outdated' };
  if ((await baseNow(now.workspace, now.project, house, records)) !== offer.base) return { refused: 'base-moved' };
  return approve(now, offer, yeses, await rightsNow(now, records, house, now.base), house.clock() - YES_LASTS_MS);
}
