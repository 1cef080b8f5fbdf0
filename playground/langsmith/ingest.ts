import { z } from 'zod';
import { Json, JsonObject } from './json.ts';
import type { Report } from './recorded-run.ts';

const Identified = z.looseObject({ id: z.uuid() });
const Batch = z.object({
  post: z.array(Identified).default([]),
  patch: z.array(Identified).default([]),
});

/** Fields that the multipart form sends as parts of their own. */
const OWN_PARTS = ['inputs', 'outputs', 'events', 'extra', 'error', 'serialized'];

/** One run as `POST /runs` sends it; `undefined` when it has no id. */
export function reportOf(body: unknown): Report | undefined {
  const { data } = Identified.safeParse(body);
  const fields = JsonObject.safeParse(body);
  return data && fields.success ? { id: data.id, fields: fields.data } : undefined;
}

/** `POST /runs/batch`: creations first, then changes. `undefined` when it is no batch. */
export function reportsOfBatch(body: unknown): readonly Report[] | undefined {
  const { data } = Batch.safeParse(body);
  return data && [...data.post, ...data.patch].flatMap((run) => reportOf(run) ?? []);
}

/**
 * `POST /runs/multipart`: parts named `post.<id>` and `patch.<id>` hold a run,
 * `post.<id>.inputs` and the like one large field of it. Attachments are dropped.
 * `undefined` when a part is broken or has another name.
 */
export async function reportsOfMultipart(body: Buffer, contentType: string): Promise<readonly Report[] | undefined> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => undefined);
  if (!form) return undefined;
  const reports: Report[] = [];
  for (const [name, value] of form.entries()) {
    if (name.startsWith('attachment.')) continue;
    const [verb, id, field] = name.split('.');
    const parsed = Json.safeParse(jsonIn(typeof value === 'string' ? value : await value.text()));
    if (!id || (verb !== 'post' && verb !== 'patch') || !parsed.success) return undefined;
    if (field !== undefined && !OWN_PARTS.includes(field)) return undefined;
    const fields = field === undefined ? JsonObject.safeParse(parsed.data).data : { [field]: parsed.data };
    if (!fields) return undefined;
    reports.push({ id, fields });
  }
  return reports;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
