import { z } from 'zod';
import { parsedJson } from '../serve.ts';
import { parseFilter } from './filter.ts';
import { reportOf, reportsOfBatch, reportsOfMultipart } from './ingest.ts';
import type { JsonObject } from './json.ts';
import { type RecordedRun, statusOf } from './recorded-run.ts';
import {
  accepted,
  badRequest,
  type Desk,
  invalid,
  isUuid,
  missing,
  nothing,
  ok,
  pageFrom,
  type Route,
} from './route.ts';
import type { Project } from './shelf.ts';
import { selectV1, showV1 } from './show-v1.ts';

/** The service takes at most this many runs a page. */
const LARGEST_PAGE = 100;

const Query = z.object({
  session: z.array(z.uuid()).nullish(),
  id: z.array(z.uuid()).nullish(),
  trace: z.uuid().nullish(),
  parent_run: z.uuid().nullish(),
  reference_example: z.array(z.uuid()).nullish(),
  run_type: z.string().nullish(),
  is_root: z.boolean().nullish(),
  error: z.boolean().nullish(),
  start_time: z.string().nullish(),
  filter: z.string().nullish(),
  select: z.array(z.string()).nullish(),
  limit: z.number().int().min(1).max(LARGEST_PAGE).nullish(),
  cursor: z.string().nullish(),
  order: z.enum(['asc', 'desc']).nullish(),
});
type Query = z.infer<typeof Query>;

const Feedback = z.object({ run_id: z.uuid(), key: z.string().min(1), score: z.number().nullish() });
const NewProject = z.object({ name: z.string().min(1), reference_dataset_id: z.uuid().nullish() });

/**
 * What langsmith 0.10.5 records with, and reads with by its older methods
 * (`readRun`, `listRuns`, `shareRun`, `readProject`). Source: its `dist/client.js`.
 */
export const apiV1: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/info$/,
    open: true,
    answer: () =>
      ok({
        version: '0.16.20',
        instance_flags: { ch_query_enabled: true, sdb_query_enabled: true, gzip_body_enabled: true },
        batch_ingest_config: { use_multipart_endpoint: true, size_limit: 100, size_limit_bytes: 20_971_520 },
      }),
  },
  {
    method: 'POST',
    path: /^\/runs$/,
    answer({ body }, _groups, { shelf }) {
      const report = reportOf(parsedJson(body));
      if (!report) return invalid(['body', 'id'], 'Field required');
      shelf.record([report]);
      return accepted;
    },
  },
  {
    method: 'PATCH',
    path: /^\/runs\/([^/]+)$/,
    answer({ body }, [id], { shelf }) {
      const report = reportOf({ ...objectIn(body), id });
      if (!report) return invalid(['path', 'run_id'], 'Input should be a valid UUID');
      shelf.record([report]);
      return accepted;
    },
  },
  {
    method: 'POST',
    path: /^\/runs\/batch$/,
    answer({ body }, _groups, { shelf }) {
      const reports = reportsOfBatch(parsedJson(body));
      if (!reports) return invalid(['body'], 'Input should be a batch with post and patch');
      shelf.record(reports);
      return accepted;
    },
  },
  {
    method: 'POST',
    path: /^\/runs\/multipart$/,
    async answer({ body, headers }, _groups, { shelf }) {
      const reports = await reportsOfMultipart(body, String(headers['content-type']));
      if (!reports) return invalid(['body'], 'Invalid multipart part');
      shelf.record(reports);
      return accepted;
    },
  },
  {
    method: 'POST',
    path: /^\/runs\/query$/,
    answer({ body }, _groups, desk) {
      const query = Query.safeParse(parsedJson(body));
      if (!query.success)
        return invalid(['body', ...whereIn(query.error)], query.error.issues[0]?.message ?? 'Invalid');
      return listRuns(query.data, desk);
    },
  },
  {
    method: 'GET',
    path: /^\/runs\/([^/]+)$/,
    answer(_asked, [id], desk) {
      if (!isUuid(id)) return invalid(['path', 'run_id'], 'Input should be a valid UUID');
      const run = desk.shelf.run(id);
      return run ? ok(show(run, desk)) : missing('Run');
    },
  },
  {
    method: 'PUT',
    path: /^\/runs\/([^/]+)\/share$/,
    answer(_asked, [id = ''], { shelf }) {
      const run = shelf.run(id);
      return run ? ok({ run_id: id, share_token: shelf.share(run.traceId) }) : missing('Run');
    },
  },
  {
    method: 'GET',
    path: /^\/runs\/([^/]+)\/share$/,
    answer(_asked, [id = ''], { shelf }) {
      const run = shelf.run(id);
      if (!run) return missing('Run');
      const token = shelf.shareTokenOf(run.traceId);
      return ok(token === undefined ? null : { run_id: id, share_token: token });
    },
  },
  {
    method: 'DELETE',
    path: /^\/runs\/([^/]+)\/share$/,
    answer(_asked, [id = ''], { shelf }) {
      shelf.unshare(shelf.run(id)?.traceId ?? id);
      return nothing;
    },
  },
  {
    method: 'POST',
    path: /^\/feedback$/,
    answer({ body }, _groups, { shelf }) {
      const { data } = Feedback.safeParse(parsedJson(body));
      if (!data) return invalid(['body'], 'run_id and key are required');
      if (typeof data.score === 'number') shelf.rate(data.run_id, data.key, data.score);
      return ok({ id: data.run_id, ...data });
    },
  },
  {
    method: 'GET',
    path: /^\/public\/([^/]+)\/runs$/,
    open: true,
    answer({ query }, [token = ''], desk) {
      const trace = desk.shelf.sharedTrace(token);
      if (!trace) return missing('Shared run');
      const ids = query.getAll('id');
      return ok(trace.filter(({ id }) => ids.length === 0 || ids.includes(id)).map((run) => show(run, desk)));
    },
  },
  {
    method: 'GET',
    path: /^\/sessions$/,
    answer({ query }, _groups, desk) {
      const name = query.get('name');
      const ids = query.getAll('id');
      const found = desk.shelf
        .projects()
        .filter(
          (project) => (name === null || project.name === name) && (ids.length === 0 || ids.includes(project.id)),
        );
      const offset = Number(query.get('offset') ?? 0);
      return ok(
        found
          .slice(offset, offset + Number(query.get('limit') ?? LARGEST_PAGE))
          .map((project) => showProject(project, desk)),
      );
    },
  },
  {
    method: 'GET',
    path: /^\/sessions\/([^/]+)$/,
    answer(_asked, [id], desk) {
      const project = desk.shelf.projects().find((known) => known.id === id);
      return project ? ok(showProject(project, desk)) : missing('Session');
    },
  },
  {
    method: 'POST',
    path: /^\/sessions$/,
    answer({ body, query }, _groups, desk) {
      const { data } = NewProject.safeParse(parsedJson(body));
      if (!data) return invalid(['body', 'name'], 'Field required');
      const taken = desk.shelf.projects().some(({ name }) => name === data.name);
      if (taken && query.get('upsert') !== 'true') return { status: 409, body: { detail: 'Session already exists.' } };
      return ok(showProject(desk.shelf.project(data.name, data.reference_dataset_id), desk));
    },
  },
];

