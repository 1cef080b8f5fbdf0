import { type Reply, whisper } from '../controls/reply.ts';
import type { Known } from '../people.ts';
import type { SlackTools } from '../tools.ts';
import { openCase } from './open-case.ts';
import { readCommand, THE_FILE } from './read-command.ts';

export type WithFiles = Readonly<{
  files: readonly string[];
  text: string;
  channel: string;
  thread: string;
  who: Known;
  request: string;
}>;

const HOW = 'Share the file once more, and write beside it: @refinery expected: <what should have happened>';

/**
 * Opens a case on the first of the files that is a trace; `says` why none is. The expectation stands beside it, as in a
 * command. Errors as `openCase`, and as `WebClient`.
 */
export async function openByFile(
  { files, text, channel, thread, who, request }: WithFiles,
  tools: SlackTools,
): Promise<Reply | undefined> {
  const looked = await Promise.all(files.map((id) => tools.fileIn({ channel, id })));
  const file = looked.find((found) => 'ref' in found);
  if (!file) return whisper(looked.flatMap((found) => ('says' in found ? [found.says] : []))[0] ?? HOW);
  const command = readCommand(`${THE_FILE} ${text}`, (link) => (link === THE_FILE ? 'trace' : undefined));
  if (command.kind !== 'open') return whisper(command.kind === 'near-miss' ? `${command.says} ${HOW}` : HOW);
  const { expectation, fresh, wishes } = command;
  const requestKey = `slack/${tools.team}/${request}`;
  const about = { ref: file.ref, expectation, channel, thread, who, requestKey, fresh, wishes };
  const opening = await openCase(about, tools);
  if ('says' in opening) return whisper(opening.says);
  tools.resume(opening.opened);
  return undefined;
}
