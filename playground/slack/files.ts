import { fileTypeOf } from './file-type.ts';
import type { SlackFile } from './human-side.ts';

/** Files, in three steps: https://docs.slack.dev/messaging/working-with-files#upload */
export type Files = Readonly<{
  /** An address to upload to, and the file that it will be. */
  expect(name: string, size: number, by: string): Readonly<{ id: string; uploadUrl: string }>;
  /** @returns false when nothing was expected there */
  receive(id: string, content: Buffer): boolean;
  /**
   * @param more what else is true of it, such as that it lies elsewhere
   * @returns `undefined` when nothing was uploaded, or it was completed before
   */
  complete(id: string, title: string | undefined, more?: Partial<SlackFile>): SlackFile | undefined;
  find(id: string): Whole | undefined;
  remove(id: string): void;
  /** In a block of the app: an image of its own that was uploaded a moment ago or longer. */
  canBeShown(id: string): boolean;
  /** How long that moment is from now on. */
  delay(delayMs: number): void;
  /** Those that are complete. */
  whole(): readonly Whole[];
  /** What was shared before this start. */
  restore(before: readonly Whole[]): void;
}>;

export type Whole = Readonly<{ file: SlackFile; content: Buffer }>;

type Kept = Readonly<{ file: SlackFile; content: Buffer | undefined; isComplete: boolean; completeAtMs?: number }>;

export function newFiles(newId: (prefix: string) => string, url: () => string, nowMs: () => number): Files {
  const kept = new Map<string, Kept>();
  let delayMs = 0;
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
        ...fileTypeOf(name, Buffer.alloc(0)),
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
      const file = { ...found.file, ...fileTypeOf(found.file.name, content), size: content.length };
      kept.set(id, { ...found, content, file });
      return true;
    },
    complete(id, title, more = {}) {
      const found = kept.get(id);
      if (!found?.content || found.isComplete) return undefined;
      const file = { ...found.file, title: title ?? found.file.name, ...more };
      kept.set(id, { ...found, file, isComplete: true, completeAtMs: nowMs() });
      return file;
    },
    find,
    remove(id) {
      kept.delete(id);
    },
    canBeShown(id) {
      const since = kept.get(id)?.completeAtMs ?? 0;
      return (find(id)?.file.mimetype.startsWith('image/') ?? false) && nowMs() - since >= delayMs;
    },
    delay(ms) {
      delayMs = ms;
    },
    whole: () => [...kept.keys()].flatMap((id) => find(id) ?? []),
    restore(before) {
      for (const { file, content } of before) kept.set(file.id, { file, content, isComplete: true });
    },
  };
}
