import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseId } from '../domain/case.ts';
import type { StepNews } from '../ports.ts';
import { dueReplies, dueTurn } from '../refine/due-turn.ts';
import type { History } from '../refine/fold.ts';
import type { SlackOptions } from './face.ts';
import { latestOnly } from './latest-only.ts';
import { NO_PROGRESS, type Progress, progressAfter } from './progress.ts';
import { type RunNames, runNamesOf } from './run-names.ts';
import type { Closed } from './slack-trouble.ts';
import { threadOf } from './thread-of.ts';
import type { ThreadPainter } from './thread-painter.ts';
import { openedView } from './views/opened-view.ts';
import { progressView } from './views/progress-view.ts';
import type { Scene } from './views/scene.ts';

/**
 * Keeps the threads in step with their cases. What was learned is drawn when the
 * step that learned it ends, in whatever process; how far the replays are, in
 * between; and at the start everything once more, because nobody knows what a
 * process that was killed had still to say.
 */
export type ThreadKeeper = Readonly<{
  /** Begins the thread of a case that was just opened. Where nobody could read it, the case is stopped; resolves with the sentence that says why. */
  begin(id: CaseId): Promise<string | undefined>;
  /** Lets the chapters that are due run, and draws what comes of them. Returns at once. */
  goOn(id: CaseId): void;
  hear(news: StepNews): void;
  /** Returns at once. */
  takeUp(): void;
  /** Waits for what is being drawn. */
  close(): Promise<void>;
}>;

export type KeeperOptions = Pick<SlackOptions, 'desk' | 'traces' | 'exclusive' | 'workspace' | 'log'> &
  Readonly<{ painter: ThreadPainter; clock: () => number }>;

/** How many of the latest cases are looked through at the start, and how old may be what was not drawn yet. */
const MOST_TAKEN_UP = 200;
const DRAWN_SINCE_MS = 24 * 3_600_000;
const MOST_NAMED_TRACES = 100;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 60_000;
const CLOSE_PATIENCE_MS = 4_000;

export function threadKeeper({ desk, traces, exclusive, workspace, log, painter, clock }: KeeperOptions): ThreadKeeper {
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const scenes = new Map<CaseId, Scene>();
  const counts = new Map<CaseId, Readonly<{ turn: string; progress: Progress }>>();
  const named = new Map<string, RunNames>();

  const namesIn = async ({ now }: History): Promise<RunNames> => {
    if (!('trace' in now)) return new Map();
    const known = named.get(now.trace);
    if (known) return known;
    const trace = await traces.get(workspace, now.trace);
    const names = trace ? runNamesOf(trace) : new Map<string, string>();
    named.set(now.trace, names);
    const [oldest] = named.keys();
    if (named.size > MOST_NAMED_TRACES && oldest !== undefined) named.delete(oldest);
    return names;
  };

  const sceneOf = async (id: CaseId): Promise<Scene> => {
    const history = await desk.find(id);
    const scene = { history, runNames: await namesIn(history), progress: counts.get(id)?.progress ?? NO_PROGRESS };
    // A case that waits for nobody's work needs no progress any more.
    if (dueTurn(history)) scenes.set(id, scene);
    else forget(id);
    return scene;
  };
  const forget = (id: CaseId) => {
    scenes.delete(id);
    counts.delete(id);
  };

  /** One process at a time, and in it the latest state only. */
  const draw = latestOnly<CaseId, Closed | undefined>((id) =>
    exclusive(`thread/${workspace}/${id}`, async () => {
      const { history, ...rest } = await sceneOf(id);
      const { place, openedAtMs } = history.now;
      if (!place) return undefined;
      const opened = await begun(id, { history, ...rest }, openedAtMs);
      if ('closed' in opened) return opened;
      // What was learned while the first message was posted is drawn along.
      const scene = place.thread === null ? await sceneOf(id) : { history, ...rest };
      const painted = await painter.paint({ case: id, channel: place.channel, ts: opened.ts }, threadOf(scene));
      return painted === 'painted' ? undefined : painted;
    }),
  );

  const begun = async (id: CaseId, scene: Scene, openedAtMs: number): Promise<Readonly<{ ts: string }> | Closed> => {
    const { place } = scene.history.now;
    if (!place) throw new Error(`${id} has no place`);
    if (place.thread !== null) return { ts: place.thread };
    const opened = await painter.open({ case: id, channel: place.channel }, openedView(scene), openedAtMs);
    if ('ts' in opened) await desk.noteThread(id, opened.ts);
    return opened;
  };

  /** Draws until it is drawn; a thread that is closed to us is left alone. */
  const show = async (id: CaseId): Promise<void> => {
    for (let pauseMs = FIRST_RETRY_MS; !closing.signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_RETRY_MS)) {
      try {
        const closed = await draw(id, id);
        if (closed) log.warn({ case: id, why: closed.closed }, 'the thread is closed to me');
        return;
      } catch (error) {
        log.warn({ case: id, error: String(error) }, 'the thread could not be drawn');
        await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
      }
    }
  };

  const track = (work: Promise<unknown>) => {
    const tracked: Promise<unknown> = work.catch((error: unknown) => {
      if (!closing.signal.aborted) log.error({ error: String(error) }, 'a case could not go on');
    });
    underWay.add(tracked);
    void tracked.then(() => underWay.delete(tracked));
  };

  const goOn = async (id: CaseId): Promise<void> => {
    const drawn = show(id);
    await Promise.all([desk.goOn(id), desk.answer(id)]);
    await drawn;
    await show(id);
  };

  return {
    goOn: (id) => track(goOn(id)),

    async begin(id) {
      const closed = await draw(id, id);
      if (!closed) {
        track(goOn(id));
        return undefined;
      }
      await desk.stop(id, (await desk.find(id)).now.openedBy);
      return HOW_TO_OPEN[closed.closed];
    },

    hear({ turn, step, state }) {
      const { id } = turn.at;
      if (state === 'begun' || closing.signal.aborted) return;
      const before = counts.get(id);
      const progress = before?.turn === turn.decision ? before.progress : NO_PROGRESS;
      const after = progressAfter(progress, { step, state });
      if (after === progress) return track(show(id));
      counts.set(id, { turn: turn.decision, progress: after });
      const scene = scenes.get(id);
      const place = scene?.history.now.place;
      if (!scene || !place?.thread) return;
      const post = progressView({ ...scene, progress: after }, scene.history.now.revision);
      painter.drawProgress({ case: id, channel: place.channel, ts: place.thread }, post);
    },

    takeUp() {
      const since = clock() - DRAWN_SINCE_MS;
      track(
        (async () => {
          for (const history of await desk.recent(MOST_TAKEN_UP)) {
            const { id, place } = history.now;
            if (!place || closing.signal.aborted) continue;
            if (dueTurn(history) || dueReplies(history).length > 0) track(goOn(id));
            else if ((history.facts.at(-1)?.body.atMs ?? 0) > since) await show(id);
          }
        })(),
      );
    },

    async close() {
      closing.abort();
      await Promise.race([Promise.allSettled([...underWay]), sleep(CLOSE_PATIENCE_MS, undefined, { ref: false })]);
    },
  };
}

const HOW_TO_OPEN: Readonly<Record<Closed['closed'], string>> = {
  'not-in-channel': 'I am not in this channel. Invite me with /invite @refinery, and send the command once more.',
  'no-channel': 'I can’t see this channel. Invite me with /invite @refinery, and send the command once more.',
  archived: 'This channel is archived, so nothing can be posted here. Open the case in another channel.',
  'no-thread': 'The message that this thread began with is gone. Open the case in the channel.',
};
