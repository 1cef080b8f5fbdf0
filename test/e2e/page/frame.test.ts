import { describe, expect, it } from 'vitest';
import { inChromium, noChromium } from './chromium.ts';
import { someThread } from './some-messages.ts';
import { AGENTS, BOT, someWorld } from './some-world.ts';

describe.skipIf(noChromium !== undefined)('the page around the messages', () => {
  const { open } = inChromium();
  const messageAt = (index: number) => ({
    type: 'message' as const,
    ts: `${1_700_000_000 + index}.000000`,
    user: BOT,
    text: `message ${index}`,
  });

  it('says that the connection is lost, comes back by itself, and has missed nothing', async () => {
    const { page, world, errors } = await open();
    await page.getByRole('combobox').fill('half a sen');
    world.goAway();
    await page.getByText('Connection lost. Trying to come back…').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('The playground does not answer. Is npm start still running?').waitFor();
    expect(await page.getByRole('combobox').inputValue()).toBe('half a sen');
    world.messages.set(AGENTS, [messageAt(1)]);
    await world.comeBack();
    await page.getByText('Back again, with everything that happened meanwhile.').waitFor();
    await page.getByText('message 1', { exact: true }).waitFor();
    world.push({ type: 'message', channel: AGENTS, message: messageAt(2) });
    await page.getByText('message 2', { exact: true }).waitFor();
    // The browser itself complains of what it could not reach.
    expect(errors.filter((said) => !said.includes('net::ERR_'))).toEqual([]);
    errors.length = 0;
  });

  it('says why it can’t be opened, and how to go on', async () => {
    const { page, world, errors } = await open();
    await page.goto(`${world.url}?as=U0NOBODY00`);
    await page.getByText('there is nobody called U0NOBODY00').waitFor();
    await page.getByRole('button', { name: 'Open it as the first person' }).click();
    await page.getByRole('button', { name: /^You are Ada/ }).waitFor();
    errors.length = 0;
  });

  it('follows the system’s theme until one is chosen, which is remembered', async () => {
    const { page } = await open({ colorScheme: 'dark' });
    const ground = () =>
      page.locator('.channel').evaluate((element) => {
        const style = element.computedStyleMap().get('background-color');
        return String(style);
      });
    expect(await ground()).toBe('rgb(23, 24, 29)');
    await page.getByRole('button', { name: 'Theme: as your system' }).click();
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await page.reload();
    await page.getByRole('button', { name: 'Theme: light' }).click();
    expect(await ground()).toBe('rgb(23, 24, 29)');
    await page.getByRole('button', { name: 'Theme: dark' }).click();
    await page.getByRole('button', { name: 'Theme: as your system' }).waitFor();
  });

  it('holds thousands of messages, with few of them in the document, and every one can be reached', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => messageAt(index));
    const { page, world } = await open({ prepare: (fresh) => fresh.messages.set(AGENTS, many) });
    const list = page.getByRole('region', { name: 'Messages' });
    await page.getByText('message 1999', { exact: true }).waitFor();
    expect(await page.locator('.message').count()).toBeLessThanOrEqual(150);
    await expect
      .poll(
        async () => {
          await list.evaluate((element) => {
            element.scrollTop = 0;
          });
          return page.getByText('message 0', { exact: true }).count();
        },
        { timeout: 25_000, interval: 5 },
      )
      .toBe(1);
    expect(await page.locator('.message').count()).toBeLessThanOrEqual(150);
    for (let index = 2_000; index < 3_000; index++)
      world.push({ type: 'message', channel: AGENTS, message: messageAt(index) });
    await page.getByRole('button', { name: 'Jump to the latest' }).click();
    await page.getByText('message 2999', { exact: true }).waitFor();
    expect(await page.locator('.message').count()).toBeLessThanOrEqual(150);
  });

  it('a new message that is taller than the window is shown from its start', async () => {
    const few = Array.from({ length: 30 }, (_, index) => messageAt(index));
    const { page, world } = await open({ prepare: (fresh) => fresh.messages.set(AGENTS, few) });
    await page.getByText('message 29', { exact: true }).waitFor();
    const text = `first line\n${'more\n'.repeat(60)}last line`;
    world.push({ type: 'message', channel: AGENTS, message: { ...messageAt(40), text } });
    const tall = page.locator('.message', { hasText: 'first line' });
    await tall.waitFor();
    const distancePx = () =>
      tall.evaluate((element) => {
        const list = element.closest('.list');
        return list ? element.getBoundingClientRect().top - list.getBoundingClientRect().top : undefined;
      });
    await expect.poll(distancePx).toBeCloseTo(0, 0);
    await page.getByRole('button', { name: 'Jump to the latest' }).click();
    await expect.poll(distancePx).toBeLessThan(-100);
  });

  it.each([
    ['a desk', { width: 1280, height: 800 }],
    ['a phone', { width: 390, height: 844 }],
  ])('fits on %s: nothing wider than the window, and all of it in reach', async (_name, viewport) => {
    const thread = someThread(Date.now());
    const { page } = await open({ viewport, prepare: (world) => world.messages.set(AGENTS, thread) });
    const tooWide = () =>
      page.locator('body *').evaluateAll((all, width) => {
        const wide = all.filter((element) => element.getBoundingClientRect().right > width + 1);
        return wide.filter((element) => element.checkVisibility()).map((element) => element.className);
      }, viewport.width);
    expect(await tooWide()).toEqual([]);
    await page.locator('.replies').click();
    await page.getByRole('complementary', { name: 'Thread' }).getByText('Three fixes, each tried').waitFor();
    expect(await tooWide()).toEqual([]);
    await page.getByRole('button', { name: 'Close the thread' }).click();
    const opener = page.getByRole('button', { name: 'Channels', exact: true });
    if (await opener.isVisible()) await opener.click();
    await page.getByRole('button', { name: /random/ }).click();
    await page.getByRole('heading', { name: 'random', level: 1 }).waitFor();
  });

  it('has a name for everything that can be pressed, and text that can be read in both themes', async () => {
    const thread = someThread(Date.now());
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open({
        colorScheme,
        search: `?thread=${thread[1]?.ts}`,
        prepare: (world) => world.messages.set(AGENTS, thread),
      });
      await page.getByText('Three fixes, each tried').waitFor();
      const nameless = await page
        .locator('button:not([aria-label])')
        .evaluateAll((all) => all.filter((button) => (button.textContent ?? '').trim() === '').length);
      expect(nameless).toBe(0);
      expect({ colorScheme, faint: await page.evaluate(FAINT_TEXTS) }).toEqual({ colorScheme, faint: [] });
    }
  });
});

