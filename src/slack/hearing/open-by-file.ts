import { type Reply, whisper } from '../controls/reply.ts';
import type { Known } from '../people.ts';
import type { SlackTools } from '../tools.ts';
import { openCase } from './open-case.ts';
import { readCommand, THE_FILE } from './read-command.ts';
import type { SharedFile } from './shared-file.ts';

export type WithFile = Readonly<{
  file: Extract<SharedFile, { ref: unknown }>;
  text: string;
  channel: string;
  thread: string;
  who: Known;
  request: string;
}>;

const HOW = 'Share the file once more, and write beside it: @refinery expected: <what should have happened>';

/** Opens a case on a file that was shared. The expectation stands beside it, as in a command. Errors as `openCase`. */
export async function openByFile(
  { file, text, channel, thread, who, request }: WithFile,
  tools: SlackTools,
): Promise<Reply | undefined> {
  const command = readCommand(`${THE_FILE} ${text}`, (link) => (link === THE_FILE ? 'trace' : undefined));
  if (command.kind !== 'open') return whisper(command.kind === 'near-miss' ? `${command.says} ${HOW}` : HOW);
  const { expectation, fresh, files, wishes } = command;
  const requestKey = `slack/${tools.team}/${request}`;
  const about = { ref: file.ref, expectation, channel, thread, who, requestKey, fresh, files, wishes };
  const opening = await openCase(about, tools);
  if ('says' in opening) return whisper(opening.says);
  tools.resume(opening.opened);
  return undefined;
}

/** The first of these files that is a trace, else why the first one is none; `undefined` where there are no files. */
export async function traceAmong(
  { files, channel }: Readonly<{ files: readonly string[]; channel: string }>,
  { fileIn }: Pick<SlackTools, 'fileIn'>,
): Promise<SharedFile | undefined> {
  const looked = await Promise.all(files.slice(0, MOST_FILES).map((id) => fileIn({ channel, id })));
  return looked.find((file) => 'ref' in file) ?? looked[0];
}

/** Nobody shares more at once. */
const MOST_FILES = 10;
