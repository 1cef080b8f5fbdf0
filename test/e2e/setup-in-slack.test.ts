import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { SlackView } from '../../playground/slack/human-side.ts';
import { commitFile } from '../commit-file.ts';
import { type SomeGitHub, someGitHub } from '../contract/some-github.ts';
import { type GitHubApi, NAME, ownApi, TOKEN } from '../contract/some-github-api.ts';
import { removeFolders, someRepo } from '../contract/some-repo.ts';
import { git } from '../refinery.ts';
import { ADA, BEN, RANDOM, SUPPORT } from '../slack-ids.ts';
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
  tryToSetUp,
  until,
  watch,
} from './slack-town.ts';

/** Who a channel is bound to and by whom its fixes are approved: a bot in a process of its own, on the Slack emulator. */
const LEADS = 'S00000LEADS';
const GROUP = `slack/T0PLAYGROUND/${LEADS}`;
let town: Town;
let bot: Bot;
let github: SomeGitHub<GitHubApi>;
beforeAll(async () => {
  const repo = someRepo();
  repo.git('branch', 'release');
  github = await someGitHub(repo, ownApi(repo));
  const people = [
    { id: ADA, name: 'ada', realName: 'Ada', kind: 'member' as const },
    { id: BEN, name: 'ben', realName: 'Ben', kind: 'member' as const },
    { id: 'U0000000EVE', name: 'eve', realName: 'Eve', kind: 'member' as const, isAdmin: true as const },
  ];
  town = await openTown({ people }, { REFINERY_DATA: (await freshEmbedded()).dataDir });
  bot = await town.startBot({
    REFINERY_REPOS: `${town.sample.repo},${NAME}`,
    GITHUB_URL: github.url,
    GITHUB_TOKEN: TOKEN,
  });
}, 900_000);
afterAll(async () => {
  await town.close();
  await github.close();
  removeFolders();
});
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(bot.said().slice(-4_000));
});

/** A whole case is walked here, also on a machine that is busy. */
const PATIENCE_MS = 400_000;
const wordsOf = (view: SlackView) => textOf(view as unknown as { blocks?: unknown });
const whispers = (as: string, channel: string) => messagesOf(town, channel, as).filter(({ ephemeral }) => ephemeral);

/** What the bot says to it, to that person alone. */
async function heard(act: () => Promise<unknown>, as = ADA, channel = SUPPORT): Promise<string> {
  const before = whispers(as, channel).length;
  await act();
  return textOf(await until(() => whispers(as, channel)[before], PATIENCE_MS)).replaceAll('\u2060', '');
}
const say = (text: string, as = ADA, channel = SUPPORT) =>
  heard(() => town.slack.human.command({ as, channel, command: '/refinery', text }), as, channel);

async function setupForm(as = ADA, channel = SUPPORT): Promise<SlackView> {
  const person = watch(town, as);
  const form = await again(
    async () => {
      await town.slack.human.command({ as, channel, command: '/refinery', text: 'setup' });
      return until(() => latestView(person.views, 'setup'), 15_000).catch(() => undefined);
    },
    (opened) => opened,
  );
  person.end();
  if (!form) throw new Error('no form to set up a channel was opened');
  return form;
}
const optionsOf = (form: SlackView, field: string) =>
  (
    form as unknown as {
      blocks: { block_id: string; element?: { options?: { text: { text: string }; value: string }[] } }[];
    }
  ).blocks
    .find(({ block_id }) => block_id === field)
    ?.element?.options?.map(({ text, value }) => [text.text, value]) ?? [];

/** What takes a busy machine too long is asked for once more, as people are told to. */
async function again<Outcome>(act: () => Promise<Outcome>, isThere: (outcome: Outcome) => unknown): Promise<Outcome> {
  for (let tries = 0; ; tries++) {
    const outcome = await act();
    if (isThere(outcome) || tries === 20) return outcome;
  }
}

/** What the form says is wrong. An answer that comes too late for it is asked for again. */
async function wrongIn(channel: string, values: Readonly<Record<string, unknown>>) {
  const tried = await again(
    () => tryToSetUp(town, channel, values).catch(() => ({ errors: undefined })),
    ({ errors }) => errors,
  );
  return tried.errors;
}

/** A cached answer of who is in a group is five seconds old at most. */
async function regroup(memberIds: readonly string[], isDisabled = false): Promise<void> {
  await town.slack.human.changeGroup({ as: ADA, group: LEADS, memberIds, isDisabled });
  await new Promise((resolve) => setTimeout(resolve, 5_500));
}

it('binds a channel to a repository on GitHub by its name, and to one of its branches', async () => {
  const form = await setupForm(ADA, RANDOM);
  const github = optionsOf(form, 'repo').find(([label]) => label === NAME)?.[1];
  expect(github).toBeDefined();
  // The first look at a repository fetches it, and Slack waits for nobody.
  expect(await wrongIn(RANDOM, { repo: github, branch: 'gone' })).toEqual({
    branch: expect.stringContaining('no branch of that name'),
  });
  expect(await tryToSetUp(town, RANDOM, { repo: github, branch: 'release' })).toEqual({});
  const saved = await setupForm(ADA, RANDOM);
  expect(filledIn(saved).values).toMatchObject({
    repo: { repo: { selected_option: { text: { text: NAME }, value: github } } },
    branch: { branch: { value: 'release' } },
  });
  expect(await say('context', ADA, RANDOM)).toContain('What cases of');
}, 900_000);

