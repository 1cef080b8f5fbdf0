import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';

/** A file that is always whole: a new one takes its place. Where that can't be written, nothing is kept. */
export type WholeFile = Readonly<{
  /** Something has changed: it is written down soon, together with what changes meanwhile. */
  note(): void;
  close(): Promise<void>;
}>;

export function wholeFile(path: string, text: () => string): WholeFile {
  let isStale = false;
  let writing: Promise<void> | undefined;
  const write = async () => {
    await setImmediate();
    await mkdir(dirname(path), { recursive: true });
    while (isStale) {
      isStale = false;
      await writeFile(`${path}.new`, text());
      await rename(`${path}.new`, path);
    }
  };
  return {
    note() {
      isStale = true;
      writing ??= write()
        .catch(() => {})
        .finally(() => {
          writing = undefined;
        });
    },
    close: async () => writing,
  };
}
