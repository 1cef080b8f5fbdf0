import type { Fact } from '../../domain/fact.ts';
import type { Sending } from '../../domain/sending.ts';
import { NOTHING_REPLACED, replacedWords, SENT_BESIDES } from '../../refine/case/sending-words.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { sendButton } from '../controls/send.ts';
import { stopButton } from '../controls/stop.ts';
import type { FileToShare, Post } from '../post.ts';
import { isCurrent, type Scene } from '../scene.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { plainText } from '../texts/plain-text.ts';
import { aside, bold, bullets, buttons, code, heading, type Piece, paragraph, richText } from '../texts/rich-text.ts';
import { whoAgreed } from '../texts/who-agreed.ts';

/** What would be sent to models, before any is asked: who gets it, what was replaced, and the text itself as a file. */
export function sendingView({ history, preview }: Scene, fact: Fact, sending: Sending): Post {
  const { id } = history.now;
  const { shown, to } = sending;
  const isAsked = isCurrent(history, fact) && history.sending?.shown === shown;
  const replaced = replacedWords(sending);
  const pressable = isAsked ? buttons(sendButton.draw({ id, shown }), stopButton.draw({ id })) : undefined;
  const file = preview?.sending.shown === shown ? fileOf(preview.text, id, shown) : undefined;
  return {
    slot: `sending/${fact.seq}`,
    text: noticeOf(history.now, 'shall this be sent to a model?'),
    blocks: [
      heading('Before anything is sent'),
      richText(
        paragraph('This project wants somebody to look first. It would go to ', ...namesOf(to), '.'),
        paragraph(bold('What I replaced')),
        replaced.length === 0 ? paragraph(NOTHING_REPLACED) : bullets(replaced.map((line) => [line])),
        paragraph(
          `The text itself is the file ${nameOfFile(id, shown)}, ${sending.tokens.toLocaleString('en')} tokens of the trace.`,
        ),
      ),
      aside(SENT_BESIDES),
      ...(isAsked ? [] : [aside(whoAgreed(history, shown) ?? 'Nobody agreed, so nothing was sent.')]),
      ...(pressable ? [pressable] : []),
    ],
    ...(file && { file }),
  };
}

/** The sample's stand-in is on this machine, and no provider that anybody knows. */
function namesOf(to: readonly string[]): readonly Piece[] {
  return to.flatMap((name, index) => [...(index === 0 ? [] : [' and ']), code(shorten(plainText(name), 120))]);
}

function fileOf(content: string, id: string, shown: string): FileToShare {
  return { name: nameOfFile(id, shown), title: `What would be sent of ${id}`, content };
}

const nameOfFile = (id: string, shown: string): string => `${id}-to-send-${shown.slice(0, 8)}.txt`;
