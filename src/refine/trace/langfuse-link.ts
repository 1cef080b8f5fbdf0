/**
 * Links to Langfuse, as people copy them. As with LangSmith's, a host that stands in a
 * text is never fetched: it is only compared with the hosts known here.
 *
 * `site` is where the pages are; its API is at `/api/public` below it.
 */
export type LangfuseLink = Readonly<{ link: string; site: string; traceId: string }>;

const MAX_CHARS = 4_096;
/** https://langfuse.com/docs/api-and-data-platform/features/public-api */
const CLOUDS = ['cloud', 'us.cloud', 'jp.cloud', 'hipaa.cloud'].map((name) => `https://${name}.langfuse.com`);
const DEFAULT_SITE = 'https://cloud.langfuse.com';
/** OpenTelemetry's ids in hexadecimal, UUIDs, and what programs chose themselves. */
const TRACE_ID = /^[\w.:@-]{1,256}$/;

/**
 * @param host the configured one; without it, links say which of Langfuse's clouds is meant
 * @returns `foreign` for what looks like such a link but leads to another host
 */
export function parseLangfuseLink(text: string, host?: string): LangfuseLink | 'foreign' | undefined {
  if (text.length > MAX_CHARS) return undefined;
  const link = unwrap(text);
  // What a URL parser would silently mend is how hosts are disguised.
  if (!/^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/i.test(link)) return undefined;
  const url = URL.parse(link);
  const traceId = url ? traceIdIn(url) : undefined;
  if (!url || traceId === undefined) return undefined;
  const sites = host === undefined ? CLOUDS : [siteOf(host)];
  const isPlain = url.username === '' && url.password === '';
  const site = sites.find((known) => `${url.origin}${url.pathname}`.startsWith(`${known}/project/`));
  return site !== undefined && isPlain ? { link, site, traceId } : 'foreign';
}

/** Where the API is that is asked for what no link says. */
export function siteOf(host: string | undefined): string {
  return host?.replace(/\/+$/, '') ?? DEFAULT_SITE;
}

/** Slack writes `<url|label>` and `&amp;`. */
function unwrap(text: string): string {
  const inner = /^<([^|>]*)(?:\|[^>]*)?>$/.exec(text.trim())?.[1] ?? text.trim();
  return inner.replaceAll('&amp;', '&');
}

/** `…/project/<project>/traces/<trace>`, and `…/traces?peek=<trace>` of a list with one trace open beside it. */
function traceIdIn({ pathname, searchParams }: URL): string | undefined {
  const [, step] = /\/project\/[^/]+\/traces?(?:\/([^/]+))?\/?$/.exec(pathname) ?? [];
  const isList = /\/project\/[^/]+\/traces\/?$/.test(pathname);
  const id = step === undefined ? (isList ? searchParams.get('peek') : null) : decoded(step);
  return id !== null && TRACE_ID.test(id) && !/^\.+$/.test(id) ? id : undefined;
}

function decoded(step: string): string | null {
  try {
    return decodeURIComponent(step);
  } catch {
    return null;
  }
}
