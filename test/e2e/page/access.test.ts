import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { inChromium, noChromium } from './chromium.ts';
import { someModal, someThread } from './some-messages.ts';
import { ADA, AGENTS, BOT, type SomeWorld } from './some-world.ts';

/** The page for those who hear it, and for those who have no mouse. */
// `noChromium` says how to have one; on CI a skip is a failure.
describe.skipIf(noChromium !== undefined)(
  'the page without a screen, and without a mouse',
  { timeout: 180_000 },
  () => {
    const { open } = inChromium();
    /** So that times read alike whenever this runs. */
    const thread = someThread(Date.UTC(2026, 0, 5, 9));
    const withThread = {
      timezoneId: 'UTC',
      prepare: (world: SomeWorld) => world.messages.set(AGENTS, thread),
    };
    const besideThread = { ...withThread, search: `?thread=${thread[1]?.ts}` };
    const HOME = {
      type: 'home' as const,
      id: 'V9',
      hash: '1.h',
      root_view_id: 'V9',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'Your cases' } },
        { type: 'section', text: { type: 'mrkdwn', text: 'None yet.' } },
      ],
    };

    it('keeps what WCAG 2.2 asks for at AA, wherever one is, in both themes', async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, world } = await open({ ...besideThread, colorScheme });
        world.answers.set('home', () => ({ view: HOME }));
        await page.getByText('Three fixes, each tried').waitFor();
        const found: Record<string, readonly string[]> = {};
        const look = async (where: string) => {
          found[where] = await wrongsOn(page);
        };
        await look('a thread');
        await page.getByRole('article').first().hover();
        await page.getByRole('button', { name: 'More actions' }).first().press('Enter');
        await page.getByRole('menu').waitFor();
        await look('a menu');
        await page.keyboard.press('Escape');
        world.push({ type: 'view', view: someModal() });
        await page.getByRole('dialog').waitFor();
        await look('a form');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Refinery', exact: true }).click();
        await page.getByRole('tab', { name: 'Home' }).click();
        await page.getByText('None yet.').waitFor();
        await look('Home');
        await page.setViewportSize({ width: 390, height: 844 });
        await page.getByRole('button', { name: 'Channels', exact: true }).click();
        await look('the drawer on a phone');
        expect({ colorScheme, found }).toEqual({
          colorScheme,
          found: { 'a thread': [], 'a menu': [], 'a form': [], Home: [], 'the drawer on a phone': [] },
        });
      }
    });

    it('is read in an order that makes sense, every control by a name that says what it does', async () => {
      const { page, world } = await open(besideThread);
      await page.getByText('Three fixes, each tried').waitFor();
      await expect(await heard(page.locator('body'))).toMatchFileSnapshot('../../cases/page/thread.aria.yml');
      world.push({ type: 'view', view: someModal() });
      await page.getByRole('dialog').waitFor();
      await expect(await heard(page.getByRole('dialog'))).toMatchFileSnapshot('../../cases/page/form.aria.yml');
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
    });

    it('is walked through by Tab in the order in which it is read, to every control, and one sees where one is', async () => {
      const { page } = await open(besideThread);
      await page.getByText('Three fixes, each tried').waitFor();
      const stops = (await page.evaluate(TAB_STOPS)) as readonly string[];
      expect(stops.length).toBeGreaterThan(25);
      await page.evaluate('document.activeElement.blur()');
      const walked: string[] = [];
      const unseen: string[] = [];
      for (const stop of stops) {
        await page.keyboard.press('Tab');
        const { name, isSeen } = (await page.evaluate(FOCUSED)) as { name: string; isSeen: boolean };
        walked.push(name);
        if (!isSeen) unseen.push(stop);
      }
      expect(walked).toEqual(stops);
      expect(unseen).toEqual([]);
    });

    it('goes by the keyboard alone: says something, opens a thread, presses, fills in a form, and comes back', async () => {
      const { page, world } = await open(withThread);
      await page.evaluate('document.activeElement.blur()');
      await page.keyboard.press('Tab');
      expect(await isFocused(page.getByRole('button', { name: 'Skip to the message box' }))).toBe(true);
      await page.keyboard.press('Enter');
      await page.keyboard.type('hello');
      await page.keyboard.press('Enter');
      await expect.poll(() => world.told.at(-1)).toMatchObject({ name: 'say', given: { text: 'hello' } });

      await tabBackTo(page, page.getByRole('button', { name: /4 replies/ }));
      await page.keyboard.press('Enter');
      const pane = page.getByRole('complementary', { name: 'Thread' });
      await pane.waitFor();
      const details = pane.getByRole('button', { name: 'Details' });
      await tabBackTo(page, details);
      await page.keyboard.press('Enter');
      await expect.poll(() => world.told.at(-1)?.name).toBe('press');
      world.push({ type: 'view', view: someModal() });
      const form = page.getByRole('dialog');
      await form.waitFor();
      await tabTo(page, form.getByLabel('It changes a protected prompt'));
      await page.keyboard.press('Space');
      await tabTo(page, form.getByLabel('Commit message'));
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type('fix: by hand');
      await tabTo(page, form.getByRole('button', { name: 'Approve' }));
      await page.keyboard.press('Enter');
      await expect.poll(() => world.told.at(-1)?.name).toBe('submit');
      expect(JSON.stringify(world.told.at(-1)?.given)).toContain('fix: by hand');
      await page.keyboard.press('Escape');
      await form.waitFor({ state: 'detached' });
      await expect.poll(() => isFocused(details)).toBe(true);
      await page.keyboard.press('Escape');
      await expect.poll(() => isFocused(page.getByRole('button', { name: /4 replies/ }))).toBe(true);
    });

    it('has menus that arrows walk through, with what the app offers for a message', async () => {
      const { page, world } = await open(withThread);
      const mine = page.getByRole('article').first();
      const opener = mine.getByRole('button', { name: 'More actions' });
      await opener.focus();
      await page.keyboard.press('Enter');
      const item = (name: string) => page.getByRole('menuitem', { name });
      await expect.poll(() => isFocused(item('Diagnose with Refinery'))).toBe(true);
      await page.keyboard.press('ArrowDown');
      expect(await isFocused(item('Edit message'))).toBe(true);
      await page.keyboard.press('End');
      expect(await isFocused(item('Delete message'))).toBe(true);
      await page.keyboard.press('ArrowDown');
      expect(await isFocused(item('Diagnose with Refinery'))).toBe(true);
      await page.keyboard.press('Escape');
      expect(await isFocused(opener)).toBe(true);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await expect
        .poll(() => world.told.at(-1))
        .toEqual({
          name: 'shortcut',
          given: { as: ADA, channel: AGENTS, ts: thread[0]?.ts, callbackId: 'diagnose-message' },
        });
    });

    it('reads a new message aloud, once, and not again when it is drawn anew', async () => {
      const { page, world } = await open(withThread);
      const message = { type: 'message' as const, ts: '1800000000.000000', user: BOT, text: '<@U0000000ADA>: *Done*' };
      await page.getByRole('button', { name: /4 replies/ }).waitFor();
      const aloud = page.locator('[aria-live="polite"][aria-relevant="additions"] p');
      world.push({ type: 'message', channel: AGENTS, message });
      await expect.poll(() => aloud.allTextContents()).toEqual(['Refinery: @ada: *Done*']);
      world.push({ type: 'message', channel: AGENTS, message: { ...message, text: 'Done, with more' } });
      await page.getByRole('log').getByText('Done, with more').waitFor();
      expect(await aloud.count()).toBe(1);
      // What one says oneself, and what is drawn anew in a list, is not read out.
      world.push({ type: 'message', channel: AGENTS, message: { ...message, ts: '1800000001.000000', user: ADA } });
      await page.locator('[data-ts="1800000001.000000"]').waitFor();
      expect(await aloud.count()).toBe(1);
      expect(await page.getByRole('log').getAttribute('aria-live')).toBe('off');
    });

    it('holds still for those who want that', async () => {
      const { page } = await open({ ...besideThread, reducedMotion: 'reduce' });
      await page.getByText('Looking into it').waitFor();
      await page.getByRole('button', { name: 'It quotes an outdated price' }).click();
      expect(await page.evaluate('document.getAnimations().length')).toBe(0);
    });

    it('fits at four times its size: nothing to scroll sideways, all of it in reach', async () => {
      // 1280 by 1024 at 400 %: https://www.w3.org/WAI/WCAG22/Understanding/reflow
      const viewport = { width: 320, height: 256 };
      const { page, world } = await open({ ...withThread, viewport });
      const sideways = () => page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(await sideways()).toBe(0);
      const box = page.getByRole('combobox');
      await box.scrollIntoViewIfNeeded();
      await box.fill('hello');
      await page.keyboard.press('Enter');
      await expect.poll(() => world.told.length).toBe(1);
      await inReach(page, page.getByRole('button', { name: 'It quotes an outdated price' }));
      await inReach(page, page.getByRole('article').first());
      await page.getByRole('button', { name: /4 replies/ }).click();
      await inReach(page, page.getByText('Three fixes, each tried'));
      expect(await sideways()).toBe(0);
      await page.getByRole('button', { name: 'Close the thread' }).click();
      await page.getByRole('button', { name: 'Channels', exact: true }).click();
      await inReach(page, page.getByRole('button', { name: /^You are Ada/ }));
      await page.keyboard.press('Escape');
      world.push({ type: 'view', view: someModal() });
      await inReach(page, page.getByRole('dialog').getByRole('button', { name: 'Approve' }));
      expect(await sideways()).toBe(0);
    });
  },
);

