import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SafeTrace } from '../src/domain/trace.ts';
import { lookAt } from '../src/refine/call/look-at.ts';
import { digestOf } from '../src/refine/case/digest.ts';
import { type DescribedStep, describeSteps } from '../src/refine/suspects/describe-steps.ts';
import { redact } from '../src/refine/text/redact.ts';
import { formats } from '../src/wiring-of-reading.ts';

/** A trace and where people say that its failure began. `task` is the same for traces of one task. */
export type LabelledTrace = Readonly<{
  task: string;
  dataset: string;
  /** How the trace was recorded: solved and failed traces can be told apart only within one. */
  recordedAs: string;
  steps: readonly DescribedStep[];
  /** One for every step. */
  isGold: readonly boolean[];
  /** Nobody marked anything in it: it is a solved one. */
  solved: boolean;
}>;

type Label = Readonly<{ runId: string; resolvable: boolean; root?: boolean; evidence?: string }>;
type Entry = Readonly<{
  id: string;
  dataset: string;
  adapter: string | null;
  group?: string;
  labels?: readonly Label[];
}>;

/** A trace with its labels, none where it is a solved one. `task` is the same for traces of one task. */
export type MarkedTrace = Readonly<{
  task: string;
  dataset: string;
  recordedAs: string;
  trace: SafeTrace;
  labels: readonly Label[];
}>;

/** Reads an `index.json` with labels, and the LangSmith export of each entry that was made of it. */
export function readMarkedTraces(indexPath: string, exportsFolder: string): readonly MarkedTrace[] {
  const { entries }: { entries: readonly Entry[] } = JSON.parse(readFileSync(indexPath, 'utf8'));
  return entries.flatMap(({ id, dataset, adapter: recordedAs, group: task = id, labels = [] }) => {
    const path = join(exportsFolder, `${id}.json`);
    const usable = labels.filter(({ resolvable }) => resolvable);
    if (recordedAs === null || !existsSync(path) || (usable.length === 0 && labels.length > 0)) return [];
    return [{ task, dataset, recordedAs, trace: readTrace(path), labels: usable }];
  });
}

/** The same, by the steps that suspects are chosen from. */
export function readLabelledTraces(indexPath: string, exportsFolder: string): readonly LabelledTrace[] {
  return readMarkedTraces(indexPath, exportsFolder).map(({ task, dataset, recordedAs, trace, labels }) => {
    const roots = labels.filter(({ root }) => root);
    const gold = new Set((labels.some((label) => 'root' in label) ? roots : labels).map(({ runId }) => runId));
    const steps = describeSteps(lookAt(trace, ''));
    const isGold = steps.map(({ run }) => gold.has(run.id));
    return { task, dataset, recordedAs, steps, isGold, solved: labels.length === 0 };
  });
}

/**
 * Which of so many parts a task is in, by its name and the number of the shuffle alone: traces of one task are never in
 * two, and the same tasks are always parted the same way.
 */
export function partsOf(tasks: readonly string[], parts: number, shuffle: number): ReadonlyMap<string, number> {
  const shuffled = [...new Set(tasks)].toSorted((one, other) =>
    digestOf([shuffle, one]) < digestOf([shuffle, other]) ? -1 : 1,
  );
  return new Map(shuffled.map((task, index) => [task, index % parts]));
}

function readTrace(path: string): SafeTrace {
  const json = JSON.parse(readFileSync(path, 'utf8'));
  for (const format of formats) {
    const trace = format.read(json);
    if (trace) return redact(trace, []);
  }
  throw new Error(`${path} is no trace`);
}
