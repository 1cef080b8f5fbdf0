import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { PostForOne } from './controls/reply.ts';
import { QUIETLY } from './quietly.ts';

/** What is said in a channel for everybody there, outside of any case. */
export type Announcer = Readonly<{
  /** `false` where nothing can be posted: people are told another way then. */
  announce(channel: string, post: PostForOne): Promise<boolean>;
  /** Puts something else in the place of a message of ours. Where that can't be, it stays. @param ts the message */
  amendPost(channel: string, ts: string, post: PostForOne): Promise<void>;
}>;

export function announcer({ chat }: Pick<WebClient, 'chat'>, log: Logger): Announcer {
  const failed = (error: unknown): false => {
    log.warn({ error: String(error) }, 'a message for a channel');
    return false;
  };
  return {
    announce: (channel, { text, blocks }) =>
      chat.postMessage({ channel, text, blocks: [...blocks], ...QUIETLY }).then(() => true, failed),
    async amendPost(channel, ts, { text, blocks }) {
      await chat.update({ channel, ts, text, blocks: [...blocks] }).catch(failed);
    },
  };
}
