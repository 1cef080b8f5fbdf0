import type { CaseId } from '../../domain/case.ts';
import type { Post } from '../post.ts';
import { troubleOf } from '../slack-trouble.ts';
import { fits } from '../texts/limits.ts';
import type { ChangeBudget } from './change-budget.ts';
import type { ThreadClient } from './painter.ts';
import { metadataOf } from './standing.ts';

/** `ts` is that of the message that shows progress. */
type ProgressPlace = Readonly<{ case: CaseId; channel: string; ts: string }>;

export type ProgressPainter = Readonly<{
  /** Shown soon, unless something newer comes first. Never waits and never throws: progress holds nothing up. */
  draw(at: ProgressPlace, post: Post): void;
  /** Drops what was not sent yet, and resolves when nothing is under way any more. */
  settle(at: Omit<ProgressPlace, 'case'>): Promise<void>;
}>;

type Lane = { next: Post | undefined; sending: Promise<unknown> };

/**
 * Edits messages again and again, all of them together no faster than Slack likes. What was superseded before it was
 * sent is dropped, and so is what Slack refused: the next one tells more. The last word is `paintThread`'s, which insists.
 *
 * @param everyMs between two edits, of one message when one alone is moving, of several by turns
 */
export function progressPainter(
  { chat, budget }: Readonly<{ chat: Pick<ThreadClient['chat'], 'update'>; budget: Pick<ChangeBudget, 'roomFor'> }>,
  { everyMs, wait }: Readonly<{ everyMs: number; wait: (ms: number) => Promise<void> }>,
): ProgressPainter {
  const lanes = new Map<string, Lane>();
  const keyOf = ({ channel, ts }: Omit<ProgressPlace, 'case'>) => `${channel}/${ts}`;

  const send = async ({ case: id, channel, ts }: ProgressPlace, post: Post) => {
    const { text, blocks } = post;
    try {
      await chat.update({ channel, ts, text, blocks: [...blocks], metadata: metadataOf(id, post), parse: 'none' });
      return everyMs;
    } catch (error) {
      const trouble = troubleOf(error);
      return 'lookAgainMs' in trouble ? Math.max(everyMs, trouble.lookAgainMs) : everyMs;
    }
  };

  const run = async (at: ProgressPlace, lane: Lane) => {
    while (lane.next) {
      if (budget.roomFor('progress') <= 0) {
        await wait(everyMs);
        continue;
      }
      const sending = send(at, lane.next);
      lane.next = undefined;
      lane.sending = sending;
      await wait((await sending) * lanes.size);
    }
    lanes.delete(keyOf(at));
  };

  return {
    draw(at, post) {
      if (fits(post).length > 0) return;
      const lane = lanes.get(keyOf(at));
      if (lane) {
        lane.next = post;
        return;
      }
      const begun: Lane = { next: post, sending: Promise.resolve() };
      lanes.set(keyOf(at), begun);
      void run(at, begun);
    },

    async settle(at) {
      const lane = lanes.get(keyOf(at));
      if (!lane) return;
      lane.next = undefined;
      await lane.sending;
    },
  };
}
