import { z } from 'zod';
import { type Asked, parsedJson, type Reply } from '../serve.ts';
import { parseFilter } from './filter.ts';
import { type RecordedRun, statusOf } from './recorded-run.ts';
import { badRequest, type Desk, invalid, isUuid, missing, nothing, ok, pageFrom, type Route } from './route.ts';
import { showV2, unknownSelect } from './show-v2.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1000;
const RUN_TYPES = ['TOOL', 'CHAIN', 'LLM', 'RETRIEVER', 'EMBEDDING', 'PROMPT', 'PARSER'] as const;

const Query = z.object({
  project_ids: z.array(z.uuid()).optional(),
  reference_dataset_id: z.uuid().optional(),
  trace_id: z.uuid().optional(),
  ids: z.array(z.uuid()).optional(),
  run_type: z.enum(RUN_TYPES).optional(),
  is_root: z.boolean().optional(),
  has_error: z.boolean().optional(),
  min_start_time: z.iso.datetime({ offset: true }).optional(),
  max_start_time: z.iso.datetime({ offset: true }).optional(),
  filter: z.string().optional(),
  trace_filter: z.string().optional(),
  tree_filter: z.string().optional(),
  selects: z.array(z.string()).default([]),
  page_size: z.number().int().min(1).max(LARGEST_PAGE).default(DEFAULT_PAGE),
  cursor: z.string().optional(),
});
type Query = z.infer<typeof Query>;

const Shared = z.object({ session_id: z.uuid(), trace_id: z.uuid() });
const PublicQuery = z.object({ selects: z.array(z.string()).default([]) });

/**
 * The API on SmithDB that langsmith 0.10.5 reads with (`traces.listRuns`, `runs.retrieve`,
 * `runs.query`, `runs.share`, `public.runs`). What is demanded, and what is left out unless
 * asked for, follows the comments in its `_openapi_client/resources/{runs,traces,public}`.
 */
export const apiV2: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/api\/v2\/runs\/query$/,
    answer({ body }, _groups, desk) {
      const query = Query.safeParse(parsedJson(body) ?? {});
      if (!query.success) return refusal(query.error);
      return queryRuns(query.data, desk);
    },
  },
  {
    method: 'GET',
    path: /^\/api\/v2\/runs\/([^/]+)$/,
    answer({ query }, [id = ''], desk) {
      const refused = refusedIds(id, 'run_id', query) ?? refusedSelects(query.getAll('selects'));
      if (refused) return refused;
      const run = desk.shelf.run(id);
      if (!run || run.projectId !== query.get('project_id')) return missing('Run');
      return ok(show(run, query.getAll('selects'), desk));
    },
  },
  {
    method: 'GET',
    path: /^\/api\/v2\/runs\/([^/]+)\/url$/,
    answer({ query }, [id = ''], desk) {
      const refused = refusedIds(id, 'run_id', query);
      if (refused) return refused;
      if (!isUuid(query.get('trace_id'))) return invalid(['query', 'trace_id'], 'Field required');
      return desk.shelf.run(id) ? ok({ url: desk.linkTo(id) }) : missing('Run');
    },
  },
  {
    method: 'GET',
    path: /^\/api\/v2\/traces\/([^/]+)\/runs$/,
    answer: ({ query }, [id = ''], desk) => listTrace(id, query, desk),
  },
  {
    method: 'POST',
    path: /^\/api\/v2\/runs\/([^/]+)\/share$/,
    answer({ body }, [id = ''], { shelf }) {
      const { data } = Shared.safeParse(parsedJson(body));
      if (!data) return invalid(['body'], 'session_id and trace_id are required');
      const run = shelf.run(id);
      if (run?.traceId !== data.trace_id || run.projectId !== data.session_id) return missing('Run');
      return ok({ share_token: shelf.share(run.traceId) });
    },
  },
  {
    method: 'DELETE',
    path: /^\/api\/v2\/runs\/([^/]+)\/share$/,
    answer(_asked, [traceId = ''], { shelf }) {
      shelf.unshare(traceId);
      return nothing;
    },
  },
  {
    method: 'POST',
    path: /^\/api\/v2\/public\/([^/]+)\/runs\/query$/,
    open: true,
    answer({ body }, [token = ''], desk) {
      const query = PublicQuery.safeParse(parsedJson(body) ?? {});
      if (!query.success) return refusal(query.error);
      const { selects } = query.data;
      const unknown = unknownSelect(selects, 'public-list');
      if (unknown !== undefined) return invalid(['body', 'selects'], `unknown select: ${unknown}`);
      const trace = desk.shelf.sharedTrace(token);
      return trace ? ok({ items: byStart(trace).map((run) => show(run, selects, desk)) }) : missing('Shared trace');
    },
  },
  {
    method: 'GET',
    path: /^\/api\/v2\/public\/([^/]+)\/run\/([^/]+)$/,
    open: true,
    answer: (asked, [token = '', id = ''], desk) => retrievePublic(asked, token, id, desk),
  },
];

