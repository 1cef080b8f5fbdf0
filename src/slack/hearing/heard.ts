import type { AnswerForOne } from '../controls/reply.ts';

/** A message as Slack delivers it, once as `message`, and once more as `app_mention` where the bot is mentioned. */
export type Heard = Readonly<{
  channel: string;
  ts: string;
  /** `ts` of the message that it replies to. */
  thread: string | null;
  user: string;
  text: string;
  /** In a direct message everything is said to the bot. */
  isDirect: boolean;
  /** Ids of the files that were shared with it. */
  files: readonly string[];
}>;

/** What the person alone is told, in the thread where there is one. */
export type Answer = AnswerForOne | undefined;
