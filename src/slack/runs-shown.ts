import type { Digest } from '../domain/digest.ts';
import type { Waterfall } from '../domain/picture.ts';
import type { Triage } from '../domain/triage.ts';
import type { TraceAtHand } from '../flow/reader.ts';
import { unlessErased } from '../flow/trace-of.ts';
import { digestOf } from '../refine/case/digest.ts';
import type { History } from '../refine/case/fold.ts';
import type { RunNames } from '../refine/trace/run-names.ts';
import type { Scene } from './scene.ts';

/** What threads show of the runs in traces; that little is remembered of the latest, not the traces. Errors as `TraceAtHand`. */
export type RunsShown = (history: History) => Promise<Pick<Scene, 'runNames' | 'waterfalls'>>;

/** Waterfalls by what is suspected in them. */
type Known = Readonly<{ runNames: RunNames; waterfalls: ReadonlyMap<string, Waterfall> }>;

/** In all of them together: a trace may have 100,000 runs, and two hundred small ones may be looked at at once. */
const MOST_RUNS = 200_000;

export function runsShown(traceOf: (digest: Digest) => TraceAtHand): RunsShown {
  const known = new Map<Digest, Known>();

  /** With the waterfalls of those triages. A trace that was erased has neither names nor pictures. */
  const knownOf = async (digest: Digest, triages: ReadonlyMap<string, Triage>): Promise<Known> => {
    const before = known.get(digest) ?? { runNames: new Map(), waterfalls: new Map() };
    const missing = [...triages].filter(([key]) => !before.waterfalls.has(key));
    if (missing.length === 0) return before;
    const shown = await unlessErased(traceOf(digest)('shown', { triages: missing.map(([, triage]) => triage) }));
    if (!shown) return before;
    const drawn = missing.flatMap(([key], index) => {
      const waterfall = shown.waterfalls[index];
      return waterfall ? [[key, waterfall] as const] : [];
    });
    const after = { runNames: shown.runNames, waterfalls: new Map([...before.waterfalls, ...drawn]) };
    known.set(digest, after);
    let runs = [...known.values()].reduce((sum, { runNames }) => sum + runNames.size, 0);
    for (const [oldest, { runNames }] of known) {
      if (runs <= MOST_RUNS || oldest === digest) break;
      runs -= runNames.size;
      known.delete(oldest);
    }
    return after;
  };

  return async ({ now, facts }) => {
    if (!('trace' in now)) return { runNames: new Map(), waterfalls: new Map() };
    // Where a later revision suspects the same runs, its picture would be the same.
    const triages = new Map<string, Triage>();
    const revisions = new Map<string, number>();
    for (const { body, revision } of facts) {
      if (body.kind !== 'read' || body.trace !== now.trace) continue;
      const key = digestOf(body.triage.suspects.map(({ runId, reasons }) => [runId, ...reasons]));
      triages.set(key, body.triage);
      revisions.set(key, revisions.get(key) ?? revision);
    }
    const { runNames, waterfalls } = await knownOf(now.trace, triages);
    const byRevision = [...revisions].flatMap(([key, revision]) => {
      const waterfall = waterfalls.get(key);
      return waterfall ? [[revision, waterfall] as const] : [];
    });
    return { runNames, waterfalls: new Map(byRevision) };
  };
}
