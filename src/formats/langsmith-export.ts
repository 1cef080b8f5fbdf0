import type { Json, JsonObject } from '../domain/json.ts';
import { buildTrace } from '../refine/trace/build-trace.ts';
import { isLangSmithRun, readLangSmithRun, runIdOf } from '../refine/trace/langsmith-run.ts';
import { isList, isObject, listAt } from '../refine/trace/look-into-json.ts';
import type { TraceFormat } from './format.ts';

/**
 * LangSmith's runs as files hold them: a list, JSON Lines, `{ runs }` of API v1,
 * `{ items }` of API v2, one run with its `child_runs`, or the batches that the
 * SDKs send, `{ post, patch }`.
 */
export const langSmithExport: TraceFormat = {
  name: 'langsmith-export',
  read(document) {
    const listed = recordsIn(document).flatMap(withChildren);
    const records = mergeUpdates(listed);
    if (!records.some(isLangSmithRun)) return undefined;
    const strangers = isList(document) ? document.filter((entry) => recordsIn(entry).length === 0).length : 0;
    const mended = strangers === 0 ? [] : [`${strangers} of ${listed.length + strangers} entries are no runs.`];
    return buildTrace(records.map(readLangSmithRun), mended);
  },
};

/** Whatever in a document may be a run or an update of one. */
function recordsIn(document: Json): readonly JsonObject[] {
  if (isList(document)) return document.flatMap((entry) => (isList(entry) ? [] : recordsIn(entry)));
  if (!isObject(document)) return [];
  if (isRunOrUpdate(document)) return [document];
  return ['runs', 'items', 'post', 'patch'].flatMap((key) => listAt(document, key).filter(isRunOrUpdate));
}

/** An update names its run, and where that stands; it may lack the rest. */
function isRunOrUpdate(value: Json): value is JsonObject {
  if (isLangSmithRun(value)) return true;
  return isObject(value) && runIdOf(value) !== null && ('dotted_order' in value || 'parent_run_id' in value);
}

/** A run and all that is nested in it. Without recursion: agents nest deep. */
function withChildren(record: JsonObject): readonly JsonObject[] {
  const found: JsonObject[] = [];
  const waiting = [record];
  for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
    const { id = null, trace_id = null } = parent;
    found.push(parent);
    for (const child of listAt(parent, 'child_runs').toReversed()) {
      if (!isObject(child)) continue;
      waiting.push({ ...child, parent_run_id: child.parent_run_id ?? id, trace_id: child.trace_id ?? trace_id });
    }
  }
  return found;
}

/** One record for each run: what a later record of it says is laid over what an earlier one said. */
function mergeUpdates(records: readonly JsonObject[]): readonly JsonObject[] {
  const merged = new Map<string | null, JsonObject>();
  for (const record of records) {
    const said = Object.entries(record).filter(([, value]) => value !== null);
    const id = runIdOf(record);
    merged.set(id, { ...merged.get(id), ...Object.fromEntries(said) });
  }
  return [...merged.values()];
}
