import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { git } from '../../refinery.ts';
import { inChromium, noChromium } from '../page/chromium.ts';
import { renewReadmePicture, takeScreenshots } from './screenshots.ts';
import { type Started, startPlayground } from './start-playground.ts';

/** A newcomer's first half hour: a real `npm start`, a real browser, a real repository. One case follows the other. */
describe.skipIf(noChromium !== undefined)('the playground', { timeout: 240_000 }, () => {
  const GWEN = 'U000000GWEN';
  const CONNOR = 'U0000CONNOR';
  const PATIENCE_MS = 60_000;
  const { visit } = inChromium();
  let folder: string;
  let playground: Started;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refinery play ground-'));
    playground = await startPlayground(join(folder, 'data'));
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.log(playground.said().slice(-4_000));
  });
  afterAll(async () => {
    await playground.kill();
    await rm(folder, { recursive: true, force: true });
  });

  const at = async (search = ''): Promise<Page> => {
    const page = await visit({ url: `${playground.url}/${search}`, close: async () => {} });
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  };
  const threadOf = (page: Page) => page.getByRole('complementary', { name: 'Thread' });
  const message = (page: Page, words: string | RegExp) =>
    threadOf(page).locator('.message', { has: page.locator('.block-header', { hasText: words }) });

  /** Picks one of the suggested failures and sends the command; its thread opens by itself. */
  async function report(page: Page, label: string): Promise<Locator> {
    await page.getByRole('button', { name: label }).click();
    await page.keyboard.press('Enter');
    await threadOf(page).waitFor();
    return threadOf(page);
  }

  async function say(page: Page, words: string): Promise<void> {
    const field = threadOf(page).getByRole('combobox');
    await field.fill(words);
    await field.press('Enter');
  }

  /** What comes of what one did is not somewhere below. */
  const inSight = (page: Page, words: string) =>
    expect
      .poll(() =>
        threadOf(page)
          .getByText(words)
          .evaluate((element) => {
            const { top, bottom } = element.getBoundingClientRect();
            const list = element.closest('.list')?.getBoundingClientRect();
            return list !== undefined && top >= list.top && bottom <= list.bottom;
          }),
      )
      .toBe(true);

  /** Reads the modal, says yes, and waits for the commit. @returns its branch */
  async function approve(page: Page, changed: readonly string[]): Promise<string> {
    await message(page, /fixes were tried/)
      .getByRole('button', { name: 'Review and approve…' })
      .first()
      .click();
    const modal = page.getByRole('dialog', { name: 'Approve this fix' });
    for (const line of changed) await modal.locator('pre').getByText(line).waitFor();
    await takeScreenshots(page, 'approval');
    await modal.getByText('The words for').first().scrollIntoViewIfNeeded();
    await takeScreenshots(page, 'approval-words');
    await modal.getByRole('button', { name: 'Approve' }).click();
    const committed = message(page, 'Committed');
    const merge = await committed.getByText(/^git merge /).innerText();
    return merge.replace('git merge ', '').trim();
  }

  it('memory: from the suggestion to a commit, and back', async () => {
    const page = await at();
    await takeScreenshots(page, 'welcome');
    const thread = await report(page, 'It claims to remember');
    const opened = message(page, 'Case RF-1');
    await opened.getByText('Ada reported a wrong answer').waitFor();
    await opened.getByRole('link', { name: 'the trace “support_agent”' }).waitFor();
    expect(await opened.innerText()).not.toContain(folder);

    const run = message(page, 'What stands out').getByRole('img', { name: /^How the run went, step by step: .*1\. / });
    await run.scrollIntoViewIfNeeded();
    const widthPx = () => run.evaluate((image) => ('naturalWidth' in image ? image.naturalWidth : 0));
    await expect.poll(widthPx, { timeout: PATIENCE_MS }).toBe(1_200);
    await takeScreenshots(page, 'triage');

    const diagnosis = message(page, 'What went wrong');
    await diagnosis.getByText('The instructions ask for the opposite of what you expected.').waitFor();
    const quotes = await diagnosis.locator('blockquote').allInnerTexts();
    expect(quotes).toContain('Make returning customers feel at home: show that you remember past chats.');
    const fixes = message(page, '3 fixes were tried, all hold');
    await fixes.waitFor();
    expect(await fixes.getByText('Fixed the reported answer 5 of 5 times.').count()).toBe(3);
    await takeScreenshots(page, 'fixes');
    await renewReadmePicture(page, fixes);
    await fixes
      .getByText(/None of \d+ good conversations got worse/)
      .first()
      .waitFor();
    await fixes.getByRole('button', { name: 'Details' }).click();
    const details = page.getByRole('dialog', { name: 'Details' });
    await details.getByRole('button', { name: 'See the conversations' }).first().click();
    const conversations = page.getByRole('dialog', { name: 'Conversations' });
    await conversations.getByText(/^Stay good/).waitFor();
    expect(await conversations.getByRole('link').count()).toBeGreaterThan(3);
    await takeScreenshots(page, 'conversations');
    await conversations.getByRole('button', { name: 'Back' }).last().click();
    await details.waitFor();
    await takeScreenshots(page, 'details');
    await details.getByRole('button', { name: 'Close' }).last().click();

    await say(page, '@refinery what does the prompt say about past chats?');
    await thread.getByText('These passages of the trace come closest to your question:').waitFor();
    await inSight(page, 'These passages of the trace come closest');
    await takeScreenshots(page, 'answer');

    const branch = await approve(page, ['Make returning customers feel at home', '+- When a customer writes']);
    const { repo } = playground;
    expect(await git(repo, 'diff', '--name-only', 'main', branch)).toBe('evals/cases.jsonl\nprompts/support.md');
    const sha = await git(repo, 'rev-parse', branch);
    await message(page, 'Committed').getByText(sha.slice(0, 12)).waitFor();
    await message(page, /fixes were tried/)
      .getByText('Approved by')
      .waitFor();
    expect(await page.getByRole('button', { name: 'Review and approve…' }).count()).toBe(0);
    await inSight(page, 'Nothing else was touched.');
    await takeScreenshots(page, 'committed');

    await message(page, 'Committed').getByRole('button', { name: 'Roll back…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Roll back' }).click();
    await message(page, 'Rolled back').waitFor();
    expect(await git(repo, 'diff', '--name-only', 'main', branch)).toBe('');
    expect(await git(repo, 'rev-list', '--count', `main..${branch}`)).toBe('2');
    expect(await git(repo, 'status', '--porcelain')).toBe('');
    await takeScreenshots(page, 'rolled-back');
  });

  it('price: it is killed before the decision, and the next start goes on to the commit', async () => {
    const before = await at();
    await report(before, 'It quotes an outdated price');
    await message(before, '3 fixes were tried, all hold').waitFor();
    const { search } = new URL(before.url());
    await before.goto('about:blank');
    await playground.kill();
    playground = await startPlayground(join(folder, 'data'));

    const page = await at(search);
    await message(page, 'What went wrong').getByText('The answer was taken from an outdated document.').waitFor();
    const branch = await approve(page, ['newest']);
    expect(await git(playground.repo, 'diff', '--name-only', 'main', branch)).toContain('prompts/');
    expect(await threadOf(page).locator('.block-header', { hasText: 'Committed' }).count()).toBe(1);
    expect(await page.locator('.list .message', { hasText: 'Case RF-1' }).count()).toBeGreaterThan(0);
  });

  it('order: what no prompt can mend is handed over, with nothing to approve', async () => {
    const page = await at();
    await report(page, 'It looks up the wrong order');
    const handed = message(page, 'Handed over');
    await handed.getByText('This needs an engineer.').waitFor();
    await handed.getByText('A test that fails until it is mended').waitFor();
    expect(await page.getByRole('button', { name: 'Review and approve…' }).count()).toBe(0);
    await takeScreenshots(page, 'handed-over');
  });

  it('a guest and somebody of another company read along, and are told why they can’t decide', async () => {
    const page = await at();
    await report(page, 'It claims to remember');
    await message(page, '3 fixes were tried, all hold').waitFor();
    const { searchParams } = new URL(page.url());
    for (const who of [GWEN, CONNOR]) {
      searchParams.set('as', who);
      const theirs = await at(`?${searchParams}`);
      const press = message(theirs, /fixes were tried/).getByRole('button', { name: 'Review and approve…' });
      await press.first().click();
      await theirs.locator('.message-ephemeral').getByText('not decide').waitFor();
      expect(await theirs.getByRole('dialog').count()).toBe(0);
    }

    await say(page, 'That’s not it: the customer had an account.');
    await message(page, 'What went wrong, looked at again').waitFor();
    await threadOf(page).getByText('Ada says: that’s not it.').waitFor();
    await say(page, '@refinery stop');
    await threadOf(page).getByText('Ada stopped this case.').waitFor();
    const choices = page.getByRole('button', { name: 'Review and approve…' });
    await expect.poll(() => choices.count(), { timeout: PATIENCE_MS }).toBe(0);
    await takeScreenshots(page, 'stopped');
  });

  it('setup says who approves, and from then on nobody else does', async () => {
    const page = await at();
    const field = page.getByRole('combobox', { name: 'Message #support-agents' });
    await field.fill('/refinery setup');
    await field.press('Enter');
    const form = page.getByRole('dialog');
    await form.locator('summary', { hasText: 'Choose some' }).first().click();
    await takeScreenshots(page, 'setup');
    await form.getByRole('checkbox', { name: 'Ben' }).check();
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.keyboard.press('Escape');
    await report(page, 'It quotes an outdated price');
    await message(page, '3 fixes were tried, all hold')
      .getByRole('button', { name: 'Review and approve…' })
      .first()
      .click();
    await page.locator('.message-ephemeral').getByText('You may not approve').waitFor();
  });
});