function listRuns(query: Query, desk: Desk) {
  const isBounded = [query.session, query.id, query.reference_example].some((list) => list && list.length > 0);
  if (!isBounded && !query.trace && !query.parent_run)
    return badRequest(
      "At least one of 'session', 'id', 'parent_run', 'trace' or 'reference_example' must be specified",
    );
  const filter = query.filter ? parseFilter(query.filter) : () => true;
  if (!filter) return badRequest(`Invalid filter: ${query.filter}`);

  const found = desk.shelf.runs().filter((run) => isAsked(run, query) && filter(run));
  const ordered = query.order === 'asc' ? found : found.toReversed();
  const page = pageFrom(ordered, query.cursor, query.limit ?? LARGEST_PAGE);
  if (!page) return badRequest('Invalid cursor');
  const runs = page.items.map((run) => selectV1(show(run, desk), query.select ?? undefined));
  return ok({ runs, cursors: { next: page.next }, parsed_query: null });
}

function isAsked(run: RecordedRun, query: Query): boolean {
  return (
    (!query.session?.length || query.session.includes(run.projectId)) &&
    (!query.id?.length || query.id.includes(run.id)) &&
    (!query.trace || query.trace === run.traceId) &&
    (!query.parent_run || query.parent_run === run.parentId) &&
    (!query.reference_example?.length || query.reference_example.includes(run.referenceExampleId ?? '')) &&
    (!query.run_type || query.run_type === run.runType) &&
    (query.is_root == null || query.is_root === (run.parentId === null)) &&
    (query.error == null || query.error === (statusOf(run) === 'error')) &&
    (!query.start_time || Date.parse(run.startTime) >= Date.parse(query.start_time))
  );
}

export function show(run: RecordedRun, { shelf, organisation }: Desk): JsonObject {
  return showV1(run, shelf.trace(run.traceId), {
    organisation,
    shareToken: shelf.shareTokenOf(run.traceId),
    ratings: shelf.ratingsOf(run.id),
  });
}

export function showProject({ id, name, startTime, referenceDatasetId }: Project, { organisation }: Desk): JsonObject {
  const about = { end_time: null, description: null, extra: {}, reference_dataset_id: referenceDatasetId };
  return { id, name, tenant_id: organisation, start_time: startTime, ...about };
}

function objectIn(body: Buffer): object {
  const value = parsedJson(body);
  return typeof value === 'object' && value !== null ? value : {};
}

function whereIn({ issues }: z.ZodError): readonly string[] {
  return (issues[0]?.path ?? []).map(String);
}
