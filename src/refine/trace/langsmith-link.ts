/**
 * Links to LangSmith, as people copy them from the address bar and Slack rewrites them.
 *
 * A host that stands in a text is never fetched: it is only compared with the hosts
 * known here, each of which has its API at a fixed place.
 */
export type LangSmithLink = Readonly<
  { link: string; apiUrl: string } & (
    | { kind: 'run'; projectId: string | null; traceId: string | null; run: RunId }
    | { kind: 'shared'; token: string }
    /** A conversation: all traces of it. */
    | { kind: 'thread'; projectId: string; threadId: string }
    | { kind: 'too-wide'; what: 'project' | 'thread' }
  )
>;

/** `startTime` stands before the id in links of 2026, and spares the server a search. ISO 8601. */
type RunId = Readonly<{ id: string; startTime: string | null }>;

const MAX_CHARS = 4_096;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TIMED_ID = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{0,6})Z(.+)$/;
const CLOUDS = ['', 'eu.', 'apac.', 'aws.', 'beta.', 'dev.'];
const DEFAULT_API = 'https://api.smith.langchain.com';
const MAX_THREAD_ID_CHARS = 512;

/**
 * @param endpoint the configured API; its own host is where a self-hosted LangSmith lives
 * @returns `foreign` for what looks like such a link but leads to another host
 */
export function parseLangSmithLink(text: string, endpoint?: string): LangSmithLink | 'foreign' | undefined {
  if (text.length > MAX_CHARS) return undefined;
  const link = unwrap(text);
  const bare = runIdIn(link);
  if (bare) return { kind: 'run', link, apiUrl: apiOf(endpoint), projectId: null, traceId: null, run: bare };
  // What a URL parser would silently mend is how hosts are disguised: `https:\\`, look-alike letters, line breaks.
  if (!/^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/i.test(link)) return undefined;
  const url = URL.parse(link);
  if (!url) return undefined;
  const site = siteOf(url, endpoint);
  if (site) return readPath(url, site, link);
  return looksLikeOurs(url) ? 'foreign' : undefined;
}

/** Slack writes `<url|label>` and `&amp;`; some browsers copy without `https://`. */
function unwrap(text: string): string {
  const inner = /^<([^|>]*)(?:\|[^>]*)?>$/.exec(text.trim())?.[1] ?? text.trim();
  const link = inner.replaceAll('&amp;', '&');
  return /^(?:[a-z]+\.)?smith\.langchain\.com\//i.test(link) ? `https://${link}` : link;
}

type Site = Readonly<{ apiUrl: string; path: readonly string[] }>;

function siteOf(url: URL, endpoint: string | undefined): Site | undefined {
  if (url.username !== '' || url.password !== '') return undefined;
  const own = endpoint === undefined ? null : URL.parse(endpoint);
  const ownCloud = CLOUDS.some((cloud) => own?.origin === `https://${cloud}api.smith.langchain.com`);
  if (own && !ownCloud) return selfHosted(url, own);
  const cloud = CLOUDS.find((name) => url.origin === `https://${name}smith.langchain.com`);
  if (cloud === undefined) return undefined;
  return { apiUrl: `https://${cloud}api.smith.langchain.com`, path: stepsOf(url.pathname) };
}

/** `https://host/sub/api/v1` serves its pages from `https://host/sub`. */
function selfHosted(url: URL, own: URL): Site | undefined {
  const base = stepsOf(own.pathname.replace(/\/api(?:\/v1)?\/?$/, ''));
  const steps = stepsOf(url.pathname);
  const isBelow = url.origin === own.origin && base.every((step, index) => steps[index] === step);
  return isBelow ? { apiUrl: own.href.replace(/\/$/, ''), path: steps.slice(base.length) } : undefined;
}

const stepsOf = (pathname: string): readonly string[] => pathname.split('/').filter((step) => step !== '');

function looksLikeOurs(url: URL): boolean {
  return (
    url.hostname.includes('smith.langchain') || /\/o\/[^/]+\/projects\/|\/public\/[^/]+\/r(?:\/|$)/.test(url.pathname)
  );
}

/** `/o/<organisation>/projects/p/<project>/r/<run>`, `…/projects/p/<project>?peek=<run>`, `/public/<token>/r`. */
function readPath(url: URL, { apiUrl, path }: Site, link: string): LangSmithLink | undefined {
  const [first, second, third, fourth, fifth, sixth, seventh] = path;
  if (first === 'public' && third === 'r') {
    const token = runIdIn(second)?.id;
    return token === undefined ? undefined : { kind: 'shared', link, apiUrl, token };
  }
  if (first !== 'o' || third !== 'projects') return undefined;

  const place =
    fourth === 'r' ? { project: undefined, run: fifth } : { project: fifth, run: sixth === 'r' ? seventh : undefined };
  const query = (name: string) => runIdIn(url.searchParams.get(name));
  const trace = query('trace_id') ?? query('peeked_trace');
  const run = runIdIn(place.run) ?? query('run_id') ?? query('peek') ?? trace;
  const projectId = query('peek_project')?.id ?? runIdIn(place.project)?.id ?? null;
  if (!run) {
    const threadId = sixth === 't' ? threadIdIn(seventh) : undefined;
    if (projectId !== null && threadId !== undefined) return { kind: 'thread', link, apiUrl, projectId, threadId };
    return { kind: 'too-wide', link, apiUrl, what: sixth === 't' ? 'thread' : 'project' };
  }
  return { kind: 'run', link, apiUrl, projectId, traceId: trace?.id ?? null, run };
}

/** Agents choose these ids themselves: any text, one step of the path. */
function threadIdIn(step: string | undefined): string | undefined {
  try {
    const id = decodeURIComponent(step ?? '');
    const isSound = id !== '' && id.length <= MAX_THREAD_ID_CHARS && !/\p{Cc}/u.test(id);
    return isSound && id.isWellFormed() ? id : undefined;
  } catch {
    return undefined;
  }
}

/** Where the API is that is asked for what no link says. */
export function apiOf(endpoint: string | undefined): string {
  return endpoint?.replace(/\/$/, '') ?? DEFAULT_API;
}

/** The page of a trace, in the form that `parseLangSmithLink` understands; `~` is whatever organisation the reader is in. */
export function linkToTrace(apiUrl: string, projectId: string, traceId: string): string {
  return `${pagesOf(apiUrl)}/o/~/projects/p/${projectId}/r/${traceId}?trace_id=${traceId}`;
}

/** The page that shows experiments on a dataset side by side. */
export function linkToExperiments(apiUrl: string, datasetId: string, ids: readonly string[]): string {
  return `${pagesOf(apiUrl)}/o/~/datasets/${datasetId}/compare?selectedSessions=${ids.join(',')}`;
}

function pagesOf(apiUrl: string): string {
  return apiUrl
    .replace(/^(https:\/\/(?:[a-z]+\.)?)api\.(?=smith\.langchain\.com$)/, '$1')
    .replace(/\/api(?:\/v1)?$/, '');
}

/** A bare UUID, or one behind the time at which the run started. */
function runIdIn(text: string | null | undefined): RunId | undefined {
  if (text === null || text === undefined) return undefined;
  if (UUID.test(text)) return { id: text.toLowerCase(), startTime: null };
  const timed = TIMED_ID.exec(text);
  if (!timed?.[8] || !UUID.test(timed[8])) return undefined;
  const [, year, month, day, hour, minute, second, fraction] = timed;
  const startTime = `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction ? `.${fraction.padEnd(6, '0')}` : ''}Z`;
  return { id: timed[8].toLowerCase(), startTime };
}
