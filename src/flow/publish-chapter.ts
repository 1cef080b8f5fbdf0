import { type Approved, approve, type Proven, type Refusal, type Yes } from '../domain/case.ts';
import type { Offer } from '../domain/change.ts';
import type { Chapter } from '../ports.ts';
import { signedMessage } from '../refine/commit-message.ts';
import { offerOf, PUBLISH } from '../refine/due-turn.ts';
import { rightsOf } from '../refine/rights.ts';
import type { House, Records } from './house.ts';
import { writesOf } from './make-offer.ts';
import { chapter, type Scene, step } from './scene.ts';

export const publishChapter = (house: House, records: Records): Chapter =>
  chapter(PUBLISH, house, records, publishCase);

/** Judges the yes once more, and commits what was approved. */
async function publishCase(scene: Scene): Promise<void> {
  const { house, turn } = scene;

  await step(scene, 'judge the approval', { stage: 'proven' }, async (now, _spent, history) => {
    const atMs = house.clock();
    const offer = history.offers.find(({ digest }) => digest === offerOf(turn));
    const judged = offer ? await judge(now, offer, history.yeses, house) : ({ refused: 'offer-outdated' } as const);
    if ('refused' in judged)
      return [
        `yes-refused/${turn.decision}`,
        { kind: 'yes-refused', atMs, offer: offerOf(turn), because: judged.refused },
      ];
    return [
      `approved/${judged.offer.digest}`,
      { kind: 'approved', atMs, offer: judged.offer, yeses: [...judged.yeses] },
    ];
  });

  await step(scene, 'commit', { stage: 'approved' }, async (now, _spent, history) => {
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
  offer: Offer,
  yeses: readonly Yes[],
  { codeHost }: House,
): Promise<Approved | Refusal> {
  if ((await codeHost.head(now.project.repo)) !== offer.base) return { refused: 'base-moved' };
  return approve(now, offer, yeses, rightsOf(now.project));
}
