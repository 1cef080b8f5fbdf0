import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ROOT, runNode } from '../refinery.ts';
import { ADA, SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import { type Bot, messagesOf, openTown, setUp, type Town, textOf, tryToSetUp, until } from './slack-town.ts';

/** The unmodified bot, reached by signed requests, with the manifest that the script makes. */
let town: Town;
let bot: Bot;
let port: number;
beforeAll(async () => {
  port = await freePort();
  const made = await runNode([join(ROOT, 'src/cli.ts'), 'manifest', '--http', 'https://bot.example.org'], {});
  const manifestPath = join(tmpdir(), `refinery-manifest-${process.pid}.yml`);
  await writeFile(manifestPath, made.out);
  town = await openTown(
    { manifestPath, reachedAt: `http://127.0.0.1:${port}`, retryDelaysMs: Array(240).fill(500) },
    { REFINERY_DATA: (await freshEmbedded()).dataDir },
  );
  bot = await startBot();
});
afterAll(() => town.close());
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(bot.said().slice(-4_000));
});

const startBot = () =>
  town.startBot({ SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: town.slack.signingSecret, PORT: `${port}` });

const PATIENCE_MS = 50_000;
const helps = () =>
  messagesOf(town, SUPPORT).filter((message) => textOf(message).includes('finds out why the assistant gave a wrong'));

it('answers a command, and takes a form with what it says', { timeout: 120_000 }, async () => {
  await town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text: 'help' });
  await until(() => helps().length === 1, PATIENCE_MS);
  expect(await tryToSetUp(town, SUPPORT, { project: '' })).toHaveProperty('errors.project');
  await setUp(town);
});

it('hears what was said while it was away', { timeout: 120_000 }, async () => {
  await bot.kill();
  const text = `<@${town.slack.bot.userId}> help`;
  await town.slack.human.say({ as: ADA, channel: SUPPORT, text });
  bot = await startBot();
  await until(() => helps().length === 2, PATIENCE_MS);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address ? address.port : 0;
}
