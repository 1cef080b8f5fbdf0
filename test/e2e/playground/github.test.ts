import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { git } from '../../refinery.ts';
import { inChromium, noChromium } from '../page/chromium.ts';
import { takeScreenshots } from './screenshots.ts';
import { type Started, startPlayground } from './start-playground.ts';

/** A fix on its way over GitHub, as a newcomer walks it: nothing here has an account. */
// `noChromium` says how to have one; on CI a skip is a failure.
describe.skipIf(noChromium !== undefined)('GitHub in the playground', { timeout: 600_000 }, () => {
  const PATIENCE_MS = 240_000;
  const { visit } = inChromium();
  let folder: string;
  let playground: Started;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refinery-on-github-'));
    // What a fix does to others is not what this is about, and takes its time.
    playground = await startPlayground(join(folder, 'data'), { REFINERY_OTHERS: '0' });
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.log(playground.said().slice(-4_000));
  });
  afterAll(async () => {
    await playground.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it('a pull request is reviewed, merged, red, and taken back by itself', async () => {
    const page = await visit({ url: playground.url, close: async () => {} });
    page.setDefaultTimeout(PATIENCE_MS);
    await page.getByRole('button', { name: /support-on-github/ }).click();
    await page.getByRole('button', { name: 'It claims to remember' }).click();
    await page.keyboard.press('Enter');
    const thread = page.getByRole('complementary', { name: 'Thread' });
    const message = (words: string | RegExp) =>
      thread.locator('.message', { has: page.locator('.block-header', { hasText: words }) });
    const says = (words: string) => thread.getByText(words).first().waitFor();

    await message(/fixes were tried/)
      .getByRole('button', { name: 'Review and approve…' })
      .first()
      .click();
    const modal = page.getByRole('dialog', { name: 'Approve this fix' });
    await modal.getByText('Make returning customers feel at home').first().waitFor();
    await takeScreenshots(page, 'github-diff');
    await modal.getByRole('radio', { name: /^A draft/ }).check();
    await modal.getByRole('checkbox', { name: /^Take it back by itself/ }).check();
    await takeScreenshots(page, 'github-approval');
    await modal.getByRole('button', { name: 'Approve' }).click();

    const opened = message('Pull request opened');
    await opened.getByText('or up to a day after, I take it back by myself').waitFor();
    await opened.evaluate((element) => element.scrollIntoView());
    await takeScreenshots(page, 'github-opened');
    const [pull] = await Promise.all([
      page.context().waitForEvent('page'),
      opened.getByRole('link', { name: 'pull request #1' }).click(),
    ]);
    pull.setDefaultTimeout(PATIENCE_MS);
    const press = (name: string) => pull.getByRole('button', { name, exact: true }).click();
    await pull.getByText('A stand-in for GitHub on this machine').waitFor();
    await pull.getByText('Draft').first().waitFor();
    await pull.getByText('evals: running').waitFor();
    expect((await pull.locator('.diff .added').allTextContents()).join('')).toMatch(
      /^\+- When a customer writes .* say that we cannot remember past chats\.$/m,
    );
    await takeScreenshots(pull, 'github-pull-request');

    await press('CI turns green');
    await says('CI is green.');
    await press('Ready for review');
    await press('Approve');
    await says('Approved on GitHub by ben.');
    const repo = join(folder, 'data/sample/github/plumwick/support-agent.git');
    const before = await git(repo, 'rev-parse', 'main');
    await press('Merge');
    await says('The fix is on its way to customers.');
    await message('Pull request merged').getByText('After the merge: CI is running.').waitFor();
    expect(await git(repo, 'diff', '--name-only', before, 'main')).toContain('prompts/support.md');

    await press('CI turns red');
    await message('CI after the merge is red').waitFor();
    const back = message('Roll-back waits for its merge');
    await back.getByText('wished in case CI fails').waitFor();
    await back.evaluate((element) => element.scrollIntoView());
    await takeScreenshots(page, 'github-red');

    await pull.goto((await back.getByRole('link', { name: 'pull request #2' }).getAttribute('href')) ?? '');
    await pull.getByText('Takes back').first().waitFor();
    await takeScreenshots(pull, 'github-roll-back');
    await press('Merge');
    await message('Rolled back').waitFor();
    await says('The files are as they were before the fix.');
    expect(await git(repo, 'diff', '--stat', before, 'main')).toBe('');
    await thread
      .getByText('The files are as they were before the fix.')
      .last()
      .evaluate((element) => element.scrollIntoView());
    await takeScreenshots(page, 'github-rolled-back');
  });
});
