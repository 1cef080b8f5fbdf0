import type { RecordedRun } from './recorded-run.ts';
import { badRequest, invalid, isUuid, missing, ok, pageFrom, type Route } from './route.ts';
import { threadOf } from './show-v1.ts';

const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 100;

/** What `selects` may name here, of those that the sample records. `trace_id` always comes. */
const PROPERTIES: Readonly<Record<string, (root: RecordedRun) => string | null>> = {
  THREAD_ID: threadOf,
  TRACE_ID: ({ traceId }) => traceId,
  NAME: ({ name }) => name,
  START_TIME: ({ startTime }) => startTime,
  END_TIME: ({ endTime }) => endTime,
  ERROR: ({ error }) => error,
};

/**
 * The traces of a conversation, the newest first. Source: `ThreadListTracesParams` and
 * `ThreadTrace` in langsmith 0.10.5, `_openapi_client/resources/threads.d.ts`.
 */
export const threadTraces: Route = {
  method: 'GET',
  path: /^\/api\/v2\/threads\/([^/]+)\/traces$/,
  answer({ query }, [thread = ''], { shelf }) {
    const projectId = query.get('project_id');
    if (!isUuid(projectId)) return invalid(['query', 'project_id'], 'Field required');
    const selects = query.getAll('selects');
    const unknown = selects.find((name) => !Object.hasOwn(PROPERTIES, name));
    if (unknown !== undefined) return invalid(['query', 'selects'], `unknown select: ${unknown}`);
    const id = decodeURIComponent(thread);
    const roots = shelf
      .runs()
      .filter((run) => run.parentId === null && run.projectId === projectId && threadOf(run) === id);
    if (roots.length === 0) return missing('Thread');
    const size = Math.min(Number(query.get('page_size') ?? DEFAULT_PAGE), LARGEST_PAGE);
    const page = pageFrom(roots.toReversed(), query.get('cursor'), size);
    if (!page) return badRequest('invalid cursor');
    const items = page.items.map((root) => ({
      trace_id: root.traceId,
      ...Object.fromEntries(selects.map((name) => [name.toLowerCase(), PROPERTIES[name]?.(root) ?? null])),
    }));
    return ok({ items, next_cursor: page.next });
  },
};
