import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type SomeGitHub, someGitHub } from '../contract/some-github.ts';
import { NAME, type OwnApi, ownApi, TOKEN } from '../contract/some-github-api.ts';
import { removeFolders, repoAt } from '../contract/some-repo.ts';
import { ADA, SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import {
  type Bot,
  buttonsOf,
  filledIn,
  latestView,
  messagesOf,
  openTown,
  press,
  report,
  setUp,
  slotOf,
  type Town,
  textOf,
  until,
  watch,
} from './slack-town.ts';

/** The bot in a process of its own, between Slack's emulator and a GitHub whose CI the test plays. */
const SECRET = 'a secret of nobody at all';
let town: Town;
let github: SomeGitHub<OwnApi>;
let bot: Bot;
beforeAll(async () => {
  town = await openTown({}, { REFINERY_DATA: (await freshEmbedded()).dataDir });
  const repo = repoAt(town.sample.repo);
  github = await someGitHub(repo, ownApi(repo));
  bot = await town.startBot({
    REFINERY_REPOS: NAME,
    GITHUB_URL: github.url,
    GITHUB_TOKEN: TOKEN,
    GITHUB_WEBHOOK_SECRET: SECRET,
  });
  await setUp(town);
});
afterAll(async () => {
  await town.close();
  await github.close();
  removeFolders();
});
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(bot.said().slice(-4_000));
});

const opened = () => messagesOf(town, SUPPORT).findLast((message) => slotOf(message) === 'opened')?.ts ?? '';
const inThread = (root: string, name: string) =>
  messagesOf(town, SUPPORT).find(
    ({ thread_ts, ...message }) => thread_ts === root && slotOf(message as never)?.startsWith(name),
  );

async function approved(failure: string, given: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const before = opened();
  await report(town, failure);
  const root = await until(() => (opened() === before ? undefined : opened()));
  const person = watch(town, ADA);
  await press(town, await until(() => inThread(root, 'fixes/')), 'choose');
  const modal = await until(() => latestView(person.views, 'approve'));
  const state = filledIn(modal, given);
  expect(await town.slack.human.submit({ as: ADA, viewId: modal.id, state })).toEqual({});
  person.end();
  await until(() => inThread(root, 'published/'));
  return root;
}

/** GitHub tells that there is something new; what it is, the bot looks up. */
async function tellOf(root: string): Promise<number> {
  const published = await until(() => inThread(root, 'published/'));
  const number = Number(/pull request #(\d+)/.exec(textOf(published))?.[1]);
  const [, health = ''] = /"health":"([^"]+)"/.exec(bot.said()) ?? [];
  const body = JSON.stringify({ repository: { full_name: 'Acme/Agent' }, pull_request: { number } });
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const url = new URL('/github', health);
  const answer = await fetch(url, { method: 'POST', body, headers: { 'x-hub-signature-256': signature } });
  expect(answer.status).toBe(202);
  return number;
}

it('says that CI is red, and why, and takes the fix back when somebody wants it', async () => {
  const root = await approved('memory');
  github.api.ci.runs = [
    { name: 'evals', status: 'completed', conclusion: 'failure', html_url: `https://github.com/${NAME}/runs/1` },
  ];
  const number = await tellOf(root);
  const red = await until(() => inThread(root, 'ci-red/'));
  expect(textOf(red)).toMatch(/CI is red .*evals/);
  expect(JSON.stringify(red.blocks)).toContain(`"url":"https://github.com/${NAME}/runs/1"`);
  await until(() => textOf(inThread(root, 'published/') ?? {}).includes('CI is red: evals failed.'));

  await press(town, red, 'roll-back');
  expect(textOf(await until(() => inThread(root, 'rolled-back/')))).toContain('so it was closed, as');
  expect(github.api.pulls[number - 1]?.state).toBe('closed');
  await until(() => buttonsOf(inThread(root, 'ci-red/') ?? {}).length === 0);
});

it('takes it back by itself, where that was part of the yes', async () => {
  const root = await approved('memory', { 'take-back': ['take-back'] });
  github.api.ci.runs = [{ name: 'evals', status: 'completed', conclusion: 'failure', html_url: null }];
  const number = await tellOf(root);
  expect(textOf(await until(() => inThread(root, 'rolled-back/')))).toMatch(
    /so it was closed, as .* wished in case CI fails/,
  );
  expect(github.api.pulls[number - 1]?.state).toBe('closed');
});
