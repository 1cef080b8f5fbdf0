import type { Proven } from '../domain/case.ts';
import type { Offer, Target, TargetWish } from '../domain/change.ts';
import { RefineryError } from '../domain/errors.ts';
import type { Hypothesis } from '../domain/hypothesis.ts';
import type { CodePlace } from '../domain/project.ts';
import type { CodeHost, FileWrite } from '../ports.ts';
import { branchName, commitMessage } from '../refine/case/commit-message.ts';
import { sealOffer } from '../refine/case/digest.ts';
import { inverseOf } from '../refine/change/apply-edits.ts';
import { applyChange } from './apply-change.ts';
import type { House } from './house.ts';

/** `pullRequest: undefined` asks for the branch alone; without it, the usual one is meant. */
export type Told = Readonly<{
  message?: string | undefined;
  pullRequest?: Target['pullRequest'] | undefined;
  /** Onto the branch that the case works on, where its project names one; never with a pull request. */
  straight?: true | undefined;
  /** Only where there is a pull request. */
  takenBackIfRed?: Target['takenBackIfRed'] | undefined;
}>;

/** An offer with what it would write. Same case, hypothesis and target: same offer. */
export type OfferInFull = Readonly<{
  offer: Offer;
  writes: readonly FileWrite[];
  before: ReadonlyMap<string, Uint8Array | null>;
  /** The branch of the context files that the base brings, which nobody has merged yet: they come along. */
  upon?: string;
}>;

/**
 * What a person is asked to approve: the exact files on the exact base, where
 * they go, and their inverse. Errors as `CodeHost`.
 *
 * @param told what somebody chose of the target; the rest is as it is usual there
 */
export async function makeOffer(
  proven: Proven,
  hypothesis: Hypothesis,
  { codeHost }: Pick<House, 'codeHost'>,
  told: Told = {},
): Promise<OfferInFull | Readonly<{ refused: string }>> {
  const applied = await applyChange(hypothesis.change.edits, proven.project.repo, proven.base, codeHost);
  if ('refused' in applied) return applied;
  const { repo } = proven.project;
  const { message = commitMessage(proven, hypothesis) } = told;
  const pullRequest = 'pullRequest' in told ? told.pullRequest : await usualPullRequest(proven.project, codeHost);
  const straightTo = told.straight && proven.project.branch;
  const takenBackIfRed = pullRequest && told.takenBackIfRed;
  const target: Target = {
    repo,
    branch: straightTo ?? branchName(proven, hypothesis),
    message,
    ...(straightTo !== undefined && { straight: true as const }),
    ...(pullRequest && { pullRequest }),
    ...(takenBackIfRed && { takenBackIfRed }),
  };
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
  const again = hypothesis && (await makeOffer(proven, hypothesis, house, chosenIn(offer.target)));
  if (!again || 'refused' in again || again.offer.digest !== offer.digest)
    throw new RefineryError('commit-differs', `${proven.id}: the edits no longer make offer ${offer.digest}`);
  return again.writes;
}

const chosenIn = ({ message, straight, pullRequest, takenBackIfRed }: Target): Told => ({
  message,
  straight,
  pullRequest,
  takenBackIfRed,
});

/** A person's wish in the terms of a repository. Errors as `CodeHost`. */
export async function toldBy({ goesAs, ...wish }: TargetWish, place: CodePlace, codeHost: CodeHost): Promise<Told> {
  if (goesAs === undefined) return wish;
  if (goesAs === 'straight') return { ...wish, straight: true, pullRequest: undefined };
  if (goesAs === 'branch') return { ...wish, pullRequest: undefined };
  return { ...wish, pullRequest: await usualPullRequest(place, codeHost, goesAs === 'draft') };
}

/** Where there are pull requests, people see changes in them. */
export async function usualPullRequest(
  { repo, branch }: CodePlace,
  { pullRequestBase }: CodeHost,
  isDraft = false,
): Promise<Target['pullRequest']> {
  const base = await pullRequestBase(repo);
  return base === undefined ? undefined : { base: branch ?? base, isDraft };
}
