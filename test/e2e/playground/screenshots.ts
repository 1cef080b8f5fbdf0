import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { ROOT } from '../../refinery.ts';

const FOLDER = join(tmpdir(), 'refinery-screenshots');
const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } } as const;

/** `all`: pictures for people to open, in a temporary folder. `docs`: those, and the one of the README is renewed. */
const wanted = process.env.SCREENSHOTS;

/**
 * Nothing is wider than the window, on a phone and on a desk. Where pictures are wanted, they are taken of both, in light
 * and dark.
 */
export async function takeScreenshots(page: Page, name: string): Promise<void> {
  if (wanted) await mkdir(FOLDER, { recursive: true });
  for (const colorScheme of wanted ? (['dark', 'light'] as const) : (['light'] as const)) {
    await page.emulateMedia({ colorScheme });
    for (const [on, size] of Object.entries(SIZES)) {
      await page.setViewportSize(size);
      if (wanted) await page.screenshot({ path: pathOf(`${name}-${on}-${colorScheme}`), animations: 'disabled' });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    }
  }
}

/** The README's picture: the proved fixes of a case. */
export async function renewReadmePicture(page: Page, fixes: Locator): Promise<void> {
  if (wanted !== 'docs') return;
  await page.setViewportSize({ width: 1280, height: 960 });
  await fixes.evaluate((element) => element.scrollIntoView());
  await page.screenshot({ path: join(ROOT, 'docs', 'playground.png'), animations: 'disabled' });
}

const pathOf = (name: string): string => join(FOLDER, `${name}.png`);
