import type { JsonObject } from './json.ts';
import { ancestorsOf, metadataOf, objectOf, type RecordedRun, statusOf, tokensOf } from './recorded-run.ts';

type Place = Readonly<{
  organisation: string;
  shareToken: string | undefined;
  ratings: JsonObject | undefined;
}>;

/** A run as the older API (`/runs/…`) and an export file give it: snake case, lower-case kinds, times without a zone. */
export function showV1(run: RecordedRun, trace: readonly RecordedRun[], place: Place): JsonObject {
  const { prompt, completion } = tokensOf(run, trace);
  const below = trace.filter(({ dottedOrder }) => dottedOrder.startsWith(`${run.dottedOrder}.`));
  return {
    id: run.id,
    name: run.name,
    run_type: run.runType,
    status: statusOf(run),
    start_time: withoutZone(run.startTime),
    end_time: run.endTime && withoutZone(run.endTime),
    inputs: run.inputs,
    outputs: run.outputs,
    error: run.error,
    extra: run.extra,
    events: run.events,
    serialized: run.serialized,
    tags: run.tags,
    session_id: run.projectId,
    trace_id: run.traceId,
    parent_run_id: run.parentId,
    parent_run_ids: ancestorsOf(run),
    child_run_ids: below.map(({ id }) => id),
    direct_child_run_ids: below.filter(({ parentId }) => parentId === run.id).map(({ id }) => id),
    dotted_order: run.dottedOrder,
    execution_order: 1,
    reference_example_id: run.referenceExampleId,
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    first_token_time: null,
    feedback_stats: place.ratings ?? null,
    thread_id: threadOf(run),
    share_token: place.shareToken ?? null,
    app_path: `/o/${place.organisation}/projects/p/${run.projectId}/r/${run.id}?trace_id=${run.traceId}`,
  };
}

/** Only the fields asked for; the id always comes. */
export function selectV1(run: JsonObject, select: readonly string[] | undefined): JsonObject {
  if (!select) return run;
  return Object.fromEntries(Object.entries(run).filter(([name]) => name === 'id' || select.includes(name)));
}

export function threadOf(run: RecordedRun): string | null {
  const { session_id: session, thread_id: thread, conversation_id: conversation } = metadataOf(run);
  const found = [session, thread, conversation].find((value) => typeof value === 'string');
  return typeof found === 'string' ? found : null;
}

export function previewOf(value: JsonObject | null): string | null {
  if (value === null) return null;
  const [only, ...others] = Object.values(value);
  const text = others.length === 0 && typeof only === 'string' ? only : JSON.stringify(objectOf(value));
  return text.slice(0, 250);
}

const withoutZone = (time: string): string => time.replace(/Z$/, '');
