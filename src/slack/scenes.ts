import type { CaseId } from '../domain/case.ts';
import type { Digest } from '../domain/digest.ts';
import { kindOf } from '../domain/errors.ts';
import type { Desk } from '../flow/desk.ts';
import type { House } from '../flow/house.ts';
import type { Preview } from '../flow/preview.ts';
import type { TraceAtHand } from '../flow/reader.ts';
import type { RecordedCall } from '../flow/readings.ts';
import { traceOf, unlessErased } from '../flow/trace-of.ts';
import type { StepNews, TraceStore } from '../ports.ts';
import { dueTurn } from '../refine/case/due-turn.ts';
import type { History } from '../refine/case/fold.ts';
import { NO_PROGRESS, type Progress, progressAfter } from './painting/progress.ts';
import { runsShown } from './runs-shown.ts';
import { knownAt, type Scene } from './scene.ts';

/** What threads are drawn from, with what is no fact: what the trace holds, and how far the replays are in this process. */
export type Scenes = Readonly<{
  /** A case as it stands. Errors as `Desk.find`. */
  of(id: CaseId): Promise<Scene>;
  /**
   * After one more step: the case as it was drawn last, with the new count; `undefined` while it was not drawn.
   * `uncounted`: the step is no replay, so the case itself has changed.
   */
  count(news: Pick<StepNews, 'turn' | 'step' | 'state'>): Scene | 'uncounted' | undefined;
}>;

export type SceneOptions = Readonly<{
  desk: Pick<Desk, 'find' | 'preview'>;
  house: Pick<House, 'reader' | 'prices'>;
  traces: TraceStore;
  workspace: string;
}>;

export function scenesOf({ desk, house, traces, workspace }: SceneOptions): Scenes {
  const traceIn = (trace: Digest) => traceOf({ workspace, trace }, house, { traces });
  const drawn = new Map<CaseId, Scene>();
  const counts = new Map<CaseId, Readonly<{ decision: string; progress: Progress }>>();
  const runs = runsShown(traceIn);
  const previews = new Map<CaseId, Preview>();

  /** Made once: what is asked about does not change. Where it can't be made now, the thread is drawn without it. */
  const previewIn = async ({ now: { id }, sending }: History): Promise<Preview | undefined> => {
    const known = previews.get(id);
    if (!sending) previews.delete(id);
    if (!sending || known?.sending.shown === sending.shown) return sending && known;
    const preview = await desk.preview(id).catch((error: unknown) => {
      if (kindOf(error) === undefined) throw error;
      return undefined;
    });
    if (preview) previews.set(id, preview);
    return preview;
  };

  return {
    async of(id) {
      const history = await desk.find(id);
      const scene = {
        history,
        prices: house.prices,
        ...(await runs(history)),
        failingCalls: await failingCallsIn(history, traceIn),
        progress: counts.get(id)?.progress ?? NO_PROGRESS,
        preview: await previewIn(history),
      };
      // A case that waits for nobody's work, or for somebody to try again, needs no progress any more.
      if (dueTurn(history) && !history.failure) {
        drawn.set(id, scene);
      } else {
        drawn.delete(id);
        counts.delete(id);
      }
      return scene;
    },

    count({ turn: { at, decision }, step, state }) {
      const before = counts.get(at.id);
      const progress = before?.decision === decision ? before.progress : NO_PROGRESS;
      const after = progressAfter(progress, { step, state });
      if (after === progress) return 'uncounted';
      counts.set(at.id, { decision, progress: after });
      const scene = drawn.get(at.id);
      return scene && { ...scene, progress: after };
    },
  };
}

/** Read from the trace each time: few cases are handed over, and then they are seldom drawn. */
async function failingCallsIn(
  history: History,
  traceOf: (digest: Digest) => TraceAtHand,
): Promise<Scene['failingCalls']> {
  const ends = history.facts.flatMap(({ body, revision }) =>
    body.kind === 'handed-over' ? (knownAt(history, revision, 'because') ?? []) : [],
  );
  const [first] = ends;
  const wanted = new Set(ends.flatMap(({ diagnosis }) => diagnosis.failingRunId ?? []));
  const calls = new Map<string, RecordedCall>();
  for (const runId of wanted) {
    const call = first && (await unlessErased(traceOf(first.trace)('call', { runId })));
    if (call) calls.set(runId, call);
  }
  return calls;
}
