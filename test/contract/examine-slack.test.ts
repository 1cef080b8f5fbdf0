import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Slack } from '../../playground/slack/human-side.ts';
import { startSlack } from '../../playground/slack/start-slack.ts';
import { examineSlack } from '../../src/slack/examine-slack.ts';
import { ROOT } from '../refinery.ts';

const MANIFEST = join(ROOT, 'manifest.yml');
let folder: string;
let slack: Slack;
let poorer: Slack;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-doctor-'));
  slack = await startSlack();
  const manifestPath = join(folder, 'manifest.yml');
  await writeFile(manifestPath, (await readFile(MANIFEST, 'utf8')).replace('      - files:write\n', ''));
  poorer = await startSlack({ manifestPath });
});
afterAll(async () => {
  await slack.close();
  await poorer.close();
  await rm(folder, { recursive: true });
});
const tokens = ({ botToken, appToken, apiUrl }: Slack) => ({ botToken, appToken, apiUrl });

it('names the workspace when both tokens work and every scope is there', async () => {
  expect(await examineSlack(tokens(slack), MANIFEST)).toBe('workspace Playground, as @refinery; Socket Mode opens');
});

it('names a scope that the app was installed without', async () => {
  await expect(examineSlack(tokens(poorer), MANIFEST)).rejects.toMatchObject({
    kind: 'slack-denied',
    detail: 'the app lacks files:write: install it anew with manifest.yml',
  });
});

it.each([['botToken'], ['appToken']])('says so when %s is not accepted', async (name) => {
  await expect(examineSlack({ ...tokens(slack), [name]: 'xoxb-other' }, MANIFEST)).rejects.toMatchObject({
    kind: 'slack-denied',
  });
});

it('says so when Slack does not answer', async () => {
  const apiUrl = 'http://127.0.0.1:9/api/';
  await expect(examineSlack({ ...tokens(slack), apiUrl }, MANIFEST)).rejects.toMatchObject({
    kind: 'slack-unavailable',
  });
});
