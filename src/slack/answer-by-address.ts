import type { KnownBlock } from '@slack/types';
import type { AnswerForOne } from './controls/reply.ts';
import type { PictureFiles } from './picture-files.ts';
import { imageOf } from './post.ts';
import { QUIETLY } from './quietly.ts';
import { mrkdwn } from './texts/mrkdwn.ts';
import type { Voice } from './voice.ts';

/** What is sent to the address that came with a command or a press: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
type Addressed = typeof QUIETLY &
  Readonly<{
    response_type: 'ephemeral';
    replace_original: false;
    text: string;
    blocks?: KnownBlock[];
    thread_ts?: string;
  }>;

export type Address = Readonly<{
  respond(message: Addressed): Promise<unknown>;
  triggerId: string;
  user: string;
  thread: string | null;
}>;

/** What one person alone is answered with, by the address that came with it, for the bot may be no member there yet. */
export async function answerByAddress(
  answer: AnswerForOne,
  { respond, triggerId, user, thread }: Address,
  { open, give, explain, files }: Pick<Voice, 'open' | 'give' | 'explain'> & Readonly<{ files: PictureFiles }>,
): Promise<void> {
  const where = {
    ...QUIETLY,
    response_type: 'ephemeral' as const,
    replace_original: false as const,
    ...(thread !== null && { thread_ts: thread }),
  };
  const whisper = (words: string) => respond({ ...where, text: mrkdwn(words) });
  if (answer.show === 'whisper') await whisper(answer.text);
  if (answer.show === 'post') {
    const { text, blocks, picture } = answer;
    await respond({ ...where, text, blocks: [...blocks] });
    if (picture)
      await files.show(picture, (file) =>
        respond({ ...where, text: mrkdwn(picture.alt), blocks: [imageOf(picture, file)] }),
      );
  }
  if (answer.show === 'file') await give(answer.file, user, whisper);
  if (answer.show === 'modal')
    await open(triggerId, answer.view).catch((error: unknown) => whisper(explain(error, 'a form')));
}
