import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type SomeWorld, someWorld } from './some-world.ts';

const program = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find(isProgram);

/** Why tests in a browser can't run here, and how to change that; `undefined` when they can. */
export const noChromium =
  program === undefined ? 'Tests in a browser are skipped: install the package chromium.' : undefined;
if (noChromium) console.warn(noChromium);

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

type Server = Readonly<{ url: string; close(): Promise<void> }>;

/**
 * One Chromium for a test file, and for each test a scripted world and a page of its own. After each test nothing may
 * have been logged as an error, and nothing may have been asked of any other server.
 */
export function inChromium(): {
  /** A page of that server, which is closed after the test. */
  visit(server: Server, options?: BrowserContextOptions): Promise<Page>;
  open(options?: BrowserContextOptions & { search?: string; prepare?(world: SomeWorld): void }): Promise<{
    page: Page;
    world: SomeWorld;
    /** Errors in the console; a test that expects some empties it. */
    errors: string[];
  }>;
} {
  let browser: Browser | undefined;
  const ends: (() => Promise<void>)[] = [];
  const errors: string[] = [];
  const foreign: string[] = [];

  beforeAll(async () => {
    if (program) browser = await chromium.launch({ executablePath: program, args: FLAGS });
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    expect({ errors: errors.splice(0), foreign: foreign.splice(0) }).toEqual({ errors: [], foreign: [] });
  });
  afterAll(async () => browser?.close());

  async function visit(server: Server, options: BrowserContextOptions = {}, search = ''): Promise<Page> {
    const context = await browser?.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en', ...options });
    const page = await context?.newPage();
    if (!page) throw new Error(noChromium);
    ends.push(async () => {
      await context?.close();
      await server.close();
    });
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (said) => {
      if (said.type() === 'error') errors.push(said.text());
    });
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (/^http/.test(protocol) && origin !== new URL(server.url).origin) foreign.push(request.url());
    });
    const listens = page.waitForResponse(/\/human\/events/);
    await page.goto(server.url + search);
    await page.locator('.channel-title').waitFor();
    await listens;
    return page;
  }

  return {
    visit,
    async open({ search = '', prepare, ...options } = {}) {
      const world = await someWorld();
      prepare?.(world);
      const page = await visit(world, options, search);
      await expect.poll(world.listeners).toBe(1);
      return { page, world, errors };
    },
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
