import type { Post } from '../post.ts';
import type { Closed } from '../slack-trouble.ts';
import type { ChangeKind } from './change-budget.ts';
import { latestOnly } from './latest-only.ts';
import { nothingStands, openThread, paintThread, showPictures } from './paint-thread.ts';
import type { Painter, Thread } from './painter.ts';
import type { ProgressPainter } from './progress-painter.ts';
import type { Standing } from './standing.ts';

/** What keeps the threads of all cases up to date, in one process. */
export type ThreadPainter = Readonly<{
  /**
   * The first message of a case; the same case again is the same message. `before`: who tried until now. Errors as
   * `paintThread`.
   */
  open(
    at: Omit<Thread, 'ts'>,
    post: Post,
    sinceMs: number,
    before: DrawnBefore,
  ): Promise<Readonly<{ ts: string }> | Closed>;
  /**
   * Resolves when the thread looks like this, or like something newer, but for what is `owed`: that is to be painted
   * again when Slack takes changes. One painting at a time. `before`: who drew it last; what others did is read from
   * the thread. `files`: what Slack has of its pictures, by slot; `lacking`: the slots whose pictures are to be made.
   * Errors as `paintThread`.
   */
  paint(
    thread: Thread,
    posts: readonly Post[],
    before: DrawnBefore,
    files?: ReadonlyMap<string, string>,
  ): Promise<Readonly<{ lacking: readonly string[]; owed: readonly ChangeKind[] }> | Closed>;
  /** What stands there is not remembered any more: the next painting looks for itself. */
  forget(thread: Thread): void;
  /** Shown soon, if that message stands already; whatever is painted later has the last word. */
  drawProgress(thread: Thread, post: Post): void;
}>;

/** As `LastDrawers`. */
export type DrawnBefore = 'nobody' | 'us' | 'others';

type ToPaint = Readonly<{
  thread: Thread;
  posts: readonly Post[];
  before: DrawnBefore;
  files: ReadonlyMap<string, string>;
}>;

/** What stands in that many threads is remembered; others are read again. */
const MOST_THREADS = 500;

export function threadPainter(painter: Painter, progress: ProgressPainter): ThreadPainter {
  const known = new Map<string, Standing>();
  const keyOf = ({ case: id, channel, ts }: Thread) => `${id}/${channel}/${ts}`;
  const remember = (key: string, drawn: Standing) => {
    known.delete(key);
    known.set(key, drawn);
    const [oldest] = known.keys();
    if (known.size > MOST_THREADS && oldest !== undefined) known.delete(oldest);
  };

  const paint = latestOnly(async ({ thread, posts, before, files }: ToPaint) => {
    const { channel } = thread;
    const key = keyOf(thread);
    const remembered = before === 'nobody' ? nothingStands() : before === 'us' ? known.get(key) : undefined;
    const moving = [...(known.get(key)?.messages ?? [])].filter(([slot]) => slot.startsWith('progress/'));
    await Promise.all(moving.map(([, { ts }]) => progress.settle({ channel, ts })));
    // What breaks in between leaves nothing that is known for sure.
    known.delete(key);
    const painted = await paintThread(painter, thread, posts, remembered);
    if ('closed' in painted) return painted;
    const { lacking, waits } = await showPictures(painter, thread, posts, files, painted.standing);
    remember(key, painted.standing);
    return { lacking, owed: waits ? [...painted.owed, 'picture' as const] : painted.owed };
  });

  return {
    async open(at, post, sinceMs, before) {
      const opened = await openThread(painter, at, post, sinceMs, before === 'nobody');
      if ('closed' in opened) return opened;
      remember(keyOf({ ...at, ts: opened.ts }), { messages: new Map([[post.slot, opened]]), files: new Set() });
      return opened;
    },
    paint: (thread, posts, before, files = new Map()) => paint(keyOf(thread), { thread, posts, before, files }),

    forget: (thread) => void known.delete(keyOf(thread)),

    drawProgress(thread, post) {
      const standing = known.get(keyOf(thread));
      const there = standing?.messages.get(post.slot);
      if (!standing || !there) return;
      // Nobody knows any more how it looks: the next painting draws it, whatever it showed before.
      standing.messages.set(post.slot, { ...there, digest: 'in motion' });
      progress.draw({ case: thread.case, channel: thread.channel, ts: there.ts }, post);
    },
  };
}
