import { RefineryError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { Trace } from '../domain/trace.ts';
import type { TraceSource } from '../ports.ts';
import { buildTrace } from '../refine/trace/build-trace.ts';
import { apiOf, type LangSmithLink, parseLangSmithLink } from '../refine/trace/langsmith-link.ts';
import { isLangSmithRun, readLangSmithRun } from '../refine/trace/langsmith-run.ts';
import { listAt, textAt } from '../refine/trace/look-into-json.ts';
import type { Patience } from './ask-service.ts';
import { findLangSmithTraces } from './find-langsmith-traces.ts';
import { ask, askV1, type Line, openLine } from './langsmith-line.ts';
import { limitRate, type Rate, type SharedRate, sharedRate, type Turn } from './rate-limit.ts';
import { type Place, RUN_FIELDS, readLangSmithRuns } from './read-langsmith-runs.ts';
import { readLangSmithThread } from './read-langsmith-thread.ts';

export type LangSmithOptions = Readonly<{
  /** Only shared links can be read without one. */
  apiKey?: string | undefined;
  /** The API's address; without one, links say which of LangChain's clouds is meant. */
  endpoint?: string | undefined;
  /** For one whole trace. */
  timeoutMs?: number;
  /** How long to wait before each further attempt. */
  waitsMs?: readonly number[];
  /** How often runs may be queried, by all threads that share it. */
  queries?: SharedRate;
  /** Of one answer; a trace that is larger is read page by page. */
  maxBytes?: number;
  fetch?: typeof fetch;
}>;

const NAME = 'langsmith';
const TIMEOUT_MS = 45_000;
/** A trace is complete soon after its last run, and people ask about the same one again within minutes. */
const FRESH_MS = 15 * 60_000;
/** Soon: somebody is looking at a terminal or a thread. Longer waits are the workflow engine's. */
const WAITS_MS = [300, 1_000];
/** `POST /runs/query`. https://docs.langchain.com/langsmith/administration-overview#rate-limits */
export const QUERIES: Rate = { most: 15, windowMs: 10_000 };
/** How many runs of a shared trace are fetched at a time. */
const AT_A_TIME = 6;

/**
 * Traces of a LangSmith, in LangChain's clouds or self-hosted (0.16 or newer).
 *
 * What is stored of a trace is the link itself, which is taken apart again each
 * time: only ids of it ever reach a request.
 */
export function langSmith(options: LangSmithOptions): TraceSource {
  const queryTurn = limitRate(options.queries ?? sharedRate(QUERIES));
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
      if (link.kind === 'too-wide') throw new RefineryError('link-too-wide', `it leads to a ${link.what}`);
      if (link.kind !== 'shared') demandKey(options);
      return readTrace(link, await lineTo(link.apiUrl, options, queryTurn, caller));
    },
    async find(wanted, caller) {
      demandKey(options);
      const { project } = wanted;
      if (typeof project === 'string') {
        const line = await lineTo(apiOf(options.endpoint), options, queryTurn, caller);
        return findLangSmithTraces(line, NAME, { ...wanted, project });
      }
      const link = parseLangSmithLink(project.locator, options.endpoint);
      if (link === undefined || link === 'foreign') throw new RefineryError('link-foreign', 'the endpoint has changed');
      // Whoever was given a shared trace was not given its project.
      if (link.kind === 'shared' || link.kind === 'too-wide') return [];
      const line = await lineTo(link.apiUrl, options, queryTurn, caller);
      const projectId = link.kind === 'thread' ? link.projectId : (await findTrace(line, link)).projectId;
      return findLangSmithTraces(line, NAME, { ...wanted, project: projectId });
    },
  };
}

export function demandKey({ apiKey }: LangSmithOptions): void {
  if (!apiKey) throw new RefineryError('source-denied', 'LANGSMITH_API_KEY is not set');
}

export function lineTo(
  apiUrl: string,
  { apiKey = '', fetch: send = fetch, timeoutMs = TIMEOUT_MS, waitsMs = WAITS_MS, maxBytes }: LangSmithOptions,
  queryTurn: Turn,
  caller: AbortSignal | undefined,
): Promise<Line> {
  const timeUp = AbortSignal.timeout(timeoutMs);
  const signal = caller ? AbortSignal.any([caller, timeUp]) : timeUp;
  const patience: Patience = { caller, signal, waitsMs, maxBytes };
  return openLine({ apiUrl, apiKey, send, queryTurn, patience });
}

async function readTrace(link: Exclude<LangSmithLink, { kind: 'too-wide' }>, line: Line): Promise<Trace> {
  const { recorded, noted } =
    link.kind === 'thread'
      ? await readLangSmithThread(line, link)
      : { recorded: runsIn(await readRecords(link, line)), noted: [] };
  if (recorded.length === 0) throw new RefineryError('trace-not-found', 'LangSmith knows no run of that trace');
  return buildTrace(recorded, noted);
}

const runsIn = (records: readonly Json[]) => records.filter(isLangSmithRun).map(readLangSmithRun);

async function readRecords(link: RunLink | SharedLink, line: Line): Promise<readonly Json[]> {
  if (link.kind === 'shared') return readShared(line, link.token);
  return readLangSmithRuns(line, await findTrace(line, link));
}

export type RunLink = Extract<LangSmithLink, { kind: 'run' }>;
type SharedLink = Extract<LangSmithLink, { kind: 'shared' }>;

/** API v2 wants trace and project; links may lack either. */
export async function findTrace(line: Line, { traceId, projectId, run }: RunLink): Promise<Place> {
  if (projectId === null) return findByRunAlone(line, run.id);
  if (traceId !== null) return { traceId, projectId };
  const start = run.startTime === null ? {} : { start_time: run.startTime };
  const answer = await ask(line, (options) =>
    line.client.runs.retrieve(run.id, { project_id: projectId, selects: ['ID', 'TRACE_ID'], ...start }, options),
  );
  return { traceId: textAt(answer, 'trace_id') ?? run.id, projectId };
}

async function findByRunAlone(line: Line, runId: string): Promise<Place> {
  const answer = await askV1(line, `/runs/${runId}`);
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
  const fields = { share_token: token, start_time, selects: [...RUN_FIELDS] };
  return ask(line, (options) => line.client.public.runs.retrieve(id, fields, options));
}
