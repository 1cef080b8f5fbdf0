import type { RichTextElement } from '@slack/types';

type DateElement = Extract<RichTextElement, { type: 'date' }>;

/**
 * A time as whoever reads it has it on their own clock.
 * https://docs.slack.dev/reference/block-kit/blocks/rich-text-block#date-element-type
 */
export function inReadersZone(atMs: number): DateElement {
  return {
    type: 'date',
    timestamp: Math.floor(atMs / 1_000),
    format: '{date_short_pretty} at {time}',
    fallback: fallbackOf(atMs),
  };
}

/** The same in mrkdwn, which nothing but ours may stand in. https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function mrkdwnInReadersZone(atMs: number): string {
  return `<!date^${Math.floor(atMs / 1_000)}^{date_short_pretty} at {time}|${fallbackOf(atMs)}>`;
}

/** What is shown where Slack can't. */
const fallbackOf = (atMs: number): string => `${new Date(atMs).toISOString().replace('T', ' ').slice(0, 16)} UTC`;
