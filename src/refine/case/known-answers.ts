import type { Case } from '../../domain/case.ts';
import type { Digest } from '../../domain/digest.ts';
import { digestOf } from './digest.ts';
import type { History } from './fold.ts';

/**
 * A question as those who may read a case put it: of its repository and, in Slack, of its channel, which may be a private
 * one. So the answer of one case is found by another only where people may be told of it (docs/decisions/028).
 */
export function askedThere(about: Digest, { project, place }: Pick<Case, 'project' | 'place'>): Digest {
  return digestOf({ about, repo: project.repo, place: place && { team: place.team, channel: place.channel } });
}

/**
 * Names the wish of a person for new answers; `undefined` where those that are known will do. It holds until somebody
 * begins the case again without it.
 */
export function wishedAnew({ facts }: Pick<History, 'facts'>): string | undefined {
  const begun = facts.findLast(({ body }) => body.kind === 'opened' || body.kind === 'started-again');
  return begun && 'fresh' in begun.body && begun.body.fresh ? `${begun.case}/${begun.seq}` : undefined;
}
