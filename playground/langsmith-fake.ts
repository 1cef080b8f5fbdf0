import { apiV1, show } from './langsmith/api-v1.ts';
import { apiV2 } from './langsmith/api-v2.ts';
import { experiments } from './langsmith/experiments.ts';
import { type Fault, misbehave } from './langsmith/fault.ts';
import type { JsonObject } from './langsmith/json.ts';
import { missingPage, pageOf } from './langsmith/page.ts';
import { type Desk, ok, type Route } from './langsmith/route.ts';
import { type Dataset, type Example, newShelf, uuidOf } from './langsmith/shelf.ts';
import { threadTraces } from './langsmith/threads.ts';
import { type Asked, serve } from './serve.ts';

export type LangSmithFake = Readonly<{
  /** Both where people read (`/o/…`) and where clients talk, `LANGSMITH_ENDPOINT`. */
  url: string;
  apiKey: string;
  /** A key that is good, but of another workspace: 403 everywhere. */
  strangerKey: string;
  /** What LangSmith's own address bar would show for a run. @throws Error for an unknown run */
  linkTo(runId: string): string;
  /** What LangSmith's export writes: the runs of a trace as the older API gives them, parents first. */
  exportTrace(traceId: string): readonly JsonObject[];
  /** Makes a dataset, or makes it anew. */
  putDataset(name: string, examples: readonly Omit<Example, 'id'>[]): Dataset;
  /** Misbehaves from now on; `undefined` to recover. */
  fault(fault: Fault | undefined): void;
  /** Method and path of every request to the API so far. */
  requests(): readonly string[];
  close(): Promise<void>;
}>;

const API_KEY = 'lsv2_sk_playground';
const STRANGER_KEY = 'lsv2_sk_stranger';
const ORGANISATION = uuidOf('organisation playground');

const page: Route = {
  method: 'GET',
  path: /^\/o\/[^/]+\/projects\/p\/[^/]+\/r\/([^/]+)$/,
  open: true,
  answer(_asked, [id = ''], { shelf }) {
    const run = shelf.run(id);
    return run ? ok(pageOf(shelf.trace(run.traceId), id)) : { status: 404, body: missingPage };
  },
};

const publicPage: Route = {
  method: 'GET',
  path: /^\/public\/([^/]+)\/r(?:\/([^/]+))?$/,
  open: true,
  answer(_asked, [token = '', id = ''], { shelf }) {
    const trace = shelf.sharedTrace(token);
    return trace ? ok(pageOf(trace, id)) : { status: 404, body: missingPage };
  },
};

const routes: readonly Route[] = [...apiV2, threadTraces, ...apiV1, ...experiments, page, publicPage];

/**
 * A stand-in for LangSmith, for the sample and for tests: the unmodified `langsmith`
 * SDK records to it and reads from it over HTTP. It keeps everything in memory.
 */
export async function startLangSmithFake(options: Readonly<{ port?: number }> = {}): Promise<LangSmithFake> {
  const shelf = newShelf();
  const asked: string[] = [];
  let fault: Fault | undefined;
  const server = await serve(async (request, closing) => {
    asked.push(`${request.method} ${request.path}`);
    const due = fault;
    fault = rest(fault);
    const broken = due && !due.after ? await misbehave(due, closing) : undefined;
    return broken ?? answer(request, desk);
  }, options.port);

  const desk: Desk = {
    shelf,
    organisation: ORGANISATION,
    linkTo(runId) {
      const run = shelf.run(runId);
      if (!run) throw new Error(`no run ${runId} was recorded`);
      return `${server.url}/o/${ORGANISATION}/projects/p/${run.projectId}/r/${run.id}?trace_id=${run.traceId}`;
    },
    shareLink: (token) => `${server.url}/public/${token}/r`,
  };
  return {
    url: server.url,
    apiKey: API_KEY,
    strangerKey: STRANGER_KEY,
    linkTo: desk.linkTo,
    exportTrace: (traceId) => shelf.trace(traceId).map((run) => show(run, desk)),
    putDataset: shelf.putDataset,
    fault: (next) => {
      fault = next;
    },
    requests: () => [...asked],
    close: server.close,
  };
}

/** What is left of a fault after one more request. */
function rest(fault: Fault | undefined): Fault | undefined {
  if (!fault) return undefined;
  if (fault.after) return { ...fault, after: fault.after - 1 };
  if (fault.times === undefined) return fault;
  return fault.times > 1 ? { ...fault, times: fault.times - 1 } : undefined;
}

/** The older API answers with and without `/api/v1` in front, as hosted and self-hosted LangSmith do. */
function answer(asked: Asked, desk: Desk) {
  const path = asked.path.replace(/^\/api\/v1(?=\/)/, '');
  const route = routes.find(({ method, path: pattern }) => method === asked.method && pattern.test(path));
  if (!route) return { status: 404, body: { detail: 'Not Found' } };
  const key = asked.headers['x-api-key'];
  if (!route.open && key === STRANGER_KEY) return { status: 403, body: { detail: 'Forbidden' } };
  if (!route.open && key !== API_KEY) return { status: 401, body: { detail: 'Invalid token' } };
  const groups = [...(route.path.exec(path) ?? [])].slice(1).map((group) => group ?? '');
  return route.answer({ ...asked, path }, groups, desk);
}
