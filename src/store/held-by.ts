import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who holds a data folder, in words that help to find it, and the socket at which it answers, once it does. */
export type Holder = Readonly<{ words: string; door: string | undefined }>;

const NOTE = 'held-by';
const MOST_CHARS = 2_000;

/** Only ever read while the lock is held; what a killed process left there misleads nobody. */
export function signHolder(dataDir: string, { words, door }: Holder): void {
  writeFileSync(join(dataDir, NOTE), [words, ...(door === undefined ? [] : [door])].join('\n'));
}

/** It may have the lock and not have signed yet. */
export function holderOf(dataDir: string): Holder {
  try {
    const [words = '', door] = readFileSync(join(dataDir, NOTE), 'utf8').slice(0, MOST_CHARS).split('\n');
    return { words: words.slice(0, 200) || SOMEBODY, door: door || undefined };
  } catch {
    return { words: SOMEBODY, door: undefined };
  }
}

const SOMEBODY = 'another process';
