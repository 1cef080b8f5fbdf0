import type { CaseId, CaseKey } from '../domain/case.ts';
import type { FactStore } from '../ports.ts';

/** People are promised that *Stop* works within a second. */
const LOOK_MS = 400;

/** The reason of a signal that fires because a person wants it so. */
export const STOPPED = new Error('stopped by a person');

export type StopWatch = Readonly<{
  /** `signal` fires once a person has stopped the case, in whatever process; `end` when nobody needs to know any more. */
  watch(at: CaseKey): Readonly<{ signal: AbortSignal; end(): void }>;
}>;

type Watched = Readonly<{ at: CaseKey; stop: AbortController }>;

/**
 * *Stop* is a fact, so that every process sees it. While chapters run here, one
 * look in a while asks for all of their cases together. A look that fails is
 * made again: what is stopped stays stopped.
 */
export function stopWatch(facts: Pick<FactStore, 'stopped'>): StopWatch {
  const watched = new Set<Watched>();
  let isLooking = false;

  const look = async () => {
    for (const [workspace, cases] of Map.groupBy(watched, ({ at }) => at.workspace)) {
      const ids = await facts.stopped(workspace, [...new Set(cases.map(({ at }) => at.id))]).catch(() => none);
      for (const { at, stop } of cases) if (ids.includes(at.id)) stop.abort(STOPPED);
    }
    isLooking = watched.size > 0;
    if (isLooking) lookLater();
  };
  const lookLater = () => setTimeout(look, LOOK_MS).unref();

  return {
    watch(at) {
      const mine: Watched = { at, stop: new AbortController() };
      watched.add(mine);
      if (!isLooking) lookLater();
      isLooking = true;
      return { signal: mine.stop.signal, end: () => void watched.delete(mine) };
    },
  };
}

const none: readonly CaseId[] = [];
