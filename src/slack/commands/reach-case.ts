import type { CaseId } from '../../domain/case.ts';
import { kindOf } from '../../domain/errors.ts';
import type { History } from '../../refine/case/fold.ts';
import type { Known } from '../people.ts';
import type { SlackTools, Typed } from '../tools.ts';

/** What a command on a case that was found is answered from. */
export type AboutCase = Readonly<{ id: CaseId; history: History; who: Known }>;

/**
 * A case that somebody names, if they are in its channel, wherever they ask. `undefined` for every other one: of those
 * not even that they are there is said. Errors as `Desk.find`, and as `WebClient` when Slack does not tell the channels.
 */
export async function reachCase(
  id: CaseId,
  { channel, user }: Pick<Typed, 'channel' | 'user'>,
  { desk, team, channelsOf }: Pick<SlackTools, 'desk' | 'team' | 'channelsOf'>,
): Promise<History | undefined> {
  const history = await desk.find(id).catch((error: unknown) => {
    if (kindOf(error) !== 'case-not-found') throw error;
    return undefined;
  });
  const place = history?.now.place;
  if (!place || place.team !== team) return undefined;
  return place.channel === channel || (await channelsOf(user)).includes(place.channel) ? history : undefined;
}

export const noCaseWords = (id: CaseId): string =>
  `There is no case ${id} in your channels. /refinery cases lists those of a channel.`;
