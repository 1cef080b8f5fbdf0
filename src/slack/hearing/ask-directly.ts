import { CaseId } from '../../domain/case.ts';
import { kindOf } from '../../domain/errors.ts';
import { type Reply, whisper } from '../controls/reply.ts';
import { tellPeople } from '../tell-people.ts';
import { threadLink } from '../texts/thread-link.ts';
import type { SlackTools } from '../tools.ts';
import type { Heard } from './heard.ts';
import { saidText } from './said-text.ts';

const NAMED = /(?<![\p{L}\p{N}-])RF-\d{1,9}(?![\p{L}\p{N}])/iu;

/** The case that a text names: `RF-12, why was the price wrong?` */
export const caseNamed = (text: string): CaseId | undefined =>
  CaseId.safeParse(NAMED.exec(text)?.[0].toUpperCase()).data;

/**
 * A question about a case that was asked of the bot alone. It is put, and answered, in the case's thread: what is known
 * of a case its team knows. Of a case of a channel that the person is not in, not even that it is there is said.
 */
export async function askDirectly(
  id: CaseId,
  { text, user, ts }: Pick<Heard, 'text' | 'user' | 'ts'>,
  { desk, people, channelsOf, team, resume }: SlackTools,
): Promise<Reply> {
  const place = await placeOf(id, desk);
  if (place?.team !== team || !(await channelsOf(user)).includes(place.channel))
    return whisper(tellPeople('case-not-found'));
  const { by } = await people(user);
  await desk.comment(id, ts, { by, text: saidText(text), addressed: true });
  resume(id);
  return whisper(
    `I answer in the thread of ${id}, where all who work on it can read along: ${threadLink(place) ?? ''}`,
  );
}

async function placeOf(id: CaseId, desk: SlackTools['desk']) {
  try {
    return (await desk.find(id)).now.place;
  } catch (error) {
    if (kindOf(error) !== 'case-not-found') throw error;
    return null;
  }
}
