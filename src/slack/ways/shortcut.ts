import { z } from 'zod';
import { type Reply, whisper } from '../controls/reply.ts';
import { linksIn, withoutUnseen } from '../hearing/links-in.ts';
import { linkJudge } from '../hearing/open-case.ts';
import type { Known } from '../people.ts';
import { plainText, startOf } from '../texts/plain-text.ts';
import type { SlackTools } from '../tools.ts';
import { openForm } from './open-form.ts';

/** Its callback_id in `manifest.yml`. */
export const DIAGNOSE_SHORTCUT = 'diagnose-message';

/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload#message_actions */
const Shown = z.looseObject({
  ts: z.string(),
  thread_ts: z.string().optional(),
  text: z.string().default(''),
  files: z.array(z.looseObject({ id: z.string() })).default([]),
});

const NO_LINK =
  'There is no link to a trace in that message, and no file. Use this on one that has one, or write /refinery.';
/** As much as the field of the form takes. */
const MOST_CHARS = 2_000;

/** *Diagnose with Refinery* on a message: the opening form, with its link, and its words as a draft of what was expected. */
export async function diagnoseMessage(
  message: unknown,
  { channel, who }: Readonly<{ channel: string; who: Known }>,
  tools: SlackTools,
): Promise<Reply> {
  const shown = Shown.safeParse(message);
  if (!shown.success) return whisper(NO_LINK);
  const { ts, thread_ts: thread = ts } = shown.data;
  const text = withoutUnseen(shown.data.text);
  const links = linksIn(text);
  const judge = linkJudge(tools);
  const link = links.find((candidate) => judge(candidate.link) === 'trace')?.link;
  const expectation = asDraft(links.reduce((left, { raw }) => left.replaceAll(raw, ' '), text));
  if (link !== undefined) return openForm({ channel, thread, draft: { link, expectation }, who }, tools);
  const [first] = shown.data.files;
  if (!first) return whisper(NO_LINK);
  const file = await tools.fileIn({ channel, id: first.id });
  if ('says' in file) return whisper(file.says);
  return openForm({ channel, thread, draft: { file: file.name, expectation }, who, file: first.id }, tools);
}

/** What people read of a message: no mentions, nothing escaped. */
function asDraft(words: string): string {
  const read = words
    .replace(/<[@#!][^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/^\s*expected\s*:/i, '');
  return startOf(plainText(read).replace(/\s+/g, ' ').trim(), MOST_CHARS);
}
