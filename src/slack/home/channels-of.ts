import type { WebClient } from '@slack/web-api';

const PAGE = 200;
const MOST_PAGES = 5;

/**
 * The channels that a person is in, or the bot itself where none is named: public ones, and those private ones that the bot is in as well, of which alone
 * Slack tells (https://docs.slack.dev/reference/methods/users.conversations). Whoever left one is not in it any more.
 * Errors as `WebClient`.
 */
export async function channelsOf(client: Pick<WebClient, 'users'>, user?: string): Promise<readonly string[]> {
  const whose = user === undefined ? {} : { user };
  const asked = { ...whose, types: 'public_channel,private_channel', exclude_archived: true, limit: PAGE };
  let seen: readonly string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { channels = [], response_metadata } = await client.users.conversations({
      ...asked,
      ...(cursor && { cursor }),
    });
    seen = [...seen, ...channels.flatMap(({ id }) => id ?? [])];
    cursor = response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return seen;
}
