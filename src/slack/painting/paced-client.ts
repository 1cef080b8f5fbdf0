import { type Pace, pace, type Rate, type Timing } from './pace.ts';
import type { ThreadClient } from './painter.ts';

/** What Slack lets an app do: https://docs.slack.dev/apis/web-api/rate-limits */
const A_MINUTE: Rate = { most: 50, windowMs: 60_000 };
const UPLOADS: Rate = { most: 100, windowMs: 60_000 };
/** One message a second to each channel. */
const POSTING: Rate = { most: 1, windowMs: 1_000 };

export type PacedClient = ThreadClient &
  Readonly<{
    /** How many messages could be changed right now. */
    roomForUpdates(): number;
    /** How many files could be uploaded right now. */
    roomForUploads(): number;
  }>;

/**
 * A client that waits rather than be refused. All that draw threads in one process share one: Slack counts for the
 * whole app. What several processes ask for together may be refused all the same, and is then tried again.
 */
export function pacedClient(client: ThreadClient, timing: Timing): PacedClient {
  const { conversations, chat } = client;
  const perMinute = () => pace(A_MINUTE, timing);
  const [replies, history, updates] = [perMinute(), perMinute(), perMinute()];
  const uploads = pace(UPLOADS, timing);
  const posting = new Map<string, Pace>();
  const postingTo = (channel: string): Pace => {
    const known = posting.get(channel) ?? pace(POSTING, timing);
    posting.set(channel, known);
    return known;
  };
  return {
    conversations: {
      replies: (asked) => replies.inTurn(() => conversations.replies(asked)),
      history: (asked) => history.inTurn(() => conversations.history(asked)),
    },
    chat: {
      postMessage: (message) => postingTo(message.channel).inTurn(() => chat.postMessage(message)),
      update: (message) => updates.inTurn(() => chat.update(message)),
    },
    // It needs the client that it is a method of.
    filesUploadV2: (upload) => uploads.inTurn(() => client.filesUploadV2(upload)),
    roomForUpdates: updates.room,
    roomForUploads: uploads.room,
  };
}
