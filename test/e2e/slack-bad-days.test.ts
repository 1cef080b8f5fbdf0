import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { git } from '../refinery.ts';
import { ADA, BEN, GWEN, RANDOM, SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import {
  type Bot,
  failureOf,
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

/** Slack on a bad day, and people who do what nobody thought of: each of these once went wrong. */
let town: Town;
let bot: Bot;
beforeAll(async () => {
  town = await openTown({ retryDelaysMs: [50, 200, 500] }, { REFINERY_DATA: (await freshEmbedded()).dataDir });
  bot = await town.startBot();
  await setUp(town);
}, 120_000);
afterAll(() => town.close());
afterEach(({ task }) => {
  town.slack.faults.clear();
  if (task.result?.state === 'fail') console.log(bot.said().slice(-4_000));
});

const inThread = (root: string, channel = SUPPORT) =>
  messagesOf(town, channel).filter(({ thread_ts }) => thread_ts === root);
const latestThread = (channel = SUPPORT) =>
  messagesOf(town, channel).findLast((message) => slotOf(message) === 'opened')?.ts ?? '';
const slot = (root: string, name: string) => inThread(root).find((message) => slotOf(message)?.startsWith(name));
const whispers = (as: string, channel = SUPPORT) => messagesOf(town, channel, as).filter(({ ephemeral }) => ephemeral);

async function openedBy(act: () => Promise<unknown>): Promise<string> {
  const before = latestThread();
  await act();
  return until(() => (latestThread() === before ? undefined : latestThread()));
}
async function told(as: string, act: () => Promise<unknown>, channel = SUPPORT): Promise<string> {
  const before = whispers(as, channel).length;
  await act();
  return textOf(await until(() => whispers(as, channel)[before]));
}
const say = (as: string, root: string, text: string) =>
  town.slack.human.say({ as, channel: SUPPORT, threadTs: root, text });
const provenCase = async () => {
  const root = await openedBy(() => report(town, 'memory'));
  await until(() => slot(root, 'fixes/1'));
  return root;
};

describe('Slack on a bad day', () => {
  it('asks Slack who the bot is once, and not again with everything that comes in', async () => {
    const asked = () => town.slack.calls.filter(({ method }) => method === 'auth.test').length;
    const before = asked();
    await town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text: 'help' });
    expect(asked()).toBe(before);
  });

  it('does not take a member for a guest because Slack would not say who it is', async () => {
    const root = await provenCase();
    town.slack.faults.next('users.info', { kind: 'status', status: 503 }, 10);
    const says = await told(BEN, async () =>
      press(town, await until(() => slot(root, 'fixes/1')), 'details', { as: BEN }),
    );
    expect(says).toContain('Slack is not answering');
    expect(says).not.toContain('Guests');
  });

  it('begins a thread that Slack would not take at once, and says so meanwhile', async () => {
    town.slack.faults.next('chat.postMessage', { kind: 'status', status: 503 }, 6);
    const before = latestThread();
    expect(await told(ADA, () => report(town, 'memory'))).toContain('Slack is not answering');
    const root = await until(() => (latestThread() === before ? undefined : latestThread()));
    await until(() => slot(root, 'fixes/1'));
  }, 90_000);
});

describe('what people do', () => {
  it('the corrected command works as it was copied', async () => {
    const { link, expectation } = failureOf(town, 'memory');
    const says = await told(ADA, () =>
      town.slack.human.command({
        as: ADA,
        channel: SUPPORT,
        command: '/refinery',
        text: `${link} expcted: ${expectation}`,
      }),
    );
    const [, copied = ''] = /\/refinery (.*)$/s.exec(says.replaceAll('&amp;', '&')) ?? [];
    const root = await openedBy(() =>
      town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text: copied }),
    );
    await until(() => slot(root, 'fixes/1'));
  });

  it('a form sent in a channel that the bot is not in: how to invite it, and no case runs unseen', async () => {
    await setUp(town, RANDOM);
    const ada = watch(town, ADA);
    await town.slack.human.command({ as: ADA, channel: RANDOM, command: '/refinery', text: '' });
    const form = await until(() => latestView(ada.views, 'open-case'));
    const { link, expectation } = failureOf(town, 'memory');
    await town.slack.human.submit({
      as: ADA,
      viewId: form.id,
      state: filledIn(form, { link, expected: expectation }),
    });
    const says = () =>
      ada.views
        .filter((view) => view.id === form.id)
        .map((view) => JSON.stringify(view))
        .join();
    await until(() => says().includes('/invite @refinery'));
    ada.end();
  });

  it('who stops or objects where a fix is committed already is told so', async () => {
    const root = await provenCase();
    const ada = watch(town, ADA);
    await press(town, await until(() => slot(root, 'fixes/1')), 'choose');
    const modal = await until(() => latestView(ada.views, 'approve'));
    await town.slack.human.submit({ as: ADA, viewId: modal.id, state: filledIn(modal) });
    const published = await until(() => slot(root, 'published/'));
    ada.end();
    expect(await told(BEN, () => say(BEN, root, '@refinery stop'))).toContain('committed already');
    expect(await told(BEN, () => say(BEN, root, 'That’s not it: it is the price.'))).toContain('committed already');
    const [, branch = ''] = /(refinery\/rf-\d+-[0-9a-f]{8})/.exec(textOf(published)) ?? [];
    await git(town.sample.repo, 'branch', '-D', branch);
  });

  it('what failed is tried again by who may decide that, and not by a guest’s question or a restart', async () => {
    const { link } = failureOf(town, 'memory');
    const gone = link.replace(/[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\/?$)/, '00000000');
    const root = await openedBy(() =>
      town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text: `${gone} expected: no` }),
    );
    const failures = () => inThread(root).filter((message) => slotOf(message)?.startsWith('failed/'));
    expect(textOf(await until(() => failures()[0]))).toContain('ask whoever runs me');
    await say(GWEN, root, '@refinery what happened?');
    await until(() => slot(root, 'reply/'));
    await bot.end();
    bot = await town.startBot();
    await provenCase();
    expect(failures()).toHaveLength(1);
  }, 90_000);
});
