import { expect } from 'vitest';
import type { ApiCall, SlackMessage } from '../../playground/slack/human-side.ts';
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
  until,
  watch,
} from '../e2e/slack-town.ts';
import { git, refinery } from '../refinery.ts';
import { ADA, SUPPORT } from '../slack-ids.ts';

/**
 * One case in Slack from the command to the roll-back, while the bot is killed or
 * Slack's lines are cut. Whoever plays Ada does what people do: look, and press
 * again when nothing happens.
 */
type Settings = Readonly<Record<string, string>>;

/** Kills the bot the first time that each step ends, and the first time that each message was posted. @returns how often */
export async function killedEverywhere(settings: Settings): Promise<number> {
  const died = new Set<string>();
  const dieOnce = (at: string, kill: () => Promise<void>) => {
    if (died.has(at)) return;
    died.add(at);
    void kill();
  };
  await inTown(settings, async (town) => {
    const bot = await immortal(town, (line, { kill }) => {
      const step = /"step":"([^"]+)".*"msg":"step done"/.exec(line)?.[1];
      if (step) dieOnce(`step ${step.replace(/ \d+\/\d+$/, '')}`, kill);
    });
    const seen = observe(town, (what) => {
      if (what.startsWith('post ')) dieOnce(what, bot.kill);
    });
    await playAda(town, bot.ready);
    seen.end();
    await bot.end();
  });
  return died.size;
}

/** Cuts or refreshes a line the first time that each kind of thing passes between Slack and the bot. @returns how often */
export async function cutEverywhere(settings: Settings): Promise<number> {
  const cut = new Set<string>();
  await inTown(settings, async (town) => {
    const bot = await town.startBot();
    await setUp(town);
    const { dropSockets, dropAfterNextEnvelope, refreshSocket } = town.slack.faults;
    const cuts = [dropSockets, dropAfterNextEnvelope, refreshSocket, dropAfterNextEnvelope];
    const seen = observe(town, (what) => {
      if (cut.has(what)) return;
      cuts[cut.size % cuts.length]?.();
      cut.add(what);
    });
    await playAda(town, async () => {});
    seen.end();
    await bot.end();
  });
  return cut.size;
}

/** How often a bot is killed at random before one may live. */
const MOST_KILLS = 10;

/** Kills the bot and cuts its lines at random times. @returns how often it was killed */
export async function brokenAtRandom(settings: Settings, chance: () => number): Promise<number> {
  let kills = 0;
  await inTown(settings, async (town) => {
    const bot = await immortal(town, () => {});
    const { dropSockets, dropAfterNextEnvelope, refreshSocket } = town.slack.faults;
    const cuts = [dropSockets, dropAfterNextEnvelope, refreshSocket];
    let isOver = false;
    const atRandom = async (mostMs: number, act: () => void) => {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 50 + chance() * mostMs));
        if (isOver) return;
        act();
      }
    };
    const killing = atRandom(4_000, () => {
      if (kills++ < MOST_KILLS) void bot.kill();
    });
    const cutting = atRandom(1_500, () => cuts[Math.floor(chance() * cuts.length)]?.());
    await playAda(town, bot.ready);
    isOver = true;
    await Promise.all([killing, cutting]);
    await bot.end();
  });
  return Math.min(kills, MOST_KILLS);
}

/** At once, 1 minute, 5 minutes are Slack's: nobody has the time here. */
const RETRY_DELAYS_MS = [20, 200, 1_000];

async function inTown(settings: Settings, play: (town: Town) => Promise<void>): Promise<void> {
  const town = await openTown({ retryDelaysMs: RETRY_DELAYS_MS }, settings);
  try {
    await play(town);
    await expectOneOfEach(town);
  } finally {
    await town.close();
  }
}

type Immortal = Readonly<{
  /** Resolves when there is a bot that can be pressed. */
  ready(): Promise<void>;
  kill(): Promise<void>;
  end(): Promise<void>;
}>;

