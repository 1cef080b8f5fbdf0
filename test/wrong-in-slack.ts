import type { JsonObject } from '../playground/langsmith/json.ts';
import { areTooLong, checkBlocks } from '../playground/slack/blocks/check-blocks.ts';
import { checkView } from '../playground/slack/blocks/check-view.ts';
import type { Post } from '../src/slack/post.ts';
import { fits, type Sendable } from '../src/slack/texts/limits.ts';

/** Two opinions: ours, which stands before every send, and the emulator's, written from Slack's documents by others. */
export function refusedIn(sent: Sendable): readonly string[] {
  if ('type' in sent) return [...fits(sent), ...checkView(sent as unknown as JsonObject, sent.type)];
  const blocks = sent.blocks as unknown as readonly JsonObject[];
  return [...fits(sent), ...checkBlocks(blocks, 'message'), ...(areTooLong(blocks) ? ['the blocks are too long'] : [])];
}

/** What the validator does not look at: markup that Slack would read, and characters that nobody sees. */
export function wrongIn(sent: Sendable): readonly string[] {
  const found: string[] = [];
  // The only links: to the trace that was reported, and to those that a fix was tried on.
  const mayLink =
    'type' in sent
      ? sent.type === 'modal' && sent.title.text === 'Conversations'
      : (sent as Partial<Post>).slot === 'opened';
  const notice = 'type' in sent ? '' : sent.text;
  if (/[<>]|@(?:channel|here|everyone)|[a-z]:\/\//i.test(notice)) found.push(`the notice says ${notice}`);
  walk(sent.blocks, (value) => {
    const { type, user_id, url } = value as { type?: string; user_id?: string; url?: string };
    if (/^(mrkdwn|link|broadcast|usergroup|channel|emoji|markdown|image)$/.test(type ?? '')) {
      if (!mayLink || !/^https?:\/\/[^@]+$/.test(url ?? '')) found.push(`a ${type} ${url}`);
    }
    if (type === 'user' && user_id !== 'U0ADA') found.push(`pings ${user_id}`);
    if (type === 'plain_text' && (value as { emoji?: boolean }).emoji !== false) found.push('reads emoji');
    const { text } = value as { text?: unknown };
    if (typeof text === 'string' && !/^\s*$/.test(text) && UNSEEN.test(text))
      found.push(`hides ${JSON.stringify(text.match(UNSEEN)?.[0])}`);
    if (typeof text === 'string' && !text.isWellFormed()) found.push('half a character');
  });
  return found;
}

const UNSEEN = /[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]|[^\P{Cc}\n\t]/u;

export function walk(value: unknown, see: (found: object) => void): void {
  if (typeof value !== 'object' || value === null) return;
  see(value);
  for (const each of Object.values(value)) walk(each, see);
}
