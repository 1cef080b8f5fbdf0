import type { Logger } from 'pino';
import type { Picture } from '../domain/picture.ts';
import type { Pictures } from '../ports.ts';
import { digestOf } from '../refine/case/digest.ts';
import { pause } from './painting/keep-trying.ts';
import type { PictureFile } from './painting/upload-picture.ts';

/** Pictures outside of threads, as files of Slack's that a message or a Home shows. Whoever shows one says it in words first. */
export type PictureFiles = Readonly<{
  /** The file, where Slack has shown this very picture before. */
  known(picture: Picture): string | undefined;
  /**
   * Draws a picture, gives it to Slack, and has it shown; a few times, since Slack refuses a file for a moment after its
   * upload. Never throws.
   */
  show(picture: Picture, send: (file: string) => Promise<unknown>): Promise<void>;
}>;

type Options = Readonly<{
  pictures: Pictures;
  upload(file: PictureFile): Promise<string>;
  log: Logger;
  signal: AbortSignal;
}>;

/** Slack takes five answers to one command: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const MOST_TRIES = 4;
const PAUSE_MS = 1_000;
const MOST_KEPT = 200;

export function pictureFiles({ pictures, upload, log, signal }: Options): PictureFiles {
  /** By what they show: the same figures are the same file for whoever asks. */
  const files = new Map<string, string>();
  const keep = (key: string, file: string) => {
    files.delete(key);
    files.set(key, file);
    const [oldest] = files.keys();
    if (files.size > MOST_KEPT && oldest !== undefined) files.delete(oldest);
  };
  return {
    known: (picture) => files.get(digestOf(picture)),
    async show(picture, send) {
      const key = digestOf(picture);
      let file = files.get(key);
      for (let tries = 1; tries <= MOST_TRIES && !signal.aborted; tries++) {
        try {
          file ??= await upload({
            name: `${picture.kind}.png`,
            alt: picture.alt,
            png: await pictures.draw(picture),
          });
          await send(file);
          keep(key, file);
          return;
        } catch (error) {
          log.warn({ picture: picture.kind, error: String(error) }, 'a picture could not be shown');
          await pause(tries * PAUSE_MS, signal);
        }
      }
    },
  };
}
