import type { Post } from '../post.ts';
import type { Closed } from '../slack-trouble.ts';
import { latestOnly } from './latest-only.ts';
import { openThread, paintThread, showPictures } from './paint-thread.ts';
import type { Painter, Thread } from './painter.ts';
import type { ProgressPainter } from './progress-painter.ts';
import type { Standing } from './standing.ts';

/** What keeps the threads of all cases up to date, in one process. */
export type ThreadPainter = Readonly<{
  /** The first message of a case; the same case again is the same message. Errors as `paintThread`. */
  open(at: Omit<Thread, 'ts'>, post: Post, sinceMs: number): Promise<Readonly<{ ts: string }> | Closed>;
  /**
   * Resolves when the thread looks like this, or like something newer. One painting at a time. `head` is the last fact
   * that is drawn: when the case has gone on since, another process may have drawn it, and the thread is read again.
   * `files`: what Slack has of its pictures, by slot; `lacking`: the slots whose pictures are not shown. Errors as `paintThread`.
   */
  paint(
    thread: Thread,
    posts: readonly Post[],
    head: number,
    files?: ReadonlyMap<string, string>,
  ): Promise<Readonly<{ lacking: readonly string[] }> | Closed>;
  /** What stands there is not remembered any more: the next painting looks for itself. */
  forget(thread: Thread): void;
  /** Shown soon, if that message stands already; whatever is painted later has the last word. */
  drawProgress(thread: Thread, post: Post): void;
}>;

type ToPaint = Readonly<{
  thread: Thread;
  posts: readonly Post[];
  head: number;
  files: ReadonlyMap<string, string>;
}>;
type Known = Readonly<{ standing: Standing; head: number }>;

/** What stands in that many threads is remembered; others are read again. */
const MOST_THREADS = 500;

export function threadPainter(painter: Painter, progress: ProgressPainter): ThreadPainter {
  const known = new Map<string, Known>();
  const keyOf = ({ channel, ts }: Thread) => `${channel}/${ts}`;
  const remember = (key: string, drawn: Known) => {
    known.delete(key);
    known.set(key, drawn);
    const [oldest] = known.keys();
    if (known.size > MOST_THREADS && oldest !== undefined) known.delete(oldest);
  };

  const paint = latestOnly(async ({ thread, posts, head, files }: ToPaint) => {
    const { channel } = thread;
    const key = keyOf(thread);
    const before = known.get(key);
    known.delete(key);
    const moving = [...(before?.standing.messages ?? [])].filter(([slot]) => slot.startsWith('progress/'));
    await Promise.all(moving.map(([, { ts }]) => progress.settle({ channel, ts })));
    const painted = await paintThread(painter, thread, posts, before?.head === head ? before.standing : undefined);
    if ('closed' in painted) return painted;
    const lacking = await showPictures(painter, thread, posts, files, painted);
    remember(key, { standing: painted, head });
    return { lacking };
  });

  return {
    open: (at, post, sinceMs) => openThread(painter, at, post, sinceMs),
    paint: (thread, posts, head, files = new Map()) => paint(keyOf(thread), { thread, posts, head, files }),

    forget: (thread) => void known.delete(keyOf(thread)),

    drawProgress(thread, post) {
      const standing = known.get(keyOf(thread))?.standing;
      const there = standing?.messages.get(post.slot);
      if (!standing || !there) return;
      // Nobody knows any more how it looks: the next painting draws it, whatever it showed before.
      standing.messages.set(post.slot, { ...there, digest: 'in motion' });
      progress.draw({ case: thread.case, channel: thread.channel, ts: there.ts }, post);
    },
  };
}
