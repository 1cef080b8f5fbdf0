import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { StorePlace } from '../stores.ts';

/** A program of `processes/`, in a process of its own that a test may kill. */
export type OtherProcess = Readonly<{
  process: ChildProcess;
  /** What it has printed so far. */
  lines(): readonly string[];
  /** Resolves when it has printed such a line; rejects when it ends without. */
  said(line: RegExp): Promise<string>;
  /** Its exit code; `null` when it was killed. */
  ended: Promise<number | null>;
}>;

export function inOtherProcess(program: string, place: StorePlace, ...words: readonly string[]): OtherProcess {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'processes', program), JSON.stringify(place), ...words],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let text = '';
  const lines = () => text.split('\n').slice(0, -1);
  const heard = new EventTarget();
  child.stdout.on('data', (data: Buffer) => {
    text += data.toString();
    heard.dispatchEvent(new Event('text'));
  });
  const ended = new Promise<number | null>((end) => child.once('close', end));
  return {
    process: child,
    lines,
    ended,
    said: (line) =>
      new Promise((found, failed) => {
        const look = () => {
          const match = lines().find((candidate) => line.test(candidate));
          if (match !== undefined) found(match);
        };
        heard.addEventListener('text', look);
        ended.then((code) => failed(new Error(`ended with ${code} before it said ${line}`)));
        look();
      }),
  };
}
