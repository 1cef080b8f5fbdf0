import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { SlackOptions } from './face.ts';
import { illustrator } from './illustrator.ts';
import { changeBudget } from './painting/change-budget.ts';
import { pacedClient } from './painting/paced-client.ts';
import { progressPainter } from './painting/progress-painter.ts';
import { threadPainter } from './painting/thread-painter.ts';
import { type PictureFile, uploadPicture } from './painting/upload-picture.ts';
import { type ThreadKeeper, threadKeeper } from './thread-keeper.ts';

/** Slack takes about fifty edits a minute, of all messages together: https://docs.slack.dev/reference/methods/chat.update */
const PROGRESS_EVERY_MS = 1_500;

/**
 * Everything that draws threads, put together. `upload` gives Slack other pictures, in turn with theirs.
 *
 * @param painting a client that asks nothing twice by itself (`painting-client.ts`)
 * @param botId whose messages are ours
 */
export function drawThreads(
  options: SlackOptions,
  painting: WebClient,
  botId: string,
): Readonly<{ keeper: ThreadKeeper; upload: (file: PictureFile) => Promise<string> }> {
  const { house, log } = options;
  // Nothing that waits to be drawn keeps the process from ending.
  const wait = (ms: number) => sleep(ms, undefined, { ref: false });
  const drawing = pacedClient(painting, { clock: () => performance.now(), wait });
  const budget = changeBudget({ changes: drawing.roomForUpdates, uploads: drawing.roomForUploads }, house.clock);
  const progress = progressPainter({ chat: drawing.chat, budget }, { everyMs: PROGRESS_EVERY_MS, wait });
  const upload = (file: PictureFile) => uploadPicture({ client: drawing, wait }, file);
  const keeper = threadKeeper({
    ...options,
    painter: threadPainter({ client: drawing, botId, budget, wait }, progress),
    budget,
    illustrate: (redraw, signal) =>
      illustrator({
        pictures: house.pictures,
        upload,
        redraw,
        calm: house.readFirst.calm,
        log,
        signal,
      }),
    clock: house.clock,
  });
  return { keeper, upload };
}