/** A bot in a channel that is bound; whenever it was killed, another one takes its place. */
async function immortal(town: Town, onLine: (line: string, bot: Pick<Bot, 'kill'>) => void): Promise<Immortal> {
  let isOver = false;
  let bot: Bot | undefined;
  let starting: Promise<void> = Promise.resolve();
  const start = async (): Promise<void> => {
    // One that dies before it is ready is followed by the next one.
    while (!bot && !isOver) bot = await town.startBot({}, onLine).catch(() => undefined);
    void bot?.ended.then(() => {
      bot = undefined;
      starting = start();
    });
  };
  await start();
  await setUp(town);
  return {
    ready: () => starting,
    kill: async () => void (await bot?.kill()),
    async end() {
      isOver = true;
      await starting;
      await bot?.end();
    },
  };
}

const LOOK_MS = 2;

/** Tells of everything new between Slack and the bot: `post fixes`, `call chat.update`, `envelope interactive`. */
function observe({ slack }: Town, tell: (what: string) => void): Readonly<{ end(): void }> {
  let [calls, envelopes] = [slack.calls.length, slack.envelopes.length];
  const looking = setInterval(() => {
    for (const call of slack.calls.slice(calls)) tell(nameOf(call));
    for (const { type, payload } of slack.envelopes.slice(envelopes)) tell(`envelope ${type} ${payload.type ?? ''}`);
    [calls, envelopes] = [slack.calls.length, slack.envelopes.length];
  }, LOOK_MS);
  return { end: () => clearInterval(looking) };
}

function nameOf({ method, given }: ApiCall): string {
  const { metadata } = given as { metadata?: { event_payload?: { slot?: string } } };
  const slot = metadata?.event_payload?.slot;
  return method === 'chat.postMessage' && slot !== undefined ? `post ${slot}` : `call ${method}`;
}

const posts = (town: Town) => messagesOf(town, SUPPORT).filter((message) => slotOf(message) !== undefined);

const AGAIN_MS = 300;
const ANSWER_PATIENCE_MS = 3_000;
const MODAL_PATIENCE_MS = 1_500;

/** Until the case is rolled back; `ready` resolves whenever a bot is there to be pressed. */
async function playAda(town: Town, ready: () => Promise<void>): Promise<void> {
  const ada = watch(town, ADA);
  const slot = (name: string) => posts(town).find((message) => slotOf(message)?.startsWith(name));
  const offering = (name: string, action: string): SlackMessage | undefined => {
    const message = slot(name);
    return message && buttonsOf(message).some(({ action_id }) => action_id === action) ? message : undefined;
  };
  while (!slot('rolled-back')) {
    await ready();
    // A command whose line was cut may have been taken all the same: people look before they type it again.
    if (!slot('opened')) {
      await report(town, 'memory');
      await until(() => slot('opened'), ANSWER_PATIENCE_MS).catch(() => undefined);
    }
    const published = offering('published', 'roll-back');
    const fixes = offering('fixes', 'choose');
    if (published) await press(town, published, 'roll-back');
    else if (fixes) {
      const before = ada.views.length;
      await press(town, fixes, 'choose');
      const opened = () => latestView(ada.views.slice(before), 'approve');
      const modal = await until(opened, MODAL_PATIENCE_MS).catch(() => undefined);
      if (modal) await town.slack.human.submit({ as: ADA, viewId: modal.id, state: filledIn(modal) });
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  ada.end();
}

/** One thread, no message twice, one commit and its revert, a chain without a break. */
async function expectOneOfEach(town: Town): Promise<void> {
  const slots = posts(town).map(slotOf);
  expect(slots.toSorted()).toEqual([...new Set(slots)].toSorted());
  expect(slots.filter((name) => name === 'opened')).toHaveLength(1);
  const { repo, head } = town.sample;
  const branches = (await git(repo, 'branch', '--list', 'refinery/*', '--format=%(refname:short)')).split('\n');
  expect(branches).toHaveLength(1);
  expect(await git(repo, 'rev-list', '--count', `${head}..${branches[0]}`)).toBe('2');
  expect(await git(repo, 'diff', '--name-only', head, branches[0] ?? '')).toBe('');
  expect(await git(repo, 'fsck', '--no-dangling', '--strict')).toBe('');
  expect(await refinery(['audit', 'verify'], town.settings)).toMatchObject({ code: 0 });
}
