import type { CapReached } from '../../domain/cap.ts';
import type { Fact } from '../../domain/fact.ts';
import { spentWords, WAITS_FOR_SOMEBODY } from '../../refine/case/spending-words.ts';
import { goFurtherButton } from '../controls/go-further.ts';
import { stopButton } from '../controls/stop.ts';
import type { Post } from '../post.ts';
import { isCurrent, type Scene } from '../scene.ts';
import { inReadersZone } from '../texts/in-readers-zone.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { nameOf } from '../texts/person.ts';
import { aside, buttons, heading, paragraph, richText } from '../texts/rich-text.ts';

/** What may be spent is spent: how much that is, when the day ends, and the way on. */
export function spendingView({ history }: Scene, fact: Fact, reached: CapReached): Post {
  const { id } = history.now;
  const { revision, seq } = fact;
  const agreed = history.facts.find((later) => later.seq > seq && later.body.kind === 'spending-agreed')?.body;
  const isAsked = isCurrent(history, fact) && history.spending !== undefined && !agreed;
  const pressable = isAsked ? buttons(goFurtherButton.draw({ id, revision }), stopButton.draw({ id })) : undefined;
  return {
    slot: `spending/${seq}`,
    text: noticeOf(history.now, 'what may be spent is spent'),
    blocks: [
      heading('The limit is reached'),
      richText(...limitView(reached)),
      ...(agreed?.kind === 'spending-agreed' ? [aside(`${nameOf(agreed.by)} let it go on.`)] : []),
      ...(pressable ? [pressable] : []),
    ],
  };
}

/** What is spent, what may be, and until when, in the reader's own time. */
export const limitView = (reached: CapReached) => [
  paragraph(spentWords(reached)),
  paragraph(
    WAITS_FOR_SOMEBODY,
    ...(reached.of === 'day' ? [' A new day begins to count ', inReadersZone(reached.endsAtMs), '.'] : []),
  ),
];
