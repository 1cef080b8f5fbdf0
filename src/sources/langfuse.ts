import { RefineryError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { TraceFormat } from '../formats/format.ts';
import type { TraceSource } from '../ports.ts';
import { parseLangfuseLink, siteOf } from '../refine/trace/langfuse-link.ts';
import { isObject, listAt, textAt } from '../refine/trace/look-into-json.ts';
import { askService, type Patience } from './ask-service.ts';

export type LangfuseAccess = Readonly<{
  /** Without one, links say which of Langfuse's clouds is meant. */
  host?: string | undefined;
  publicKey: string | undefined;
  secretKey: string | undefined;
}>;

export type LangfuseOptions = Readonly<{
  /** What reads a trace with its observations: the same as for exported files. */
  format: TraceFormat;
  /** For one whole trace. */
  timeoutMs?: number;
  /** How long to wait before each further attempt. */
  waitsMs?: readonly number[];
}> &
  LangfuseAccess;

const NAME = 'langfuse';
const TIMEOUT_MS = 45_000;
const FRESH_MS = 15 * 60_000;
const WAITS_MS = [300, 1_000];
/** The service's own limit. https://api.reference.langfuse.com/#tag/observations */
const PER_PAGE = 100;
const MOST_PAGES = 1_000;

type Line = Readonly<{ site: string; authorization: string; patience: Patience }>;

/** Traces of a Langfuse, in its clouds or self-hosted: the trace first, then what belongs to it page by page. */
export function langfuseTraces(options: LangfuseOptions): TraceSource {
  const { host, format, timeoutMs = TIMEOUT_MS, waitsMs = WAITS_MS } = options;
  return {
    name: NAME,
    isLocal: false,
    freshMs: FRESH_MS,
    recognise(text) {
      const link = parseLangfuseLink(text, host);
      return link === undefined || link === 'foreign' ? link : { source: NAME, locator: link.link };
    },
    async fetch({ locator }, caller) {
      const link = parseLangfuseLink(locator, host);
      if (link === undefined || link === 'foreign') throw new RefineryError('link-foreign', 'the host has changed');
      const timeUp = AbortSignal.timeout(timeoutMs);
      const signal = caller ? AbortSignal.any([caller, timeUp]) : timeUp;
      const line = {
        site: link.site,
        authorization: basicAuth(options),
        patience: { caller, signal, waitsMs },
      };
      const trace = format.read(await readDocument(line, link.traceId));
      if (!trace) throw new RefineryError('trace-not-found', 'Langfuse knows nothing of what happened in that trace');
      return trace;
    },
  };
}

/** The name of the project that the keys are of; one question, for who wants to know whether they are good. Errors as `fetch`. */
export async function askLangfuseProject(access: LangfuseAccess, signal: AbortSignal): Promise<string> {
  const patience: Patience = { signal, caller: undefined, waitsMs: [] };
  const line = { site: siteOf(access.host), authorization: basicAuth(access), patience };
  const [project] = listAt(await ask(line, '/api/public/projects'), 'data');
  return project === undefined ? 'without a name' : (textAt(project, 'name') ?? 'without a name');
}

function basicAuth({ publicKey, secretKey }: LangfuseAccess): string {
  if (!publicKey || !secretKey)
    throw new RefineryError('source-denied', 'LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY are not both set');
  return `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`;
}

/** Servers before `fields` bring the observations with the trace, and then no page is asked for. */
async function readDocument(line: Line, traceId: string): Promise<Json> {
  const trace = await ask(line, `/api/public/traces/${encodeURIComponent(traceId)}?fields=core,io`);
  const brought = listAt(trace, 'observations').filter(isObject);
  const observations = brought.length > 0 ? brought : await readObservations(line, traceId);
  return { trace: isObject(trace) ? { ...trace, observations: [] } : trace, observations };
}

/** https://api.reference.langfuse.com/#tag/observations/GET/api/public/observations */
async function readObservations(line: Line, traceId: string): Promise<readonly Json[]> {
  const observations: Json[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const query = new URLSearchParams({ traceId, page: String(page), limit: String(PER_PAGE) });
    const found = listAt(await ask(line, `/api/public/observations?${query}`), 'data');
    for (const observation of found) observations.push(observation);
    if (found.length < PER_PAGE) return observations;
  }
  throw new RefineryError('trace-unreadable', `it has more than ${MOST_PAGES * PER_PAGE} observations`);
}

/** A redirect would carry the keys to another host. */
function ask({ site, authorization, patience }: Line, path: string): Promise<Json> {
  const headers = { authorization };
  return askService(
    'Langfuse',
    () => fetch(`${site}${path}`, { headers, redirect: 'error', signal: patience.signal }),
    patience,
  );
}
