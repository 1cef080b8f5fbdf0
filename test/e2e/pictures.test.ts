import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readPng } from '../read-png.ts';
import { SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import { type Bot, messagesOf, openTown, report, setUp, slotOf, type Town, until } from './slack-town.ts';

/** The picture that triage shows, in the unmodified bot against the emulator. */
const PATIENCE_MS = 60_000;
let town: Town;
let bot: Bot;
beforeAll(async () => {
  town = await openTown({}, { REFINERY_DATA: (await freshEmbedded()).dataDir });
  bot = await town.startBot();
  await setUp(town);
}, PATIENCE_MS);
afterAll(() => town.close());
afterEach(({ task }) => {
  town.slack.faults.clear();
  if (task.result?.state === 'fail') console.log(bot.said().slice(-4_000));
});

type Image = Readonly<{ type: string; alt_text: string; slack_file: Readonly<{ id: string }> }>;
const triages = () => messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'triage/1');
const images = () =>
  triages().flatMap(({ blocks = [] }) => (blocks as unknown as Image[]).filter(({ type }) => type === 'image'));
const uploads = () => town.slack.calls.filter(({ method }) => method === 'files.completeUploadExternal').length;
/** Reports a failure and waits for its picture, which is the last of so many. */
async function pictured(count: number): Promise<Image> {
  await report(town, 'price');
  return until(() => (images().length === count ? images().at(-1) : undefined), PATIENCE_MS);
}

describe('the picture of a run', { timeout: PATIENCE_MS }, () => {
  it('comes into the message of triage, once, as an image that says the same in words', async () => {
    const { slack_file, alt_text } = await pictured(1);
    expect(alt_text).toMatch(/^How the run went, step by step: \d+ steps.*Where to look first: 1\. /s);
    const answer = await fetch(`${town.slack.url}/files/${slack_file.id}`);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(readPng(new Uint8Array(await answer.arrayBuffer())).width).toBe(1_200);
    // Shown by a message of ours, not as one of its own.
    expect(messagesOf(town, SUPPORT).flatMap(({ files = [] }) => files)).toEqual([]);
  });

  it('that Slack does not take at first is shown as soon as it does', async () => {
    town.slack.faults.delayFiles(1_500);
    const before = uploads();
    await pictured(2);
    expect(uploads()).toBe(before + 1);
  });

  it('that can’t be uploaded keeps nothing from being said, and comes when Slack is better', async () => {
    town.slack.faults.next('files.getUploadURLExternal', { kind: 'status', status: 503 }, 2);
    const before = messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'fixes/1').length;
    await report(town, 'price');
    await until(() => messagesOf(town, SUPPORT).filter((m) => slotOf(m) === 'fixes/1').length > before, PATIENCE_MS);
    await until(() => images().length === 3, PATIENCE_MS);
  });

  it('is there once when the bot is killed between upload and message, and nothing changes at a start after that', async () => {
    town.slack.faults.delayFiles(60_000);
    const before = uploads();
    await report(town, 'price');
    await until(() => uploads() > before, PATIENCE_MS);
    await bot.kill();
    town.slack.faults.clear();
    bot = await town.startBot();
    await until(() => images().length === 4, PATIENCE_MS);
    expect(triages()).toHaveLength(4);

    const standing = JSON.stringify(triages());
    const known = uploads();
    await bot.end();
    bot = await town.startBot();
    await until(
      () => town.slack.calls.slice(-20).some(({ method }) => method === 'conversations.replies'),
      PATIENCE_MS,
    );
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(uploads()).toBe(known);
    expect(JSON.stringify(triages())).toBe(standing);
  });
});
