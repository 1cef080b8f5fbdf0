import type { Fact, FactBody } from '../../domain/fact.ts';
import { unmuteButton } from '../controls/unmute.ts';
import type { Post } from '../post.ts';
import type { Scene } from '../scene.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { nameOf } from '../texts/person.ts';
import { aside, buttons, paragraph, richText } from '../texts/rich-text.ts';

/** Said once: who wanted quiet, what that means, and the way back. */
export function mutedView({ history }: Scene, { seq }: Fact, { by }: FactBody & { kind: 'muted' }): Post {
  const { now, muted, facts } = history;
  const ended = facts.find((later) => later.seq > seq && later.body.kind === 'unmuted')?.body;
  const isMuted = muted?.seq === seq;
  const pressable = isMuted ? buttons(unmuteButton.draw({ id: now.id })) : undefined;
  const sentence = `${nameOf(by)} muted me in this thread.`;
  return {
    slot: `muted/${seq}`,
    text: noticeOf(now, 'muted'),
    blocks: [
      richText(
        paragraph(sentence, ...(isMuted ? [` ${MEANS}`] : [])),
        ...(isMuted ? [paragraph('To hear from me again, press the button or say “@refinery unmute”.')] : []),
      ),
      ...(ended?.kind === 'unmuted' ? [aside(`${nameOf(ended.by)} unmuted me.`)] : []),
      ...(pressable ? [pressable] : []),
    ],
  };
}

const MEANS =
  'I go on with my work and keep what is said here, but I answer no question and post no news. What somebody decides by a button still shows what comes of it.';
