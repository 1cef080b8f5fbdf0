import type { Run, Trace } from '../../domain/trace.ts';

/**
 * A run as it was recorded: in no order, perhaps twice, perhaps without its
 * parent, perhaps among runs of other traces. Formats and sources make these.
 */
export type RecordedRun = Readonly<{
  run: Run;
  traceId: string | null;
  /** Sorts siblings: LangSmith's `dotted_order`, or empty. */
  order: string;
}>;

/**
 * Puts the runs of one trace into order: parents before children, siblings as
 * they started. What is wrong is mended and said, never refused.
 *
 * Time grows with the number of runs (and its logarithm); no recursion, so depth is no limit.
 *
 * @param recorded at least one
 * @param noted what the reader had to mend already
 */
export function buildTrace(recorded: readonly RecordedRun[], noted: readonly string[] = []): Trace {
  const chosen = chooseTrace(recorded);
  const distinct = keepLast(chosen.recorded);
  const inOrder = distinct.recorded.toSorted(byStart);
  const tree = growTree(inOrder);
  const first = tree.runs[0];
  return {
    id: chosen.traceId ?? first?.id ?? '',
    name: first?.name ?? '',
    runs: tree.runs,
    mended: [...noted, ...chosen.mended, ...distinct.mended, ...tree.mended],
  };
}

type Mended<Part> = Readonly<Part & { mended: readonly string[] }>;

/** The largest of several traces. Runs that name no trace stay: nothing says that they belong elsewhere. */
function chooseTrace(
  recorded: readonly RecordedRun[],
): Mended<{ traceId: string | null; recorded: readonly RecordedRun[] }> {
  const traces = Map.groupBy(
    recorded.filter(({ traceId }) => traceId !== null),
    ({ traceId }) => traceId,
  );
  const largest = [...traces].reduce<readonly [string | null, readonly RecordedRun[]]>(
    (best, trace) => (trace[1].length > best[1].length ? trace : best),
    [null, []],
  );
  const [traceId] = largest;
  if (traces.size < 2) return { traceId, recorded, mended: [] };
  const kept = recorded.filter((one) => one.traceId === traceId || one.traceId === null);
  const mended = `There are ${traces.size} traces in it; this is the largest, with ${kept.length} of ${recorded.length} runs.`;
  return { traceId, recorded: kept, mended: [mended] };
}

/** Of several records of one run the last counts, in the place of the first. */
function keepLast(recorded: readonly RecordedRun[]): Mended<{ recorded: readonly RecordedRun[] }> {
  const byId = new Map<string, RecordedRun>();
  for (const one of recorded) byId.set(one.run.id, one);
  const repeats = recorded.length - byId.size;
  const mended =
    repeats === 0 ? [] : [`${count(repeats, 'run was', 'runs were')} listed again; the last record counts.`];
  return { recorded: [...byId.values()], mended };
}

/** Runs without a time come last, as they were listed. */
function byStart(a: RecordedRun, b: RecordedRun): number {
  const aMs = a.run.startMs ?? Number.POSITIVE_INFINITY;
  const bMs = b.run.startMs ?? Number.POSITIVE_INFINITY;
  if (aMs !== bMs) return aMs < bMs ? -1 : 1;
  if (a.order === b.order) return 0;
  return a.order < b.order ? -1 : 1;
}

/** @param inOrder distinct runs, as they started */
function growTree(inOrder: readonly RecordedRun[]): Mended<{ runs: readonly Run[] }> {
  const ids = new Set(inOrder.map(({ run }) => run.id));
  const isOrphan = ({ parentId }: Run) => parentId !== null && !ids.has(parentId);
  const all = inOrder.map(({ run }) => (isOrphan(run) ? { ...run, parentId: null } : run));
  const children = Map.groupBy(all, ({ parentId }) => parentId);
  const roots = children.get(null) ?? [];

  const runs = new Map<string, Run>();
  for (const root of roots) addTree(root, children, runs);

  let circles = 0;
  const byId = new Map(all.map((run, rank) => [run.id, { run, rank }]));
  // What no root reaches hangs on a circle.
  for (const run of all) {
    if (runs.has(run.id)) continue;
    addTree({ ...firstOnCircle(run, byId), parentId: null }, children, runs);
    circles++;
  }

  const orphans = inOrder.filter(({ run }) => isOrphan(run)).length;
  const mended = [
    ...(orphans === 0
      ? []
      : [
          `${count(orphans, 'run whose parent is missing became a root', 'runs whose parents are missing became roots')}.`,
        ]),
    ...(circles === 0 ? [] : [`${count(circles, 'circle of runs was', 'circles of runs were')} cut.`]),
  ];
  return { runs: [...runs.values()], mended };
}

/** Adds a run and all below it to `into`, in order of their start. */
function addTree(root: Run, children: ReadonlyMap<string | null, readonly Run[]>, into: Map<string, Run>): void {
  const waiting = [root];
  for (let run = waiting.pop(); run !== undefined; run = waiting.pop()) {
    if (into.has(run.id)) continue;
    into.set(run.id, run);
    for (const child of (children.get(run.id) ?? []).toReversed()) waiting.push(child);
  }
}

/** The run that started first on the circle at which climbing from `run` ends. */
function firstOnCircle(run: Run, byId: ReadonlyMap<string, Readonly<{ run: Run; rank: number }>>): Run {
  const climbed = new Set<string>();
  let id: string | null = run.id;
  while (id !== null && !climbed.has(id)) {
    climbed.add(id);
    id = byId.get(id)?.run.parentId ?? null;
  }
  const path = [...climbed];
  const circle = path.slice(path.indexOf(id ?? run.id)).flatMap((onCircle) => byId.get(onCircle) ?? []);
  return circle.reduce((first, next) => (next.rank < first.rank ? next : first)).run;
}

const count = (howMany: number, one: string, many: string): string => `${howMany} ${howMany === 1 ? one : many}`;
