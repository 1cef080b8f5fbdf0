import { chromium } from 'playwright-core';

const url = process.argv[2] ?? '';
const out = process.argv[3] ?? '/tmp/walk/shots';

import { mkdirSync } from 'node:fs';

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const shot = (name: string) => page.screenshot({ path: `${out}/${name}.png` });
const said = (l: string) => console.log(performance.now().toFixed(0), l);
await page.goto(url);
await page.locator('.channel-title').waitFor();
await shot('01-welcome');
const pane = page.getByRole('complementary', { name: 'Thread' });
const full = async (name: string) => {
  // the whole thread on one tall page
  const page2 = await browser.newPage({ viewport: { width: 1280, height: 3200 } });
  await page2.goto(page.url());
  await page2.getByRole('complementary', { name: 'Thread' }).waitFor();
  await page2.waitForTimeout(500);
  await page2.getByRole('complementary', { name: 'Thread' }).screenshot({ path: `${out}/${name}.png` });
  await page2.close();
};
for (const [i, name] of (process.argv[4] ?? '0:memory').split(',').map((p) => p.split(':') as [string, string])) {
  if (await pane.count()) await pane.getByRole('button', { name: 'Close the thread' }).click();
  await page.locator('.welcome-choice').nth(Number(i)).click();
  await shot(`02-${name}-typed`);
  await page.keyboard.press('Enter');
  await pane.waitFor();
  await pane
    .getByText('Done', { exact: true })
    .or(pane.getByText('fixes were tried').first())
    .first()
    .waitFor({ timeout: 30000 });
  await page.waitForTimeout(2500);
  said(page.url());
  await shot(`03-${name}`);
  await full(`04-${name}-full`);
  if (name === 'order') continue;
  const b = pane.getByRole('button', { name: 'Review and approve…' }).first();
  await b.click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.waitForTimeout(500);
  await shot(`05-${name}-modal`);
  await dialog.getByRole('button', { name: /Commit/ }).click();
  await pane.getByText('Committed', { exact: true }).waitFor();
  await page.waitForTimeout(800);
  await shot(`06-${name}-committed`);
  await full(`07-${name}-full`);
}
await browser.close();
