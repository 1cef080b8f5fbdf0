import { WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { servePage } from '../../../playground/page/serve-page.ts';
import { startSlack } from '../../../playground/slack/start-slack.ts';
import { inChromium, noChromium } from './chromium.ts';
import { someThread } from './some-messages.ts';
import { AGENTS } from './some-world.ts';

describe.skipIf(noChromium !== undefined)('the page on the real emulator', () => {
  const { visit } = inChromium();

  it('shows what the bot posts and changes, with its files, and sends what a person types', async () => {
    const slack = await startSlack({ extraRequests: servePage });
    const bot = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
    const page = await visit(slack);
    const [, root, plan] = someThread(Date.now());
    const { ts = '' } = await bot.chat.postMessage({
      channel: AGENTS,
      text: 'RF-1',
      blocks: [...(root?.blocks ?? [])] as never,
    });
    await page.getByText('RF-1: The agent claims to remember an earlier chat').waitFor();
    const reply = { channel: AGENTS, thread_ts: ts, text: 'Looking into it' };
    const { ts: replyTs = '' } = await bot.chat.postMessage({ ...reply, blocks: [...(plan?.blocks ?? [])] as never });
    await page.getByRole('button', { name: /1 reply/ }).click();
    const pane = page.getByRole('complementary', { name: 'Thread' });
    await pane.getByText('2 of 5 done').waitFor();
    await bot.chat.update({
      channel: AGENTS,
      ts: replyTs,
      text: 'done',
      blocks: [{ type: 'header', text: { type: 'plain_text', text: 'All done' } }],
    });
    await pane.getByText('All done').waitFor();
    await bot.filesUploadV2({ channel_id: AGENTS, thread_ts: ts, filename: 'rf-1.diff', content: '-old\n+new\n' });
    await pane.getByText('Show what changes').click();
    expect(await pane.locator('.file-text .diff-added').textContent()).toBe('+new\n');

    await pane.getByRole('combobox').fill('<b>Thanks</b> & *bye*, @refinery!');
    await pane.getByRole('combobox').press('Enter');
    const mine = pane.locator('.message', { hasText: '<b>Thanks</b> & bye, @' });
    await mine.waitFor();
    expect(await mine.locator('.mention').count()).toBe(1);
    expect(await mine.locator('b').count()).toBe(0);
  });

  it('says once that no bot answers, and keeps what was typed', async () => {
    const slack = await startSlack({
      extraRequests: servePage,
      suggestions: [{ channel: AGENTS, label: 'Try it', text: '/refinery help' }],
    });
    const page = await visit(slack);
    await page.getByRole('button', { name: 'Try it' }).click();
    const box = page.getByRole('combobox');
    await expect.poll(() => box.inputValue()).toBe('/refinery help');
    await box.press('Enter');
    // It comes as the answer and as an event; whichever is first says it, beside the message box or in the channel.
    const told = page.getByRole('main').getByText('failed because the app did not respond');
    await told.waitFor();
    expect(await told.count()).toBe(1);
    await expect.poll(() => box.inputValue()).toBe('/refinery help');
  });

  it('lets the bot be added where it is missing', async () => {
    const slack = await startSlack({ extraRequests: servePage });
    const page = await visit(slack);
    await page.getByRole('button', { name: /random/ }).click();
    await page.getByRole('button', { name: /^Add / }).click();
    await page.getByRole('main').getByText('has joined the channel').waitFor();
    await expect.poll(() => page.locator('.barrier').count()).toBe(0);
  });
});
