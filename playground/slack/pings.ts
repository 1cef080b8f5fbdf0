import type { Json } from '../langsmith/json.ts';
import { isList, isObject } from './blocks/rule.ts';
import type { Ping, SlackMessage } from './human-side.ts';
import { mentionsIn } from './mrkdwn.ts';

/**
 * Whom a message notifies: mentions in its text, in mrkdwn and markdown anywhere in its blocks, and the
 * mention elements of rich text. Plain text elements and code don't notify; a mention in code is
 * counted all the same, so that a test errs on the loud side.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export function pingsIn(message: SlackMessage, channel: string): readonly Ping[] {
  const targets = [
    ...mentionsIn(message.text),
    ...[...(message.blocks ?? []), ...(message.attachments ?? [])].flatMap(mentionsInBlock),
  ];
  return [...new Set(targets)]
    .filter((target) => target !== message.user)
    .map((target) => ({ by: message.user, target, channel, ts: message.ts }));
}

function mentionsInBlock(value: Json): readonly string[] {
  if (isList(value)) return value.flatMap(mentionsInBlock);
  if (!isObject(value)) return [];
  const { type, text, user_id: user, usergroup_id: group, range } = value;
  const here = {
    mrkdwn: () => mentionsIn(String(text)),
    markdown: () => mentionsIn(String(text)),
    user: () => [String(user)],
    usergroup: () => [String(group)],
    broadcast: () => [String(range)],
    none: () => [],
  }[isMention(type) ? type : 'none']();
  return [...here, ...Object.values(value).flatMap(mentionsInBlock)];
}

function isMention(type: Json | undefined): type is 'mrkdwn' | 'markdown' | 'user' | 'usergroup' | 'broadcast' {
  return ['mrkdwn', 'markdown', 'user', 'usergroup', 'broadcast'].includes(String(type));
}
