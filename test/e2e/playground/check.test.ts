import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inChromium, noChromium } from '../page/chromium.ts';
import { takeScreenshots } from './screenshots.ts';
import { type Started, startPlayground } from './start-playground.ts';

/** What counts as right, as somebody in Slack sees it, changes it, and agrees to it. */
describe.skipIf(noChromium !== undefined)('the check in the playground', { timeout: 240_000 }, () => {
  const PATIENCE_MS = 60_000;
  const { visit } = inChromium();
  let folder: string;
  let playground: Started;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refinery-check-'));
    playground = await startPlayground(join(folder, 'data'));
  });
  afterAll(async () => {
    await playground.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it('is changed in a form that says what it can’t read, and everything is tried again by it', async () => {
    const page = await visit({ url: playground.url, close: async () => {} });
    page.setDefaultTimeout(PATIENCE_MS);
    await page.getByRole('button', { name: 'It claims to remember' }).click();
    await page.keyboard.press('Enter');
    const thread = page.getByRole('complementary', { name: 'Thread' });
    const message = (words: string | RegExp) =>
      thread.locator('.message', { has: page.locator('.block-header', { hasText: words }) });
    const check = message('What counts as right');
    await message('3 fixes were tried, all hold').waitFor();
    await check.getByRole('button', { name: 'Right' }).waitFor();
    await check.evaluate((element) => element.scrollIntoView());
    await takeScreenshots(page, 'check');

    await check.getByRole('button', { name: 'Change it…' }).click();
    const form = page.getByRole('dialog', { name: 'What counts as right?' });
    await form.waitFor();
    const fields = form.getByRole('textbox');
    expect(await fields.nth(0).inputValue()).toBe('say that we cannot remember past chats');
    await takeScreenshots(page, 'check-form');
    await fields.nth(1).fill('be nicer');
    await form.getByRole('button', { name: 'Prove by this' }).click();
    await form.getByText('Rules alone can’t check this.').waitFor();
    await takeScreenshots(page, 'check-problem');

    await fields.nth(1).fill('at most 2 sentences, and never say “pen”');
    await form.getByRole('button', { name: 'Prove by this' }).click();
    await form.waitFor({ state: 'detached' });
    await check.getByText('Ada changed this. The new check stands below.').waitFor();
    await check.getByText('has at most 2 sentences').waitFor();
    await expect.poll(() => message(/fixes were tried/).count(), { timeout: PATIENCE_MS }).toBe(2);
    expect(await check.getByRole('button', { name: 'Right' }).count()).toBe(0);
    expect(await check.getByRole('button', { name: 'Change it…' }).count()).toBe(1);
    await expect.poll(() => thread.getByRole('button', { name: 'Review and approve…' }).count()).toBeGreaterThan(0);
    await check.last().evaluate((element) => element.scrollIntoView());
    await takeScreenshots(page, 'check-changed');
  });
});
