import { readFile } from 'node:fs/promises';
import { type WholeFile, wholeFile } from '../whole-file.ts';
import { BOT } from './default-world.ts';
import type { SlackFile, SlackMessage } from './human-side.ts';
import type { Workspace } from './workspace.ts';

/** What outlives a start: what everybody sees, the files, and where the bot was invited. `url` was the server's. */
type Kept = Readonly<{
  url: string;
  lastId: number;
  messages: Readonly<Record<string, readonly SlackMessage[]>>;
  files: readonly Readonly<{ file: SlackFile; base64: string }>[];
  botIsIn: readonly string[];
}>;

export type Keeping = WholeFile &
  Readonly<{
    /** What was kept, with the addresses of this start; nothing where there is no such file, or a broken one. */
    read(): Promise<(url: string) => Kept | undefined>;
  }>;

/** Where the file can't be written, this start's messages end with it. */
export function newKeeping(path: string, workspace: () => Workspace): Keeping {
  return {
    ...wholeFile(path, () => JSON.stringify(asKept(workspace()))),
    async read() {
      const text = await readFile(path, 'utf8').catch(() => '');
      return (url) => {
        const before = parsed(text);
        return before && parsed(text.replaceAll(before.url, url));
      };
    },
  };
}

export function restore({ history, files, channels, ids }: Workspace, before: Kept): void {
  ids.last = before.lastId;
  history.restore(before.messages);
  files.restore(before.files.map(({ file, base64 }) => ({ file, content: Buffer.from(base64, 'base64') })));
  for (const id of before.botIsIn) {
    const channel = channels.get(id);
    if (!channel || channel.botIsMember) continue;
    channels.set(id, { ...channel, botIsMember: true, memberIds: [...channel.memberIds, BOT.userId] });
  }
}

function asKept({ history, files, channels, ids, url }: Workspace): Kept {
  return {
    url: url(),
    lastId: ids.last,
    messages: history.whole(),
    files: files.whole().map(({ file, content }) => ({ file, base64: content.toString('base64') })),
    botIsIn: [...channels.values()].flatMap(({ id, botIsMember }) => (botIsMember ? id : [])),
  };
}

/** Written by ourselves: what has the outline of it is it. */
function parsed(text: string): Kept | undefined {
  try {
    const kept = JSON.parse(text) as Partial<Kept>;
    return kept.url && kept.messages && kept.files && kept.botIsIn && kept.lastId ? (kept as Kept) : undefined;
  } catch {
    return undefined;
  }
}
