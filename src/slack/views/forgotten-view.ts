import type { Forgotten } from '../../domain/case.ts';
import type { Post } from '../post.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { nameOf } from '../texts/person.ts';
import { heading, paragraph, richText } from '../texts/rich-text.ts';

/** In place of the first message, which named what was reported. */
export function forgottenView(now: Forgotten): Post {
  const sentence = `${nameOf(now.forgottenBy)} had this case forgotten: its trace, all texts and answers are erased, and I do nothing more in it.`;
  const rest = 'What was said in this thread stays until somebody deletes it here.';
  return {
    slot: 'opened',
    text: noticeOf(now, sentence),
    blocks: [heading(`Case ${now.id}`), richText(paragraph(sentence), paragraph(rest))],
  };
}
