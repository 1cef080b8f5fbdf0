import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { TraceRef } from '../../domain/trace.ts';
import { MOST_FILE_BYTES } from '../../sources/slack-file.ts';

/** What a file is read from, or in a sentence why it is not read. */
export type SharedFile = Readonly<{ name: string; ref: TraceRef }> | Readonly<{ says: string }>;

/** https://docs.slack.dev/reference/objects/file-object; where it was shared stands in three lists, by kind of channel. */
const File = z.looseObject({
  name: z.string(),
  size: z.number(),
  url_private: z.string(),
  is_external: z.boolean().default(false),
  channels: z.array(z.string()).default([]),
  groups: z.array(z.string()).default([]),
});

const TRACE_FILE = /\.(?:json|jsonl|ndjson|ya?ml)$/i;
const NOT_HERE = 'That file was not shared in this channel, or is gone.';
const NO_TRACE = 'I read traces from files whose names end in .json, .jsonl or .yaml.';
const TOO_LARGE = `That file is too large: I read ${MOST_FILE_BYTES / 1024 / 1024} MB at most. Give me the link of the trace instead.`;

/**
 * A trace file, as Slack tells of it: what comes with an event or a press says only which one. Only a file that was
 * shared in the channel is read, for the bot may see others. Errors as `WebClient`.
 */
export async function sharedFile(
  client: Pick<WebClient, 'files'>,
  { channel, id }: Readonly<{ channel: string; id: string }>,
): Promise<SharedFile> {
  const answer = await client.files.info({ file: id }).catch((error: unknown) => {
    if (error instanceof Error && /\bfile_(?:not_found|deleted)\b/.test(error.message)) return { file: undefined };
    throw error;
  });
  const file = File.safeParse(answer.file);
  if (!file.success) return { says: NOT_HERE };
  const { name, size, url_private: locator, is_external: isElsewhere, channels, groups } = file.data;
  if (![...channels, ...groups].includes(channel) || isElsewhere) return { says: NOT_HERE };
  if (!TRACE_FILE.test(name)) return { says: NO_TRACE };
  return size > MOST_FILE_BYTES ? { says: TOO_LARGE } : { name, ref: { source: 'slack-file', locator } };
}
