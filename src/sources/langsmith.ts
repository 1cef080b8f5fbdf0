import type { Client } from 'langsmith';
import { RefineryError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { Trace } from '../domain/trace.ts';
import type { TraceSource } from '../ports.ts';
import { buildTrace } from '../refine/build-trace.ts';
import { type LangSmithLink, parseLangSmithLink } from '../refine/langsmith-link.ts';
import { isLangSmithRun, readLangSmithRun } from '../refine/langsmith-run.ts';
import { listAt, textAt } from '../refine/look-into-json.ts';
import { askLangSmith, type Patience } from './ask-langsmith.ts';

export type LangSmithOptions = Readonly<{
  /** Only shared links can be read without one. */
  apiKey?: string | undefined;
  /** The API's address; without one, links say which of LangChain's clouds is meant. */
  endpoint?: string | undefined;
  /** For one whole trace. */
  timeoutMs?: number;
  /** How long to wait before each further attempt. */
  waitsMs?: readonly number[];
  fetch?: typeof fetch;
}>;

const NAME = 'langsmith';
const TIMEOUT_MS = 45_000;
/** A trace is complete soon after its last run, and people ask about the same one again within minutes. */
const FRESH_MS = 15 * 60_000;
/** Soon: somebody is looking at a terminal or a thread. Longer waits are the workflow engine's. */
const WAITS_MS = [300, 1_000];
/** How many runs of a shared trace are fetched at a time. */
const AT_A_TIME = 6;

/** Without `selects` the service answers with ids only. */
const FIELDS = [
  ...(['ID', 'NAME', 'RUN_TYPE', 'STATUS', 'START_TIME', 'END_TIME', 'ERROR', 'EXTRA', 'METADATA'] as const),
  ...([
    'INPUTS',
    'OUTPUTS',
    'PARENT_RUN_IDS',
    'TRACE_ID',
    'DOTTED_ORDER',
    'PROMPT_TOKENS',
    'COMPLETION_TOKENS',
  ] as const),
  ...(['TAGS', 'THREAD_ID', 'PROJECT_ID'] as const),
] as const;

/**
 * Traces of a LangSmith, in LangChain's clouds or self-hosted (0.16 or newer).
 *
 * What is stored of a trace is the link itself, which is taken apart again each
 * time: only ids of it ever reach a request.
 */
export function langSmith(options: LangSmithOptions): TraceSource {
  return {
    name: NAME,
    isLocal: false,
    freshMs: FRESH_MS,
    recognise(text) {
      const link = parseLangSmithLink(text, options.endpoint);
      return link === undefined || link === 'foreign' ? link : { source: NAME, locator: link.link };
    },
    async fetch({ locator }, caller) {
      const link = parseLangSmithLink(locator, options.endpoint);
      if (link === undefined || link === 'foreign') throw new RefineryError('link-foreign', 'the endpoint has changed');
      const timeUp = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
      const signal = caller ? AbortSignal.any([caller, timeUp]) : timeUp;
      return readTrace(link, options, { caller, signal, waitsMs: options.waitsMs ?? WAITS_MS });
    },
  };
}

async function readTrace(link: LangSmithLink, options: LangSmithOptions, patience: Patience): Promise<Trace> {
  if (link.kind === 'too-wide') throw new RefineryError('link-too-wide', `it leads to a ${link.what}`);
  if (link.kind === 'run' && !options.apiKey) throw new RefineryError('source-denied', 'LANGSMITH_API_KEY is not set');
  const line: Line = { client: await connect(link.apiUrl, options), apiUrl: link.apiUrl, options, patience };
  const records = link.kind === 'shared' ? await readShared(line, link.token) : await readOwn(line, link);
  const runs = records.filter(isLangSmithRun).map(readLangSmithRun);
  if (runs.length === 0) throw new RefineryError('trace-not-found', 'LangSmith knows no run of that trace');
  return buildTrace(runs);
}

type Line = Readonly<{ client: Client; apiUrl: string; options: LangSmithOptions; patience: Patience }>;
type RunLink = Extract<LangSmithLink, { kind: 'run' }>;

/** Loaded on first use: the SDK costs a tenth of a second at the start of every other command. */
async function connect(apiUrl: string, { apiKey = '', fetch: send = fetch }: LangSmithOptions): Promise<Client> {
  const { Client } = await import('langsmith');
  const fetchImplementation: typeof fetch = async (input, init) => {
    // The SDK asks for the server's version beside each first request, only to print a warning when it is old or silent.
    if (String(input) === `${apiUrl}/info`) return Response.json({});
    // A redirect would carry the key to another host.
    return send(input, { ...init, redirect: 'error' });
  };
  return new Client({ apiUrl, apiKey, fetchImplementation, autoBatchTracing: false });
}

/** Retries are `askLangSmith`'s. */
function ask(
  { patience }: Line,
  send: (options: { maxRetries: 0; signal: AbortSignal }) => Readonly<{ asResponse(): Promise<Response> }>,
): Promise<Json> {
  return askLangSmith(() => send({ maxRetries: 0, signal: patience.signal }).asResponse(), patience);
}

async function readOwn(line: Line, link: RunLink): Promise<readonly Json[]> {
  const { traceId, projectId } = await findTrace(line, link);
  const answer = await ask(line, (options) =>
    line.client.traces.listRuns(traceId, { project_id: projectId, selects: [...FIELDS] }, options),
  );
  return listAt(answer, 'items');
}

type Place = Readonly<{ traceId: string; projectId: string }>;

/** API v2 wants trace and project; links may lack either. */
async function findTrace(line: Line, { traceId, projectId, run }: RunLink): Promise<Place> {
  if (projectId === null) return findByRunAlone(line, run.id);
  if (traceId !== null) return { traceId, projectId };
  const start = run.startTime === null ? {} : { start_time: run.startTime };
  const answer = await ask(line, (options) =>
    line.client.runs.retrieve(run.id, { project_id: projectId, selects: ['ID', 'TRACE_ID'], ...start }, options),
  );
  return { traceId: textAt(answer, 'trace_id') ?? run.id, projectId };
}

/** Only API v1 finds a run without its project. https://api.smith.langchain.com/redoc: GET /runs/{run_id} */
async function findByRunAlone({ apiUrl, options, patience }: Line, runId: string): Promise<Place> {
  const { apiKey = '', fetch: send = fetch } = options;
  const answer = await askLangSmith(
    () =>
      send(`${apiUrl}/runs/${runId}`, { headers: { 'x-api-key': apiKey }, redirect: 'error', signal: patience.signal }),
    patience,
  );
  const projectId = textAt(answer, 'session_id');
  if (projectId === null)
    throw new RefineryError('source-unavailable', 'LangSmith did not tell the project of the run');
  return { traceId: textAt(answer, 'trace_id') ?? runId, projectId };
}

/** A shared trace lists its runs with previews only; each whole run is asked for by id and exact start. */
async function readShared(line: Line, token: string): Promise<readonly Json[]> {
  const answer = await ask(line, (options) =>
    line.client.public.runs.query(token, { selects: ['ID', 'START_TIME'] }, options),
  );
  const listed = listAt(answer, 'items');
  const whole: Json[] = [];
  for (let from = 0; from < listed.length; from += AT_A_TIME) {
    const some = listed.slice(from, from + AT_A_TIME);
    whole.push(...(await Promise.all(some.map((run) => readSharedRun(line, token, run)))));
  }
  return whole;
}

async function readSharedRun(line: Line, token: string, listed: Json): Promise<Json> {
  const id = textAt(listed, 'id');
  const start_time = textAt(listed, 'start_time');
  if (id === null || start_time === null) return null;
  const fields = { share_token: token, start_time, selects: [...FIELDS] };
  return ask(line, (options) => line.client.public.runs.retrieve(id, fields, options));
}
