import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../playground/serve.ts';
import type { Slack } from '../../playground/slack/human-side.ts';
import { startSlack } from '../../playground/slack/start-slack.ts';
import { listen, portOf } from '../../src/listen.ts';
import { examineSlack } from '../../src/slack/examine-slack.ts';
import type { HeardBy } from '../../src/slack/face.ts';
import { SignedRequests } from '../../src/slack/signed-requests.ts';
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
const tokens = ({ botToken, appToken, apiUrl }: Slack) => ({
  botToken,
  heardBy: { appToken } as HeardBy,
  apiUrl,
  port: 0,
  isHeard: false,
});

it('names the workspace when both tokens work and every scope is there', async () => {
  expect(await examineSlack(tokens(slack), MANIFEST)).toMatch(
    /^workspace Playground, as @refinery; a line of Socket Mode stands; which events are on, Slack does not say/,
  );
});

it('opens no line beside those that stand', async () => {
  const opened = () => slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
  const before = opened();
  expect(await examineSlack({ ...tokens(slack), isHeard: true }, MANIFEST)).toContain('; it is heard;');
  expect(opened()).toBe(before);
});

it('says so when Slack gives an address, but no line to it stands', async () => {
  const answers = {
    'auth.test': { ok: true, team: 'T', team_id: 'T1', user: 'r', user_id: 'U1', bot_id: 'B1' },
    'apps.connections.open': { ok: true, url: 'ws://127.0.0.1:9/' },
  };
  const other = await serve(({ path }) => ({
    status: 200,
    body: answers[path.slice(1) as keyof typeof answers] ?? {},
  }));
  await expect(examineSlack({ ...tokens(slack), apiUrl: `${other.url}/` }, MANIFEST)).rejects.toMatchObject({
    kind: 'slack-unavailable',
    detail: expect.stringContaining('no line to it stands'),
  });
  await other.close();
});

describe('over HTTP', () => {
  const receiver = new SignedRequests({ signingSecret: 'right', clock: Date.now, onTrouble: () => {} });
  const overHttp = async (signingSecret: string) => {
    await receiver.start();
    const bot = await listen(0, { look: async () => {}, deafMs: () => 0, slack: (request) => receiver.take(request) });
    return examineSlack({ ...tokens(slack), heardBy: { signingSecret }, port: portOf(bot) }, MANIFEST).finally(() =>
      bot.close(),
    );
  };

  it('asks the bot that runs there with a signed request', async () => {
    expect(await overHttp('right')).toMatch(/; a signed request to \/slack\/events on PORT \d+ is answered;/);
    await expect(overHttp('wrong')).rejects.toMatchObject({
      kind: 'slack-denied',
      detail: expect.stringContaining('another SLACK_SIGNING_SECRET'),
    });
  });

  it('says when none runs there', async () => {
    const alone = { ...tokens(slack), heardBy: { signingSecret: 'right' }, port: 9 };
    expect(await examineSlack(alone, MANIFEST)).toContain('no bot runs on PORT 9 right now');
  });
});

it('names a scope that the app was installed without', async () => {
  await expect(examineSlack(tokens(poorer), MANIFEST)).rejects.toMatchObject({
    kind: 'slack-denied',
    detail: 'the app lacks files:write: install it anew with manifest.yml',
  });
});

it.each([
  ['the bot’s token', { botToken: 'xoxb-other' }],
  ['the app’s token', { heardBy: { appToken: 'xapp-other' } }],
])('says so when %s is not accepted', async (_what, other) => {
  await expect(examineSlack({ ...tokens(slack), ...other }, MANIFEST)).rejects.toMatchObject({
    kind: 'slack-denied',
  });
});

it('says so when Slack does not answer', async () => {
  const apiUrl = 'http://127.0.0.1:9/api/';
  await expect(examineSlack({ ...tokens(slack), apiUrl }, MANIFEST)).rejects.toMatchObject({
    kind: 'slack-unavailable',
  });
});
