import type { CaseId } from '../../domain/case.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { plainText } from './plain-text.ts';

/**
 * Text from outside as `mrkdwn`, for the one place where Slack knows nothing better: the line in a notification.
 * In blocks such text stands in `rich_text` or `plain_text`, where Slack reads no markup at all.
 *
 * It can't ping (`<!channel>`, `@here`), link or unfurl, and opens no code. Slack asks for the first three only:
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function mrkdwn(text: string): string {
  return plainText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('`', 'ˋ')
    .replace(/@(?=channel|here|everyone)/gi, `@${WORD_JOINER}`)
    .replace(/(?<=[a-z]):(?=\/\/)|\.(?=[a-z]{2})/gi, (mark) => `${mark}${WORD_JOINER}`)
    .replace(/(?<=mailto|tel):/gi, `:${WORD_JOINER}`);
}

/** Not seen, and no word of two halves is a link or a name any more. */
const WORD_JOINER = '\u2060';

/** The line of a message's notification: whose case it is, and the news in a few words. */
export function noticeOf({ id }: Readonly<{ id: CaseId }>, news: string): string {
  return mrkdwn(`${id}: ${shorten(plainText(news), 300)}`);
}
