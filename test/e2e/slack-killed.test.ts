import { afterEach, describe, expect, it } from 'vitest';
import { noPostgres } from '../postgres.ts';
import { git, refinery } from '../refinery.ts';
import { freshPostgres } from '../stores.ts';
import {
  ADA,
  type Bot,
  buttonsOf,
  filledIn,
  latestView,
  messagesOf,
  openTown,
  press,
  report,
  SUPPORT,
  setUp,
  slotOf,
  type Town,
  until,
  watch,
} from './slack-town.ts';

/**
 * One case from the command to the roll-back, while the bot is killed and Slack's
 * lines are cut. Whoever plays Ada does what people do: press again when nothing happens.
 */
let town: Town;
afterEach(() => town.close());

const posts = () => messagesOf(town, SUPPORT).filter((message) => slotOf(message) !== undefined);
const slot = (name: string) => posts().find((message) => slotOf(message)?.startsWith(name));
const has = (name: string, action: string) => buttonsOf(slot(name) ?? {}).some(({ action_id }) => action_id === action);

/** Until the case is rolled back; `ready` resolves whenever a bot is there to be pressed. */
async function playAda(ready: () => Promise<unknown>): Promise<void> {
  const ada = watch(town, ADA);
  while (!slot('rolled-back')) {
    await ready();
    // A command whose line was cut may have been taken all the same: people look before they type it again.
    if (!slot('opened')) {
      await report(town, 'memory');
      await until(() => slot('opened'), 3_000).catch(() => undefined);
    }
    if (has('published', 'roll-back')) await press(town, slot('published') as never, 'roll-back');
    else if (has('fixes', 'choose')) {
      const before = ada.views.length;
      await press(town, slot('fixes') as never, 'choose');
      const modal = await until(() => latestView(ada.views.slice(before), 'approve'), 1_500).catch(() => undefined);
      if (modal) await town.slack.human.submit({ as: ADA, viewId: modal.id, state: filledIn(modal) });
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  ada.end();
}

async function expectOneOfEach(): Promise<void> {
  const slots = posts().map(slotOf);
  expect(slots.toSorted()).toEqual([...new Set(slots)].toSorted());
  expect(slots.filter((name) => name === 'opened')).toHaveLength(1);
  const { repo, head } = town.sample;
  const branches = (await git(repo, 'branch', '--list', 'refinery/*', '--format=%(refname:short)')).split('\n');
  expect(branches).toHaveLength(1);
  expect(await git(repo, 'rev-list', '--count', `${head}..${branches[0]}`)).toBe('2');
  expect(await git(repo, 'diff', '--name-only', head, branches[0] ?? '')).toBe('');
  expect(await refinery(['audit', 'verify'], town.settings)).toMatchObject({ code: 0 });
}

/** Kills the bot the first time that each step ends, and the first time that each message was posted. */
async function killedEverywhere(settings: Readonly<Record<string, string>>): Promise<number> {
  town = await openTown({}, settings);
  const died = new Set<string>();
  let bot: Bot | undefined;
  let restarting: Promise<unknown> = Promise.resolve();
  const dieOnce = async (at: string, kill: () => Promise<void>) => {
    if (died.has(at)) return;
    died.add(at);
    await kill();
  };
  const start = async (): Promise<void> => {
    bot = await town.startBot({}, (line, { kill }) => {
      const step = /"step":"([^"]+)".*"msg":"step done"/.exec(line)?.[1];
      if (step) void dieOnce(`step ${step.replace(/ \d+\/\d+$/, '')}`, kill);
    });
    void bot.ended.then(() => {
      if (!isOver) restarting = start().catch(start);
    });
  };
  let isOver = false;
  await start();
  await setUp(town);
  const watching = setInterval(() => {
    const posted = town.slack.calls.findLast(({ method }) => method === 'chat.postMessage');
    const name = (posted?.given as { metadata?: { event_payload?: { slot?: string } } })?.metadata?.event_payload?.slot;
    if (name && bot) void dieOnce(`post ${name}`, bot.kill);
  }, 2);
  await playAda(async () => {
    await restarting;
  });
  isOver = true;
  clearInterval(watching);
  await restarting;
  await bot?.end();
  await expectOneOfEach();
  return died.size;
}

describe.skipIf(noPostgres !== undefined)('killed at every step and every message', () => {
  it('one thread, no message twice, one commit, one roll-back', async () => {
    const { databaseUrl = '' } = await freshPostgres();
    expect(await killedEverywhere({ DATABASE_URL: databaseUrl })).toBeGreaterThan(15);
  }, 240_000);
});

it('with Slack’s lines cut and refreshed all the while: one thread, no message twice, one commit', async () => {
  town = await openTown({ retryDelaysMs: [20, 200, 1_000] });
  const bot = await town.startBot();
  await setUp(town);
  const { faults } = town.slack;
  const cuts = [faults.dropSockets, faults.dropAfterNextEnvelope, faults.refreshSocket, faults.dropAfterNextEnvelope];
  let cut = 0;
  const cutting = setInterval(() => cuts[cut++ % cuts.length]?.(), 400);
  await playAda(async () => undefined);
  clearInterval(cutting);
  expect(cut).toBeGreaterThan(10);
  await bot.end();
  await expectOneOfEach();
}, 120_000);