describe('the page’s files', () => {
  it('are these files alone, asked for by GET, and may load nothing from elsewhere', async () => {
    const world = await someWorld();
    const statusOf = async (path: string, method = 'GET') =>
      (await fetch(new URL(path, world.url), { method, body: method === 'POST' ? '{}' : null })).status;
    try {
      const page = await fetch(world.url);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
      const html = await page.text();
      expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:/);
      for (const [, address = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g))
        expect(await statusOf(address)).toBe(200);
      expect(await statusOf('/scripts/main.js?v=1')).toBe(200);
      for (const path of [
        '/serve-page.ts',
        '/shapes.ts',
        '/tsconfig.json',
        '/scripts',
        '/scripts/..%2fserve-page.ts',
        '/%2e%2e/serve.ts',
      ])
        expect([path, await statusOf(path)]).toEqual([path, 400]);
      // Not the page's: the world's, which takes it for something that a person does.
      expect(await statusOf('/scripts/main.js', 'POST')).toBe(200);
      expect(world.told).toHaveLength(1);
    } finally {
      await world.close();
    }
  });
});

/**
 * Every visible text whose contrast with its ground is less than WCAG AA wants (4.5 to 1, or 3 to 1 for large text), as
 * `text: contrast`. It runs in the page; grounds that are gradients or pictures are not judged.
 */
const FAINT_TEXTS = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([red, green, blue]) => {
    const linear = [red, green, blue].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== 'none') return undefined;
      const ground = rgba(style.backgroundColor);
      if (ground[3] === 255) return ground;
    }
    return rgba(getComputedStyle(document.documentElement).backgroundColor);
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === '' || !element.checkVisibility({ opacityProperty: true })) continue;
    if (element.closest('.unseen, :disabled')) continue;
    const ground = groundOf(element);
    if (!ground) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const [bright, dim] = [light(rgba(style.color)), light(ground)].sort((a, b) => b - a);
    const contrast = (bright + 0.05) / (dim + 0.05);
    if (contrast < (isLarge ? 3 : 4.5)) faint.push(node.data.trim() + ': ' + contrast.toFixed(2));
  }
  return faint;
})()`;
