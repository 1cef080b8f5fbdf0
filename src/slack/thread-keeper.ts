import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseId } from '../domain/case.ts';
import type { Place } from '../domain/discussion.ts';
import { kindOf } from '../domain/errors.ts';
import type { StepNews } from '../ports.ts';
import { dueReplies, dueTurn } from '../refine/case/due-turn.ts';
import type { History } from '../refine/case/fold.ts';
import type { SlackOptions } from './face.ts';
import type { Illustrator } from './illustrator.ts';
import type { ChangeBudget } from './painting/change-budget.ts';
import { keepTrying, pause } from './painting/keep-trying.ts';
import { latestOnly } from './painting/latest-only.ts';
import { owedChanges } from './painting/owed-changes.ts';
import type { DrawnBefore, ThreadPainter } from './painting/thread-painter.ts';
import type { Scene } from './scene.ts';
import { scenesOf } from './scenes.ts';
import type { Closed } from './slack-trouble.ts';
import { tellPeople } from './tell-people.ts';
import { threadOf } from './thread-of.ts';
import { openedView } from './views/opened-view.ts';
import { progressView } from './views/progress-view.ts';
import { whenStoreAnswers } from './when-store-answers.ts';

/**
 * Keeps the threads in step with their cases. What was learned is drawn when the
 * step that learned it ends, in whatever process; how far the replays are, in
 * between; and at the start everything once more, because nobody knows what a
 * process that was killed had still to say.
 */
export type ThreadKeeper = Readonly<{
  /**
   * Begins the thread of a case that was just opened. Where nobody could read it, the case is stopped; resolves with
   * the sentence that says why, or why it takes a while.
   */
  begin(id: CaseId): Promise<string | undefined>;
  /** Lets the chapters that are due run, and draws what comes of them. Returns at once. */
  goOn(id: CaseId): void;
  /**
   * The same for a case that nobody decided about: what failed is not tried again, for that costs, and is decided by
   * somebody who may. Questions are answered. Returns at once.
   */
  resume(id: CaseId): void;
  /** Looks at what stands in the thread, and posts again what is missing there; resolves with a sentence on what came of it. */
  redraw(id: CaseId): Promise<string>;
  hear(news: StepNews): void;
  /** Returns at once. */
  takeUp(): void;
  /** Waits for what is being drawn. */
  close(): Promise<void>;
}>;

export type KeeperOptions = Pick<
  SlackOptions,
  'desk' | 'house' | 'traces' | 'exclusive' | 'lastDrawers' | 'workspace' | 'log'
> &
  Readonly<{ painter: ThreadPainter; budget: ChangeBudget; illustrate: Illustrate; clock: () => number }>;

/** An illustrator that draws threads again by `redraw`, until `signal` fires. */
type Illustrate = (redraw: (id: CaseId) => Promise<unknown>, signal: AbortSignal) => Illustrator;

/** How many of the latest cases are looked through at the start, and how old may be what was not drawn yet. */
const MOST_TAKEN_UP = 200;
/** Slack lets a thread be read about fifty times a minute; others need that too. */
const TAKE_UP_EVERY_MS = 1_500;
const DRAWN_SINCE_MS = 24 * 3_600_000;
/** Later nobody can say for sure any more that a case without a thread was never drawn. */
const NEW_MS = 24 * 3_600_000;
const CLOSE_PATIENCE_MS = 4_000;

