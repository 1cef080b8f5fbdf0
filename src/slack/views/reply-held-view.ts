import type { Fact, FactBody } from '../../domain/fact.ts';
import { letsGoOn } from '../../refine/proof/spending.ts';
import { answerFurtherButton } from '../controls/answer-further.ts';
import type { Post } from '../post.ts';
import type { Scene } from '../scene.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { nameOf } from '../texts/person.ts';
import { startOf } from '../texts/plain-text.ts';
import { aside, buttons, paragraph, quote, richText } from '../texts/rich-text.ts';
import { limitView } from './spending-view.ts';

/** What somebody asked and is not answered yet, for what may be spent is spent; and the way on. */
export function replyHeldView(
  { history }: Scene,
  { seq }: Fact,
  { to, reached }: FactBody & { kind: 'reply-held' },
): Post | undefined {
  const { now, facts, comments, heldReplies } = history;
  const asked = comments.find((comment) => comment.seq === to);
  // Whoever took it back waits for no answer.
  if (!asked) return undefined;
  const isHeld = heldReplies.some((held) => held.seq === seq);
  const agreed = facts.find((later) => later.seq > seq && letsGoOn(later.body))?.body;
  const after = agreed && letsGoOn(agreed) ? aside(`${nameOf(agreed.by)} let it go on.`) : undefined;
  const wayOn = isHeld ? buttons(answerFurtherButton.draw({ id: now.id, comment: to })) : after;
  return {
    slot: `reply-held/${seq}`,
    text: noticeOf(now, 'an answer waits, for the limit is reached'),
    blocks: [
      richText(
        paragraph(`${nameOf(asked.by)}, I have not answered this yet, for the limit is reached.`),
        quote(startOf(asked.text, ASKED_CHARS)),
        ...limitView(reached),
      ),
      ...(wayOn ? [wayOn] : []),
    ],
  };
}

/** Enough to know it again by: it stands in the thread. */
const ASKED_CHARS = 200;
