import { extname } from 'node:path';
import type { SlackFile } from './human-side.ts';

/** Files, in three steps: https://docs.slack.dev/messaging/working-with-files#upload */
export type Files = Readonly<{
  /** An address to upload to, and the file that it will be. */
  expect(name: string, size: number, by: string): Readonly<{ id: string; uploadUrl: string }>;
  /** @returns false when nothing was expected there */
  receive(id: string, content: Buffer): boolean;
  /** @returns `undefined` when nothing was uploaded, or it was completed before */
  complete(id: string, title: string | undefined): SlackFile | undefined;
  find(id: string): Whole | undefined;
  /** Those that are complete. */
  whole(): readonly Whole[];
  /** What was shared before this start. */
  restore(before: readonly Whole[]): void;
}>;

export type Whole = Readonly<{ file: SlackFile; content: Buffer }>;

type Kept = Readonly<{ file: SlackFile; content: Buffer | undefined; isComplete: boolean }>;

export function newFiles(newId: (prefix: string) => string, url: () => string, nowMs: () => number): Files {
  const kept = new Map<string, Kept>();
  const find = (id: string): Whole | undefined => {
    const found = kept.get(id);
    return found?.content && found.isComplete ? { file: found.file, content: found.content } : undefined;
  };
  return {
    expect(name, size, by) {
      const id = newId('F');
      const address = `${url()}/files/${id}`;
      const file = {
        id,
        name,
        title: name,
        mimetype: 'text/plain',
        filetype: extname(name).slice(1) || 'text',
        size,
        user: by,
        created: Math.floor(nowMs() / 1000),
        url_private: address,
        url_private_download: address,
        permalink: address,
      };
      kept.set(id, { file, content: undefined, isComplete: false });
      return { id, uploadUrl: `${url()}/upload/${id}` };
    },
    receive(id, content) {
      const found = kept.get(id);
      if (!found || found.isComplete) return false;
      kept.set(id, { ...found, content, file: { ...found.file, size: content.length } });
      return true;
    },
    complete(id, title) {
      const found = kept.get(id);
      if (!found?.content || found.isComplete) return undefined;
      const file = { ...found.file, title: title ?? found.file.name };
      kept.set(id, { ...found, file, isComplete: true });
      return file;
    },
    find,
    whole: () => [...kept.keys()].flatMap((id) => find(id) ?? []),
    restore(before) {
      for (const { file, content } of before) kept.set(file.id, { file, content, isComplete: true });
    },
  };
}
