import { createHash } from 'node:crypto';
import type { JsonObject } from './json.ts';
import { merge, type RecordedRun, type Report, toRecordedRun } from './recorded-run.ts';

/** `referenceDatasetId` makes it an experiment. */
export type Project = Readonly<{ id: string; name: string; startTime: string; referenceDatasetId: string | null }>;

export type Example = Readonly<{ id: string; inputs: JsonObject; outputs: JsonObject | null }>;
export type Dataset = Readonly<{ id: string; name: string; examples: readonly Example[] }>;

/** Everything the fake knows, in memory. */
export type Shelf = Readonly<{
  record(reports: readonly Report[]): void;
  run(id: string): RecordedRun | undefined;
  /** In the order of their start; empty for an unknown trace. */
  trace(id: string): readonly RecordedRun[];
  /** All runs, in the order of their start. */
  runs(): readonly RecordedRun[];
  /** The one of that name, made when there is none. */
  project(name: string, referenceDatasetId?: string | null): Project;
  projects(): readonly Project[];
  /** The token under which a trace is public; a new one the first time. */
  share(traceId: string): string;
  shareTokenOf(traceId: string): string | undefined;
  unshare(traceId: string): void;
  sharedTrace(token: string): readonly RecordedRun[] | undefined;
  rate(runId: string, key: string, score: number): void;
  /** By key, as the service sums it up; `undefined` when nobody rated the run. */
  ratingsOf(runId: string): JsonObject | undefined;
  /** Made, or made anew, under the same ids. */
  putDataset(name: string, examples: readonly Omit<Example, 'id'>[]): Dataset;
  datasets(): readonly Dataset[];
}>;

export function newShelf(): Shelf {
  const reported = new Map<string, JsonObject>();
  const projects = new Map<string, Project>();
  const shared = new Map<string, string>();
  const ratings: { runId: string; key: string; score: number }[] = [];
  const datasets = new Map<string, Dataset>();

  const project = (name: string, referenceDatasetId: string | null = null): Project => {
    const known = projects.get(name);
    if (known) return known;
    const startTime = new Date().toISOString();
    const created = { id: uuidOf(`project ${name}`), name, startTime, referenceDatasetId };
    projects.set(name, created);
    return created;
  };
  const projectIdOf = (fields: JsonObject): string => {
    const id = [...projects.values()].find((known) => known.id === fields.session_id)?.id;
    return id ?? project(typeof fields.session_name === 'string' ? fields.session_name : 'default').id;
  };
  const run = (id: string): RecordedRun | undefined => {
    const fields = reported.get(id);
    return fields && toRecordedRun(id, fields, projectIdOf(fields));
  };
  // Of everything that was reported so far: whoever reads two hundred traces asks thousands of times.
  let inOrder: readonly RecordedRun[] | undefined;
  let byTrace: ReadonlyMap<string, readonly RecordedRun[]> | undefined;
  const runs = (): readonly RecordedRun[] => {
    inOrder ??= [...reported.keys()]
      .flatMap((id) => run(id) ?? [])
      .toSorted((a, b) => order(a.dottedOrder, b.dottedOrder));
    return inOrder;
  };
  const trace = (id: string): readonly RecordedRun[] => {
    byTrace ??= Map.groupBy(runs(), ({ traceId }) => traceId);
    return byTrace.get(id) ?? [];
  };

  return {
    record(reports) {
      for (const report of reports) {
        const fields = merge(reported.get(report.id) ?? {}, report);
        reported.set(report.id, fields);
        projectIdOf(fields);
      }
      inOrder = undefined;
      byTrace = undefined;
    },
    run,
    trace,
    runs,
    project,
    projects: () => [...projects.values()],
    share(traceId) {
      const token = shared.get(traceId) ?? uuidOf(`share ${traceId}`);
      shared.set(traceId, token);
      return token;
    },
    shareTokenOf: (traceId) => shared.get(traceId),
    unshare: (traceId) => void shared.delete(traceId),
    sharedTrace(token) {
      const [traceId] = [...shared].find(([, known]) => known === token) ?? [];
      return traceId === undefined ? undefined : trace(traceId);
    },
    rate: (runId, key, score) => void ratings.push({ runId, key, score }),
    ratingsOf(runId) {
      const given = Map.groupBy(
        ratings.filter((rating) => rating.runId === runId),
        ({ key }) => key,
      );
      if (given.size === 0) return undefined;
      const stats = [...given].map(([key, scores]) => {
        const sum = scores.reduce((total, { score }) => total + score, 0);
        return [key, { n: scores.length, avg: sum / scores.length }] as const;
      });
      return Object.fromEntries(stats);
    },
    putDataset(name, examples) {
      const identified = examples.map((example, index) => ({ ...example, id: uuidOf(`example ${name} ${index}`) }));
      const dataset = { id: uuidOf(`dataset ${name}`), name, examples: identified };
      datasets.set(dataset.id, dataset);
      return dataset;
    },
    datasets: () => [...datasets.values()],
  };
}

/** The same id for the same name, so that links into the sample stay the same. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
