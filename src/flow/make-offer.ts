import type { Proven } from '../domain/case.ts';
import type { Offer, Target } from '../domain/change.ts';
import { RefineryError } from '../domain/errors.ts';
import type { Hypothesis } from '../domain/hypothesis.ts';
import type { FileWrite } from '../ports.ts';
import { branchName, commitMessage } from '../refine/case/commit-message.ts';
import { sealOffer } from '../refine/case/digest.ts';
import { inverseOf } from '../refine/change/apply-edits.ts';
import { applyChange } from './apply-change.ts';
import type { House } from './house.ts';

/** An offer with what it would write. Same case, hypothesis and message: same offer. */
export type OfferInFull = Readonly<{
  offer: Offer;
  writes: readonly FileWrite[];
  before: ReadonlyMap<string, Uint8Array | null>;
}>;

/**
 * What a person is asked to approve: the exact files on the exact base, where
 * they go, and their inverse. Errors as `CodeHost`.
 *
 * @param message `undefined` for the one that is proposed
 */
export async function makeOffer(
  proven: Proven,
  hypothesis: Hypothesis,
  { codeHost }: Pick<House, 'codeHost'>,
  message = commitMessage(proven, hypothesis),
): Promise<OfferInFull | Readonly<{ refused: string }>> {
  const applied = await applyChange(hypothesis.change.edits, proven.project.repo, proven.base, codeHost);
  if ('refused' in applied) return applied;
  const target: Target = { repo: proven.project.repo, branch: branchName(proven, hypothesis), message };
  const offer = sealOffer({
    hypothesisId: hypothesis.id,
    change: hypothesis.change.digest,
    base: proven.base,
    target,
    files: applied.approved,
    inverse: inverseOf(applied.approved),
  });
  return { offer, writes: applied.writes, before: new Map(applied.changed.map(({ path, before }) => [path, before])) };
}

/** The writes of an approved offer, made again from the edits; what comes out must be what was approved. @throws RefineryError commit-differs */
export async function writesOf(
  proven: Proven,
  offer: Offer,
  house: Pick<House, 'codeHost'>,
): Promise<readonly FileWrite[]> {
  const hypothesis = proven.hypotheses.find(({ id }) => id === offer.hypothesisId);
  const again = hypothesis && (await makeOffer(proven, hypothesis, house, offer.target.message));
  if (!again || 'refused' in again || again.offer.digest !== offer.digest)
    throw new RefineryError('commit-differs', `${proven.id}: the edits no longer make offer ${offer.digest}`);
  return again.writes;
}
