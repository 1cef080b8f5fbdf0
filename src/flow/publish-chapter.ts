import { approve, type Proven } from '../domain/case.ts';
import type { Chapter } from '../ports.ts';
import { signedMessage } from '../refine/commit-message.ts';
import { PUBLISH } from '../refine/due-turn.ts';
import type { History } from '../refine/fold.ts';
import { rightsOf } from '../refine/rights.ts';
import type { House, Records } from './house.ts';
import { writesOf } from './make-offer.ts';
import { historyOf } from './record.ts';
import { chapter, type Scene, step } from './scene.ts';

export const publishChapter = (house: House, records: Records): Chapter =>
  chapter(PUBLISH, house, records, publishCase);

/** Judges the yes once more, and commits what was approved. */
async function publishCase(scene: Scene): Promise<void> {
  const { at, house, records } = scene;
  const { yeses } = await historyOf(records.facts, at);
  const said = yeses.length;

  await step(scene, 'judge the approval', 'proven', async (now, _spent, history) => {
    const atMs = house.clock();
    const judged = await judge(now, history, house);
    const offer = history.yeses.at(-1)?.offer;
    if (!('refused' in judged))
      return [
        `approved/${judged.offer.digest}`,
        { kind: 'approved', atMs, offer: judged.offer, yeses: [...judged.yeses] },
      ];
    return offer && [`yes-refused/${offer}/${said}`, { kind: 'yes-refused', atMs, offer, because: judged.refused }];
  });

  await step(scene, 'commit', 'approved', async (now, _spent, history) => {
    const approved = history.facts.findLast(({ body }) => body.kind === 'approved');
    if (!approved) return undefined;
    const { offer, base, project } = now;
    const commit = await house.codeHost.publish({
      repo: project.repo,
      base,
      branch: offer.target.branch,
      message: signedMessage(now, approved.hash),
      atMs: approved.body.atMs,
      writes: await writesOf({ ...now, stage: 'proven' }, offer, house),
      approved: offer.files,
    });
    const atMs = house.clock();
    if ('refused' in commit)
      return [
        `yes-refused/${offer.digest}/branch`,
        { kind: 'yes-refused', atMs, offer: offer.digest, because: commit.refused },
      ];
    return [`published/${offer.digest}`, { kind: 'published', atMs, commit }];
  });
}

async function judge(
  now: Proven,
  { offers, yeses }: History,
  { codeHost }: House,
): Promise<ReturnType<typeof approve>> {
  const offer = offers.find(({ digest }) => digest === yeses.at(-1)?.offer);
  if (!offer) return { refused: 'offer-outdated' };
  if ((await codeHost.head(now.project.repo)) !== offer.base) return { refused: 'base-moved' };
  return approve(now, offer, yeses, rightsOf(now.project));
}
