/**
 * Text as Slack stores it: https://docs.slack.dev/messaging/formatting-message-text
 * Three characters are escaped; what stands in `<…>` is a link or a mention.
 */

/** What names can be mentioned; ids by name. */
export type Names = Readonly<{ people: ReadonlyMap<string, string>; channels: ReadonlyMap<string, string> }>;

const LINK = /\bhttps?:\/\/[^\s<>|`]+[^\s<>|`.,;:!?'")\]}]/g;
const BROADCAST = /(?<![\w`&])@(here|channel|everyone)\b/g;
const MENTION = /(?<![\w`&])@([a-z0-9][\w.-]*\w|[a-z0-9])/gi;
const CHANNEL = /(?<![\w`&/])#([a-z0-9][\w-]*)/gi;
const BY_ID = /&lt;(@|#)([UWCD][A-Z0-9]+)(?:\|[^<>&]*)?&gt;/g;

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * What becomes of a text that a person types. The id of somebody who exists, as `<@U…>`, is what a
 * composer makes of a name that was picked; anything else between angle brackets is text.
 */
export function asTyped(text: string, names: Names): string {
  const ids = new Set([...names.people.values(), ...names.channels.values()]);
  return outsideLinks(escapeText(text), (plain) =>
    plain
      .replace(BY_ID, (whole, sign: string, id: string) => (ids.has(id) ? `<${sign}${id}>` : whole))
      .replace(BROADCAST, (_whole, name: string) => `<!${name}>`)
      .replace(MENTION, (whole, name: string) => bracket('@', names.people.get(name.toLowerCase())) ?? whole)
      .replace(CHANNEL, (whole, name: string) => bracket('#', names.channels.get(name.toLowerCase())) ?? whole),
  );
}

/** What becomes of an app's text: it is taken as mrkdwn, and only what can't be a control sequence is escaped. */
export function asSent(text: string): string {
  return text
    .split(/(<[@#!][^<>\s]+>|<[a-z]+:[^<>]+>|<![^<>]+>)/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : linked(
            part
              .replace(/&(?!amp;|lt;|gt;)/g, '&amp;')
              .replaceAll('<', '&lt;')
              .replaceAll('>', '&gt;'),
          ),
    )
    .join('');
}

/** Everybody whom a mrkdwn text mentions: ids, or `here`, `channel`, `everyone`. */
export function mentionsIn(text: string): readonly string[] {
  const found = text.matchAll(
    /<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>|<!(here|channel|everyone)(?:\|[^<>]*)?>|<!subteam\^([A-Z0-9]+)[^<>]*>/g,
  );
  return [...found].map(([, person, broadcast, group]) => person ?? broadcast ?? group ?? '');
}

/** The links in a stored text, as they were typed. */
export function linksIn(text: string): readonly string[] {
  return [...text.matchAll(/<(https?:[^|<>]+)(?:\|[^<>]*)?>/g)].map(([, url = '']) => url.replaceAll('&amp;', '&'));
}

function linked(text: string): string {
  return text.replace(LINK, (url) => `<${url}>`);
}

function outsideLinks(text: string, change: (plain: string) => string): string {
  return text
    .split(new RegExp(`(${LINK.source})`, 'g'))
    .map((part, index) => (index % 2 === 1 ? `<${part}>` : change(part)))
    .join('');
}

function bracket(sign: string, id: string | undefined): string | undefined {
  return id === undefined ? undefined : `<${sign}${id}>`;
}
