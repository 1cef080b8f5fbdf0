import { kindOf } from '../../domain/errors.ts';
import type { Sessions } from '../agent/sessions.ts';
import { type AnswerForOne, postForOne } from '../controls/reply.ts';
import type { PictureFiles } from '../picture-files.ts';
import { imageOf } from '../post.ts';
import { tellPeople } from '../tell-people.ts';
import { mrkdwn } from '../texts/mrkdwn.ts';
import { plainText } from '../texts/plain-text.ts';
import type { SlackTools } from '../tools.ts';
import { formView } from '../views/form-view.ts';
import type { Spot, Voice } from '../voice.ts';
import { hearMessage } from './hear-message.ts';
import type { Heard } from './heard.ts';

export type Hearing = Readonly<{
  tools: SlackTools;
  voice: Pick<Voice, 'whisper' | 'tell' | 'give'>;
  files: PictureFiles;
  sessions: Sessions;
  /** As `earlierMessages`. */
  earlier(heard: Heard): Promise<readonly string[]>;
}>;

/** Deals with a message, and says what comes of it to whoever wrote it; in a conversation with the bot alone it stays there. */
export function answerHeard({
  tools,
  voice,
  files,
  sessions,
  earlier,
}: Hearing): (heard: Heard, isFirstTime: boolean) => Promise<void> {
  const say = async (spot: Spot, answer: AnswerForOne, { isDirect, text }: Heard) => {
    const whisper = (words: string) =>
      isDirect ? voice.tell(spot, postForOne(mrkdwn(words)), true) : voice.whisper(spot, words);
    if (answer.show === 'whisper') await whisper(answer.text);
    if (answer.show === 'post') {
      const { picture } = answer;
      await voice.tell(spot, answer, isDirect);
      if (picture)
        await files.show(picture, (file) =>
          voice.tell(spot, postForOne(mrkdwn(picture.alt), [imageOf(picture, file)]), isDirect),
        );
    }
    if (answer.show === 'file') await voice.give(answer.file, spot.user, whisper);
    if (answer.show === 'modal') await voice.tell(spot, formView(withoutMention(text, tools.self)), isDirect);
  };
  const hear = async (heard: Heard, spot: Spot, stopped: AbortSignal) => {
    const answer = await hearMessage(heard, tools, () => earlier(heard));
    if (answer && !stopped.aborted) await say(spot, answer, heard);
  };

  return async (heard, isFirstTime) => {
    // A conversation with the bot alone is a thread, whose first message is the person's.
    const thread = heard.thread ?? heard.ts;
    const spot = { ...heard, thread };
    try {
      if (!heard.isDirect) return await hear(heard, spot, new AbortController().signal);
      const title = heard.thread === null ? plainText(heard.text).replace(/\s+/g, ' ').trim() : null;
      const session = { channel: heard.channel, thread };
      const ended = await sessions.whileWorking(session, title, (stopped) => hear(heard, spot, stopped));
      if (ended === 'stopped') await voice.tell(spot, postForOne(STOPPED), true);
    } catch (error) {
      // Slack brings it again. Whoever waits for an answer is told meanwhile, once.
      const isWaitedFor = heard.isDirect || heard.text.includes(`<@${tools.self}>`);
      const why = tellPeople(kindOf(error) ?? 'unexpected');
      if (isWaitedFor && isFirstTime) await say(spot, { show: 'whisper', text: why }, heard).catch(() => {});
      throw error;
    }
  };
}

const STOPPED = 'Stopped: I say no more to that. What was decided before stays.';

const withoutMention = (text: string, self: string): string => text.replaceAll(`<@${self}>`, ' ').trim();