it('offers the user groups, and refuses what can’t be approved by anybody', async () => {
  const form = await setupForm();
  expect(optionsOf(form, 'approver-groups')).toEqual([['Support leads (@support-leads)', GROUP]]);
  const impossible = { 'four-eyes': ['yes'], approvers: [ADA], 'most-lines': '1.5' };
  expect(await wrongIn(SUPPORT, impossible)).toEqual({
    approvers: expect.stringContaining('only one may'),
    'most-lines': expect.stringContaining('whole number'),
  });
  await regroup([]);
  expect(await wrongIn(SUPPORT, { 'approver-groups': [GROUP] })).toEqual({
    'approver-groups': expect.stringContaining('can’t see anybody'),
  });
}, 900_000);

it('goes by who is in the group now, and lets nobody through for one that is gone', async () => {
  await regroup([ADA]);
  await setUp(town, SUPPORT, { 'approver-groups': [GROUP] });
  expect(await say('context add-prompt README.md', BEN)).toContain('Only those who approve');
  await regroup([BEN]);
  expect(await say('context add-prompt README.md', BEN)).toContain('Done');
  expect(await say('context clear')).toContain('Only those who approve');
  await regroup([ADA, BEN], true);
  expect(await say('context clear')).toContain('Ask a workspace admin');
  // Whoever could fill the group anyway may say who approves instead.
  await setUp(town, SUPPORT, { approvers: [ADA, BEN], 'code-owners': [BEN] }, 'U0000000EVE');
  expect(await say('context clear')).toContain('Done');
}, 900_000);

it('writes to the repository after two yeses where two must approve, the first waiting for all to see', async () => {
  await setUp(town, SUPPORT, { approvers: [ADA, BEN], 'four-eyes': ['yes'], 'code-owners': [] });
  await say('context add-prompt README.md');
  const submit = async (
    as: string,
    open: () => Promise<unknown>,
  ): Promise<Readonly<{ shown: string; said: string }>> => {
    const person = watch(town, as);
    const isOpen = () => latestView(person.views, 'write-context');
    await again(async () => {
      const heardBefore = whispers(as, SUPPORT).length;
      await open();
      return until(() => isOpen() ?? whispers(as, SUPPORT)[heardBefore], PATIENCE_MS);
    }, isOpen);
    const form = await until(isOpen, PATIENCE_MS);
    expect(await town.slack.human.submit({ as, viewId: form.id, state: filledIn(form) })).toEqual({});
    const note = await until(() => {
      const last = person.views.at(-1);
      return last && last !== form && !wordsOf(last).includes('a little longer') ? last : undefined;
    }, PATIENCE_MS);
    person.end();
    return { shown: wordsOf(form), said: wordsOf(note) };
  };
  const first = await submit(ADA, () =>
    town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text: 'context write' }),
  );
  expect(first.said).toContain('Your yes is kept');
  const waiting = () => messagesOf(town, SUPPORT).findLast((message) => !message.ephemeral);
  const asked = await until(
    () => (waiting() && buttonsOf(waiting() ?? {}).length > 0 ? waiting() : undefined),
    PATIENCE_MS,
  );
  expect(textOf(asked)).toContain('.refinery/context.json');
  expect(await say('context')).toContain('Ada has approved');
  const second = await submit(BEN, () => press(town, asked, 'second-yes', { as: BEN }));
  expect(second.shown).toContain('Your yes would be the second one');
  expect(second.said).toContain('Written: ');
  await until(() => buttonsOf(waiting() ?? {}).length === 0, PATIENCE_MS);
  const [, branch = ''] = /(refinery\/context-\w+)/.exec(second.said) ?? [];
  expect(await git(town.sample.repo, 'log', '-1', '--format=%s', branch)).toBe(
    'chore: say which files Refinery works on',
  );
  expect(await say('context undo')).toContain('Rolled back: ');
  expect(await git(town.sample.repo, 'diff', '--name-only', town.sample.head, branch)).toBe('');
}, 900_000);

it('commits a fix of what has owners once an approver and one of them said yes', async () => {
  await commitFile(town.sample.repo, 'CODEOWNERS', '/prompts/ @acme/agents\n');
  await regroup([ADA]);
  await setUp(town, SUPPORT, { approvers: [], 'approver-groups': [GROUP], 'four-eyes': [], 'code-owners': [BEN] });
  await report(town, 'memory');
  const slot = (name: string) => messagesOf(town, SUPPORT).findLast((message) => slotOf(message)?.startsWith(name));
  const fixes = await until(() => slot('fixes/'), PATIENCE_MS);
  const choose = (as: string) => press(town, fixes, 'choose', { as });
  await regroup([]);
  expect(await heard(() => choose(ADA))).toContain('disabled or emptied');
  await regroup(['U0000000EVE']);
  expect(await heard(() => choose(ADA))).toContain('may not approve');
  await regroup([ADA]);
  const approve = async (as: string) => {
    const person = watch(town, as);
    await choose(as);
    const modal = await until(() => latestView(person.views, 'approve'), PATIENCE_MS);
    expect(await town.slack.human.submit({ as, viewId: modal.id, state: filledIn(modal) })).toEqual({});
    person.end();
  };
  await approve(ADA);
  await until(() => textOf(slot('fixes/') ?? {}).includes('code owners'), PATIENCE_MS);
  expect(slot('published/')).toBeUndefined();
  await approve(BEN);
  await until(() => slot('published/'), PATIENCE_MS);
}, 900_000);
