import type { Json, JsonObject } from '../domain/json.ts';
import { isList, isObject, textAt, unfold } from '../refine/trace/look-into-json.ts';
import type { TraceFormat } from './format.ts';
import { langSmithExport } from './langsmith-export.ts';

const PART = /^(post|patch|attachment|feedback)\.([^.]+)(?:\.(.+))?$/;

/**
 * What LangSmith's SDKs send to `/runs/multipart`: a part for each run
 * (`post.<id>`), and one for each large field of it (`post.<id>.inputs`).
 * Attachments stay where they are and are told by name and size.
 *
 * https://api.smith.langchain.com/redoc#tag/run/operation/multipart_ingest_runs_runs_multipart_post
 */
export const langSmithMultipart: TraceFormat = {
  name: 'langsmith-multipart',
  read(document) {
    const parts = isList(document) ? document.flatMap((entry) => partOf(entry) ?? []) : [];
    return parts.length === 0 ? undefined : langSmithExport.read(assemble(parts));
  },
};

type Part = Readonly<{ how: string; id: string; field: string | undefined; value: Json }>;

function partOf(entry: Json): Part | undefined {
  const [, how, id, field] = PART.exec(textAt(entry, 'part') ?? textAt(entry, 'name') ?? '') ?? [];
  if (!isObject(entry) || how === undefined || id === undefined) return undefined;
  return { how, id, field, value: unfold(entry.value ?? entry.body) ?? null };
}

function assemble(parts: readonly Part[]): JsonObject {
  const runs = { post: new Map<string, JsonObject>(), patch: new Map<string, JsonObject>() };
  for (const { how, id, field, value } of parts) {
    if (how !== 'post' && how !== 'patch') continue;
    const before = runs[how].get(id) ?? { id };
    runs[how].set(
      id,
      field === undefined ? { ...before, ...(isObject(value) && value) } : { ...before, [field]: value },
    );
  }
  for (const { how, id, field, value } of parts) {
    const run = runs.post.get(id) ?? runs.patch.get(id);
    if (how !== 'attachment' || field === undefined || !run) continue;
    const { attachments } = run;
    runs[runs.post.has(id) ? 'post' : 'patch'].set(id, {
      ...run,
      attachments: { ...(isObject(attachments) && attachments), [field]: value },
    });
  }
  return { post: [...runs.post.values()], patch: [...runs.patch.values()] };
}
