import { parseDocument } from 'yaml';
import { RefineryError } from '../domain/errors.ts';

/** What an installation has otherwise than `manifest.yml`. */
export type Installation = Readonly<{
  /** Where Slack reaches the bot, `https://bot.example.org`; not there for Socket Mode. */
  address?: string | undefined;
  /** Hosts of LangSmith or Langfuse, besides those of their clouds: a name or a whole address. */
  unfurled: readonly string[];
}>;

/** https://docs.slack.dev/messaging/unfurling-links-in-messages */
const MOST_DOMAINS = 5;
/** Where `listen.ts` waits for Slack. */
const PATH = '/slack/events';
/** Slack wants a name that others can know, with a dot in it. */
const HOST = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The app's manifest for one installation, with its comments.
 *
 * @param manifest the text of `manifest.yml`
 * @throws RefineryError wrong-usage for an address or a host that Slack would not take
 */
export function manifestFor(manifest: string, { address, unfurled }: Installation): string {
  const document = parseDocument(manifest);
  if (address !== undefined) {
    const url = requestUrl(address);
    document.setIn(['settings', 'socket_mode_enabled'], false);
    document.setIn(['settings', 'event_subscriptions', 'request_url'], url);
    document.setIn(['settings', 'interactivity', 'request_url'], url);
    document.setIn(['features', 'slash_commands', 0, 'url'], url);
  }
  const { features } = document.toJS() as { features: { unfurl_domains: readonly string[] } };
  const domains = [...new Set([...features.unfurl_domains, ...unfurled.map(hostOf)])];
  if (domains.length > MOST_DOMAINS)
    throw new RefineryError(
      'wrong-usage',
      `Slack unfurls ${MOST_DOMAINS} hosts at most, and these are ${domains.length}`,
    );
  document.setIn(['features', 'unfurl_domains'], document.createNode(domains));
  return document.toString({ lineWidth: 0 });
}

function requestUrl(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isPlain = url && !url.username && !url.password && !url.search && !url.hash;
  if (!isPlain || url.protocol !== 'https:' || !HOST.test(url.hostname))
    throw new RefineryError('wrong-usage', `--http wants an address like https://bot.example.org, not ${address}`);
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path.endsWith(PATH) ? path : `${path}${PATH}`}`;
}

function hostOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const host = (url?.hostname || text).toLowerCase();
  if (!HOST.test(host))
    throw new RefineryError('wrong-usage', `--unfurl wants hosts like langsmith.example.org, not ${text}`);
  return host;
}
