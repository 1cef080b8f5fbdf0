import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Slack } from '../../../playground/slack/human-side.ts';
import { startSlack } from '../../../playground/slack/start-slack.ts';

/** A Slack that forgot everything at its end would leave the bot with cases whose threads are gone. */
const ADA = 'U0000000ADA';
const SUPPORT = 'C00000AGENT';
const RANDOM = 'C0000RANDOM';
let folder: string;
let keptIn: string;
const open: Slack[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-keeping-'));
  keptIn = join(folder, 'data', 'slack.json');
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((slack) => slack.close()));
  await rm(folder, { recursive: true });
});

async function start(): Promise<Readonly<{ slack: Slack; bot: WebClient }>> {
  const slack = await startSlack({ keptIn });
  open.push(slack);
  return { slack, bot: new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }) };
}

it('goes on where the last start ended: threads, files and where the bot was invited', async () => {
  const first = await start();
  const { ts = '' } = await first.slack.human.say({ as: ADA, channel: SUPPORT, text: 'one & two' });
  await first.bot.chat.postMessage({ channel: SUPPORT, thread_ts: ts, text: 'three' });
  await first.bot.filesUploadV2({ channel_id: SUPPORT, thread_ts: ts, filename: 'a.diff', content: '-a\n+b\n' });
  await first.bot.chat.postEphemeral({ channel: SUPPORT, user: ADA, text: 'for your eyes' });
  await first.slack.human.invite({ as: ADA, channel: RANDOM });
  const before = first.slack.human.messages({ as: ADA, channel: SUPPORT }).messages.filter((said) => !said.ephemeral);
  await first.slack.close();

  const { slack, bot } = await start();
  const after = slack.human.messages({ as: ADA, channel: SUPPORT }).messages;
  expect(after.map((said) => [said.ts, said.text])).toEqual(before.map((said) => [said.ts, said.text]));
  const file = after.flatMap(({ files = [] }) => files)[0];
  expect(file?.url_private).toContain(slack.url);
  expect(await (await fetch(file?.url_private ?? '')).text()).toBe('-a\n+b\n');
  expect(await bot.chat.postMessage({ channel: RANDOM, text: 'here' })).toMatchObject({ ok: true });
  const reply = await bot.chat.postMessage({ channel: SUPPORT, thread_ts: ts, text: 'four' });
  expect(Number(reply.ts)).toBeGreaterThan(Number(after.at(-1)?.ts));
  await bot.filesUploadV2({ channel_id: SUPPORT, thread_ts: ts, filename: 'b.diff', content: 'other' });
  expect(await (await fetch(file?.url_private ?? '')).text()).toBe('-a\n+b\n');
});

it('keeps what was said although it is killed, and begins anew where the file is broken', async () => {
  const first = await start();
  await first.slack.human.say({ as: ADA, channel: SUPPORT, text: 'one' });
  await expect.poll(() => readFile(keptIn, 'utf8').catch(() => '')).toContain('"one"');
  await writeFile(keptIn, (await readFile(keptIn, 'utf8')).slice(0, 100));
  const { slack } = await start();
  expect(slack.human.messages({ as: ADA, channel: SUPPORT }).messages).toEqual([]);
});

it('a second one beside it that says nothing takes nothing away', async () => {
  const first = await start();
  await first.slack.human.say({ as: ADA, channel: SUPPORT, text: 'one' });
  await expect.poll(() => readFile(keptIn, 'utf8').catch(() => '')).toContain('"one"');
  const second = await start();
  await first.slack.human.say({ as: ADA, channel: SUPPORT, text: 'two' });
  await second.slack.close();
  await first.slack.close();
  expect(await readFile(keptIn, 'utf8')).toContain('"two"');
});
