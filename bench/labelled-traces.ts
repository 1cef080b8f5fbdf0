import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SafeTrace } from '../src/domain/trace.ts';
import { lookAt } from '../src/refine/call/look-at.ts';
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

type Label = Readonly<{ runId: string; resolvable: boolean; root?: boolean }>;
type Entry = Readonly<{
  id: string;
  dataset: string;
  adapter: string | null;
  group?: string;
  labels?: readonly Label[];
}>;

/** Reads an `index.json` with labels, and the LangSmith export of each entry that was made of it. */
export function readLabelledTraces(indexPath: string, exportsFolder: string): readonly LabelledTrace[] {
  const { entries }: { entries: readonly Entry[] } = JSON.parse(readFileSync(indexPath, 'utf8'));
  return entries.flatMap((entry) => {
    const path = join(exportsFolder, `${entry.id}.json`);
    const labels = (entry.labels ?? []).filter(({ resolvable }) => resolvable);
    const solved = (entry.labels ?? []).length === 0;
    if (entry.adapter === null || !existsSync(path) || (labels.length === 0 && !solved)) return [];
    const roots = labels.filter(({ root }) => root);
    const gold = new Set((labels.some((label) => 'root' in label) ? roots : labels).map(({ runId }) => runId));
    const steps = describeSteps(lookAt(readTrace(path), ''));
    const isGold = steps.map(({ run }) => gold.has(run.id));
    const { dataset, adapter: recordedAs, group: task = entry.id } = entry;
    return [{ task, dataset, recordedAs, steps, isGold, solved }];
  });
}

function readTrace(path: string): SafeTrace {
  const json = JSON.parse(readFileSync(path, 'utf8'));
  for (const format of formats) {
    const trace = format.read(json);
    if (trace) return redact(trace, []);
  }
  throw new Error(`${path} is no trace`);
}