/** What axe finds wrong, as `rule: element`. */
async function wrongsOn(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return (await page.evaluate(AXE)) as readonly string[];
}

const AXE = `axe.run({
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: {
    // A textarea that offers what fits while one types: HTML has no element for it with more than one line.
    'aria-allowed-role': { enabled: false },
  },
}).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html, any, all }) =>
    id + ': ' + html.slice(0, 160) + ' ' + [...any, ...all].map(({ message }) => message).join('; ').slice(0, 160))))`;

/** What a screen reader gets to read, without what changes from day to day. */
const heard = async (part: Locator): Promise<string> =>
  `${(await part.ariaSnapshot()).replaceAll(/Last reply [^"\n]*? ago/g, 'Last reply some time ago')}\n`;

const isFocused = (control: Locator) => control.evaluate((element) => element.matches(':focus'));

async function inReach(page: Page, part: Locator): Promise<void> {
  await part.first().scrollIntoViewIfNeeded();
  const box = await part.first().boundingBox();
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  expect(box && box.x >= 0 && box.x + box.width <= width + 1 && box.y < height && box.y + box.height > 0).toBe(true);
}

const MOST_STOPS = 60;

async function walkTo(page: Page, key: string, control: Locator): Promise<void> {
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    if (await isFocused(control)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never comes to ${control}`);
}
const tabTo = (page: Page, control: Locator) => walkTo(page, 'Tab', control);
const tabBackTo = (page: Page, control: Locator) => walkTo(page, 'Shift+Tab', control);

const NAME = `const nameOf = (element) =>
  (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40) || element.tagName;`;

/** The names of all that Tab can come to, in the order of the document. */
const TAB_STOPS = `(() => {
  ${NAME}
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility({ visibilityProperty: true }))
    .map(nameOf);
})()`;

/** Where the focus is, and whether one can see that. */
const FOCUSED = `(() => {
  ${NAME}
  const element = document.activeElement;
  const hasOutline = (at) => at && getComputedStyle(at).outlineStyle !== 'none' && parseFloat(getComputedStyle(at).outlineWidth) > 0;
  const box = element.closest('.composer-box');
  const isSeen = hasOutline(element) || (element.matches('textarea') && box && getComputedStyle(box).boxShadow !== 'none');
  return { name: nameOf(element), isSeen: Boolean(isSeen) };
})()`;
