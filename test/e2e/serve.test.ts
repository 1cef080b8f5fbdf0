import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Slack } from '../../playground/slack/human-side.ts';
import { startSlack } from '../../playground/slack/start-slack.ts';
import { tell } from '../../src/domain/errors.ts';
import { environmentOf, ROOT, refinery, runNode } from '../refinery.ts';

let folder: string;
let slack: Slack;
let tokens: Readonly<Record<string, string>>;
let started: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-serve-'));
  slack = await startSlack();
  tokens = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl };
});
afterEach(() => {
  started?.kill('SIGKILL');
});
afterAll(async () => {
  await slack.close();
  await rm(folder, { recursive: true });
});

const MAIN = join(ROOT, 'src/main.ts');

const WATCHED = { REFINERY_METRICS: 'on', REFINERY_RETENTION_DAYS: '30' };

/** Resolves with the address of the health check, once the service says that it is ready. */
async function startService(): Promise<Readonly<{ health: string; ended: Promise<unknown> }>> {
  const child = spawn(process.execPath, [MAIN], {
    env: environmentOf({ ...tokens, REFINERY_DATA: join(folder, 'data'), PORT: '0', ...WATCHED }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  started = child;
  const ended = new Promise((code) => child.once('exit', code));
  let said = '';
  const health = await new Promise<string>((ready, failed) => {
    child.stderr.on('data', (part: Buffer) => {
      said += part.toString();
      const [, url] = /"health":"([^"]+)".*"msg":"ready"/.exec(said) ?? [];
      if (url) ready(url);
    });
    child.once('exit', () => failed(new Error(`never ready: ${said}`)));
  });
  return { health, ended };
}

it('answers the health check, knows no other path, and ends on SIGTERM whoever is still connected', async () => {
  const { health, ended } = await startService();
  const answer = await fetch(health);
  expect([answer.status, await answer.text()]).toEqual([200, 'ok']);
  expect((await fetch(new URL('/elsewhere', health))).status).toBe(404);
  const metrics = await (await fetch(new URL('/metrics', health))).text();
  expect(metrics).toContain('refinery_answers_last_day{from="model"} 0');

  const slow = connect(Number(new URL(health).port), '127.0.0.1');
  slow.on('error', () => {});
  await new Promise<void>((sent) => slow.write('GET /healthz HTTP/1.1\r\nHost: a\r\n', () => sent()));
  started?.kill('SIGTERM');
  expect(await ended).toBe(0);
  slow.destroy();
}, 120_000);

it('ends by itself with one sentence when its port is taken, and lets go of the data folder', async () => {
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, listening));
  const { port } = other.address() as AddressInfo;
  const settings = { ...tokens, REFINERY_DATA: join(folder, 'data'), PORT: `${port}`, REFINERY_LOG: 'warn' };
  const ran = await Promise.race([
    runNode([MAIN], settings),
    new Promise<never>((_done, failed) => setTimeout(() => failed(new Error('it never ended')), 15_000).unref()),
  ]).finally(() => other.close());
  expect(ran.code).toBe(1);
  expect(ran.err).toMatch(/^A setting is wrong\. .*\nPORT \d+ can't be used: .*EADDRINUSE.*\n$/);
  expect(ran.err).toContain(tell('config-invalid'));

  expect(await refinery(['cases'], { REFINERY_DATA: join(folder, 'data') })).toMatchObject({ code: 0 });
}, 120_000);

describe('without what Slack asks for it ends, and says what is missing and where to get it', () => {
  const start = (settings: Readonly<Record<string, string>>) =>
    runNode([MAIN], { REFINERY_DATA: join(folder, 'unused'), PORT: '0', ...settings });

  it.each([
    [
      'in production without a token',
      { NODE_ENV: 'production' },
      ['SLACK_BOT_TOKEN is missing', 'SLACK_APP_TOKEN is missing'],
    ],
    ['with one of the two', { SLACK_BOT_TOKEN: 'xoxb-1' }, ['SLACK_APP_TOKEN is missing', 'connections:write']],
    ['with the wrong kind of token', { SLACK_BOT_TOKEN: 'xapp-1', SLACK_APP_TOKEN: 'xapp-1' }, ['begin with xoxb-']],
  ])('%s', async (_name, settings: Readonly<Record<string, string>>, says) => {
    const { code, err } = await start(settings);
    expect(code).toBe(1);
    for (const words of says) expect(err).toContain(words);
  });

  it('with a token that Slack does not take', async () => {
    const { code, err } = await start({ ...tokens, SLACK_BOT_TOKEN: 'xoxb-revoked' });
    expect([code, err]).toEqual([1, expect.stringContaining(tell('slack-denied'))]);
    const other = await start({ ...tokens, SLACK_APP_TOKEN: 'xapp-revoked' });
    expect([other.code, other.err]).toEqual([1, expect.stringContaining(tell('slack-denied'))]);
  });
});
