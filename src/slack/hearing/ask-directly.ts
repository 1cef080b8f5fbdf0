import { CaseId } from '../../domain/case.ts';
import { noCaseWords, reachCase } from '../commands/reach-case.ts';
import { type AnswerForOne, postForOne, whisper } from '../controls/reply.ts';
import { nameOf } from '../texts/person.ts';
import { paragraph, richText, webLink } from '../texts/rich-text.ts';
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
): Promise<AnswerForOne> {
  const history = await reachCase(id, { channel: '', user }, { desk, channelsOf, team });
  if (!history) return whisper(noCaseWords(id));
  const { muted, now } = history;
  if (muted)
    return whisper(
      `${nameOf(muted.by)} muted me in the thread of ${id}, where I would answer. To hear from me there: /refinery unmute ${id}`,
    );
  const { by } = await people(user);
  await desk.comment(id, ts, { by, text: saidText(text), addressed: true });
  resume(id);
  const address = now.place ? threadLink(now.place) : undefined;
  const thread = `the thread of ${id}`;
  return postForOne(`I answer in ${thread}.`, [
    richText(
      paragraph(
        'I answer in ',
        address === undefined ? thread : webLink(thread, address),
        ', where all who work on it can read along.',
      ),
    ),
  ]);
}