function queryRuns(query: Query, desk: Desk): Reply {
  if (!query.project_ids?.length === !query.reference_dataset_id)
    return invalid(['body', 'project_ids'], 'set exactly one of project_ids and reference_dataset_id');
  const refused = refusedSelects(query.selects, 'body');
  if (refused) return refused;
  const ofRun = filterOf(query.filter);
  const ofRoot = filterOf(query.trace_filter);
  const ofTree = filterOf(query.tree_filter);
  if (!ofRun || !ofRoot || !ofTree) return badRequest('invalid filter expression');

  const from = query.min_start_time ? Date.parse(query.min_start_time) : Date.now() - DAY_MS;
  const to = query.max_start_time ? Date.parse(query.max_start_time) : Date.now();
  const found = desk.shelf.runs().filter((run) => {
    const started = Date.parse(run.startTime);
    const trace = desk.shelf.trace(run.traceId);
    return (
      started >= from &&
      started <= to &&
      isAsked(run, query) &&
      ofRun(run) &&
      trace.some((other) => other.parentId === null && ofRoot(other)) &&
      trace.some(ofTree)
    );
  });
  const page = pageFrom(byStart(found).toReversed(), query.cursor, query.page_size);
  if (!page) return badRequest('invalid cursor');
  return ok({ items: page.items.map((run) => show(run, query.selects, desk)), next_cursor: page.next });
}

function isAsked(run: RecordedRun, query: Query): boolean {
  return (
    query.project_ids?.includes(run.projectId) === true &&
    (!query.trace_id || query.trace_id === run.traceId) &&
    (!query.ids || query.ids.includes(run.id)) &&
    (!query.run_type || query.run_type === run.runType.toUpperCase()) &&
    (query.is_root === undefined || query.is_root === (run.parentId === null)) &&
    (query.has_error === undefined || query.has_error === (statusOf(run) === 'error'))
  );
}

function listTrace(id: string, query: URLSearchParams, desk: Desk): Reply {
  const selects = query.getAll('selects');
  const refused = refusedIds(id, 'trace_id', query) ?? refusedSelects(selects);
  if (refused) return refused;
  const from = query.get('min_start_time');
  const to = query.get('max_start_time');
  if ((from === null) !== (to === null))
    return invalid(['query', 'min_start_time'], 'min_start_time and max_start_time are required together');
  const filter = filterOf(query.get('filter') ?? undefined);
  if (!filter) return badRequest('invalid filter expression');

  const trace = desk.shelf.trace(id).filter(({ projectId }) => projectId === query.get('project_id'));
  if (trace.length === 0) return missing('Trace');
  const within = trace.filter(
    ({ startTime }) => from === null || to === null || (startTime >= from && startTime <= to),
  );
  return ok({ items: byStart(within.filter(filter)).map((run) => show(run, selects, desk)) });
}

/** A stranger must know the run's exact start, as the list gave it. */
function retrievePublic({ query }: Asked, token: string, id: string, desk: Desk): Reply {
  const selects = query.getAll('selects');
  const started = query.get('start_time');
  if (selects.length === 0) return invalid(['query', 'selects'], 'Field required');
  if (started === null) return invalid(['query', 'start_time'], 'Field required');
  const refused = refusedSelects(selects.filter((name) => name !== 'PARENT_RUN_ID'));
  if (refused) return refused;
  const run = desk.shelf.sharedTrace(token)?.find((other) => other.id === id);
  if (!run || Date.parse(run.startTime) !== Date.parse(started)) return missing('Shared run');
  return ok(show(run, selects, desk));
}

function refusedIds(id: string, name: string, query: URLSearchParams): Reply | undefined {
  if (!isUuid(id)) return invalid(['path', name], 'invalid UUID');
  if (!isUuid(query.get('project_id'))) return invalid(['query', 'project_id'], 'Field required');
  return undefined;
}

function refusedSelects(selects: readonly string[], where: 'query' | 'body' = 'query'): Reply | undefined {
  const unknown = unknownSelect(selects, 'project');
  return unknown === undefined ? undefined : invalid([where, 'selects'], `unknown select: ${unknown}`);
}

function refusal({ issues }: z.ZodError): Reply {
  return invalid(['body', ...(issues[0]?.path ?? []).map(String)], issues[0]?.message ?? 'invalid');
}

function show(run: RecordedRun, selects: readonly string[], { shelf, shareLink }: Desk) {
  const token = shelf.shareTokenOf(run.traceId);
  return showV2(
    {
      run,
      trace: shelf.trace(run.traceId),
      shareUrl: token === undefined ? undefined : shareLink(token),
      ratings: shelf.ratingsOf(run.id),
    },
    selects,
  );
}

function byStart(runs: readonly RecordedRun[]): readonly RecordedRun[] {
  return runs.toSorted((a, b) => (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : 0));
}

const filterOf = (text: string | undefined) => (text ? parseFilter(text) : () => true);