export function threadKeeper({
  desk,
  house,
  traces,
  exclusive,
  lastDrawers,
  workspace,
  log,
  painter,
  budget,
  illustrate,
  clock,
}: KeeperOptions): ThreadKeeper {
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const scenes = scenesOf({ desk, house, traces, workspace });
  const showing = new Map<CaseId, Promise<void>>();
  const pictures = illustrate((id) => show(id), closing.signal);
  const { signal } = closing;
  const owing = owedChanges<CaseId>({ budget, draw: (id) => show(id), wait: (ms) => pause(ms, signal), signal });

  /** One process at a time, and in it the latest state only. */
  const draw = latestOnly<CaseId, Closed | undefined>((id) =>
    exclusive(`thread/${workspace}/${id}`, async () => {
      const found = await scenes.of(id);
      const { place } = found.history.now;
      if (!place) return undefined;
      const before = await drawnBefore(found);
      const opened = await begun(found, place, before);
      if ('closed' in opened) return opened;
      // What was learned while the first message was posted is drawn along.
      const scene = place.thread === null ? await scenes.of(id) : found;
      const thread = { case: id, channel: place.channel, ts: opened.ts };
      const posts = threadOf(scene);
      const since = place.thread === null ? 'us' : before;
      const painted = await painter.paint(thread, posts, since, pictures.filesOf(id));
      if ('closed' in painted) return painted;
      owing.owe(id, painted.owed);
      if (painted.lacking.length > 0) track(pictures.supply(id, posts, painted.lacking));
      return undefined;
    }),
  );

  const drawnBefore = async ({ history: { now } }: Scene): Promise<DrawnBefore> => {
    const before = await lastDrawers.take(now);
    return before === 'nobody' && clock() - now.openedAtMs > NEW_MS ? 'others' : before;
  };

  const begun = async (
    scene: Scene,
    { channel, thread }: Place,
    before: DrawnBefore,
  ): Promise<Readonly<{ ts: string }> | Closed> => {
    if (thread !== null) return { ts: thread };
    const { id, openedAtMs } = scene.history.now;
    const opened = await painter.open({ case: id, channel }, openedView(scene), openedAtMs, before);
    if ('ts' in opened) await desk.noteThread(id, opened.ts);
    return opened;
  };

  const isShown = async (id: CaseId): Promise<boolean> => {
    try {
      const closed = await draw(id, id);
      if (closed) log.warn({ case: id, why: closed.closed }, 'the thread is closed to me');
      return true;
    } catch (error) {
      log.warn({ case: id, error: String(error) }, 'the thread could not be drawn');
      return false;
    }
  };
  /** Draws until it is drawn; a thread that is closed to us is left alone. Whoever waits for one case waits together. */
  const show = async (id: CaseId): Promise<void> => {
    if (closing.signal.aborted || (await isShown(id))) return;
    const again = showing.get(id) ?? keepTrying(() => isShown(id), closing.signal).finally(() => showing.delete(id));
    showing.set(id, again);
    await again;
  };
  const track = (work: Promise<unknown>) => {
    const tracked: Promise<unknown> = work.catch((error: unknown) => {
      if (!closing.signal.aborted) log.error({ error: String(error) }, 'a case could not go on');
    });
    underWay.add(tracked);
    void tracked.then(() => underWay.delete(tracked));
  };

  const stored = (work: () => Promise<unknown>) => whenStoreAnswers(work, log, closing.signal);
  const carryOut = async (id: CaseId, work: () => Promise<unknown>): Promise<void> => {
    const drawn = show(id);
    await work();
    await drawn;
    await show(id);
  };
  const goOn = (id: CaseId) =>
    carryOut(id, () => Promise.all([stored(() => desk.goOn(id)), stored(() => desk.answer(id))]));
  const resume = (id: CaseId) =>
    carryOut(id, () =>
      stored(async () => {
        const { failure } = await desk.find(id);
        await Promise.all([failure ? undefined : desk.goOn(id), desk.answer(id)]);
      }),
    );
  /** Those that people wait for come first. */
  const takeUp = async (): Promise<void> => {
    const since = clock() - DRAWN_SINCE_MS;
    const recent = (await desk.recent(MOST_TAKEN_UP)).filter(({ now }) => now.place !== null);
    const isDue = (history: History) => (dueTurn(history) && !history.failure) || dueReplies(history).length > 0;
    const isNew = ({ facts }: History) => (facts.at(-1)?.body.atMs ?? 0) > since;
    const due = recent.filter(isDue).map(({ now }) => ({ id: now.id, take: resume }));
    const others = recent.filter((history) => !isDue(history) && isNew(history));
    for (const { id, take } of [...due, ...others.map(({ now }) => ({ id: now.id, take: show }))]) {
      if (closing.signal.aborted) return;
      track(take(id));
      await pause(TAKE_UP_EVERY_MS, closing.signal);
    }
  };

  return {
    goOn: (id) => track(goOn(id)),
    resume: (id) => track(resume(id)),

    async begin(id) {
      const drawn = await draw(id, id).catch((error: unknown) => {
        log.warn({ case: id, error: String(error) }, 'the thread could not be begun');
        return { later: tellPeople(kindOf(error) ?? 'unexpected') };
      });
      if (!drawn || 'later' in drawn) {
        track(goOn(id));
        return drawn?.later;
      }
      await desk.stop(id, (await desk.find(id)).now.openedBy);
      return HOW_TO_OPEN[drawn.closed];
    },

    async redraw(id) {
      const { place } = (await desk.find(id)).now;
      if (place?.thread) painter.forget({ case: id, channel: place.channel, ts: place.thread });
      const closed = await draw(id, id);
      return closed ? HOW_TO_REDRAW[closed.closed] : REDRAWN;
    },

    hear(news) {
      const { id } = news.turn.at;
      if (news.state === 'begun' || closing.signal.aborted) return;
      const counted = scenes.count(news);
      if (counted === 'uncounted') return track(show(id));
      const place = counted?.history.now.place;
      if (!counted || !place?.thread) return;
      const post = progressView(counted, counted.history.now.revision);
      painter.drawProgress({ case: id, channel: place.channel, ts: place.thread }, post);
    },

    takeUp() {
      track(takeUp());
    },

    async close() {
      closing.abort();
      await Promise.race([Promise.allSettled([...underWay]), sleep(CLOSE_PATIENCE_MS, undefined, { ref: false })]);
    },
  };
}

const REDRAWN = 'Done: what was missing in the thread stands there again.';
const HOW_TO_REDRAW: Readonly<Record<Closed['closed'], string>> = {
  'not-in-channel': 'I am not in this channel any more. Invite me with /invite @refinery, and try again.',
  'no-channel': 'I can’t see this channel any more. Invite me with /invite @refinery, and try again.',
  archived: 'This channel is archived, so nothing can be posted here any more.',
  'no-thread': 'The message that this thread began with is gone for good, so there is no thread to mend.',
};

const HOW_TO_OPEN: Readonly<Record<Closed['closed'], string>> = {
  'not-in-channel': 'I am not in this channel. Invite me with /invite @refinery, and send the command once more.',
  'no-channel': 'I can’t see this channel. Invite me with /invite @refinery, and send the command once more.',
  archived: 'This channel is archived, so nothing can be posted here. Open the case in another channel.',
  'no-thread': 'The message that this thread began with is gone. Open the case in the channel.',
};
