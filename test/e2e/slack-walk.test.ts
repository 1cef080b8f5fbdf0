import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { git } from '../refinery.ts';
import { ADA, BEN, CONNOR, GWEN, RANDOM, SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import {
  type Bot,
  buttonsOf,
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
  tryToSetUp,
  until,
  watch,
} from './slack-town.ts';

/** The same way as on the terminal, where people are: a bot in a process of its own, on the Slack emulator. */
let town: Town;
let bot: Bot;
beforeAll(async () => {
  town = await openTown({}, { REFINERY_DATA: (await freshEmbedded()).dataDir });
  bot = await town.startBot();
  await setUp(town);
});
afterAll(() => town.close());
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(bot.said().slice(-4_000));
});

const inThread = (root: string) => messagesOf(town, SUPPORT).filter(({ thread_ts }) => thread_ts === root);
/** The thread that the latest case began. */
const latestThread = () => messagesOf(town, SUPPORT).findLast((message) => slotOf(message) === 'opened')?.ts ?? '';
const slot = (root: string, name: string) => inThread(root).find((message) => slotOf(message)?.startsWith(name));

async function openedBy(act: () => Promise<unknown>): Promise<string> {
  const before = latestThread();
  await act();
  return until(() => (latestThread() === before ? undefined : latestThread()));
}

async function approved(root: string, as: string): Promise<void> {
  const person = watch(town, as);
  const fixes = await until(() => slot(root, 'fixes/'));
  await press(town, fixes, 'choose', { as });
  const modal = await until(() => latestView(person.views, 'approve'));
  expect(await town.slack.human.submit({ as, viewId: modal.id, state: filledIn(modal) })).toEqual({});
  person.end();
}

describe('the way of a case', () => {
  it('goes from the command to a commit, and back', async () => {
    const { repo, head } = town.sample;
    const root = await openedBy(() => report(town, 'memory'));
    await approved(root, ADA);
    const published = await until(() => slot(root, 'published/'));
    const [, branch = ''] = /refinery\/(rf-\d+-[0-9a-f]{8})/.exec(textOf(published)) ?? [];
    const sha = await git(repo, 'rev-parse', `refinery/${branch}`);
    expect(textOf(published)).toContain(sha.slice(0, 12));
    expect(await git(repo, 'diff', '--name-only', head, sha)).toBe('evals/cases.jsonl\nprompts/support.md');
    expect(await git(repo, 'status', '--porcelain')).toBe('');
    // Bolt would ask who the bot is before each command and press, on the time of whoever waits.
    expect(town.slack.calls.filter(({ method }) => method === 'auth.test')).toHaveLength(1);

    // The buttons were gone with the yes already.
    const fixes = await until(() => {
      const drawn = slot(root, 'fixes/');
      return drawn && JSON.stringify(drawn.blocks).includes('"Approved by "') ? drawn : undefined;
    });
    expect(buttonsOf(fixes).map(({ action_id }) => action_id)).not.toContain('choose');
    await press(town, published, 'roll-back');
    await until(() => slot(root, 'rolled-back/'));
    expect(await git(repo, 'diff', '--name-only', head, `refinery/${branch}`)).toBe('');
    expect(await git(repo, 'rev-list', '--count', `${head}..refinery/${branch}`)).toBe('2');
    // Nobody but the one whose approval is stamped.
    expect(new Set(town.slack.pings.map(({ target }) => target))).toEqual(new Set([ADA]));
  });

  it('hands over what no prompt can mend, and shows nothing to approve', async () => {
    const root = await openedBy(() => report(town, 'order'));
    const handed = await until(() => slot(root, 'handed-over/'));
    expect(textOf(handed)).not.toMatch(/undefined|null|\[object/);
    const pressable = inThread(root).flatMap(buttonsOf);
    expect(pressable.map(({ action_id }) => action_id)).not.toContain('choose');
  });

  it('is opened by a mention in a thread, where the link and the expectation were said before', async () => {
    const { link, expectation } = failureOf(town, 'price');
    const { human } = town.slack;
    const { ts } = await human.say({ as: BEN, channel: SUPPORT, text: `Look at this: ${link}` });
    await human.say({ as: ADA, channel: SUPPORT, threadTs: ts, text: `expected: ${expectation}` });
    await human.say({ as: BEN, channel: SUPPORT, threadTs: ts, text: '@refinery please' });
    await until(() => slot(ts, 'fixes/'));
    expect(inThread(ts).filter((message) => slotOf(message) === 'opened')).toHaveLength(1);
  });

  it('is opened by a form, whose errors stand at their fields', async () => {
    const ada = watch(town, ADA);
    const { link, expectation } = failureOf(town, 'memory');
    await town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text: '' });
    const form = await until(() => latestView(ada.views, 'open-case'));
    const submit = (values: Record<string, unknown>) =>
      town.slack.human.submit({ as: ADA, viewId: form.id, state: filledIn(form, values) });
    expect(await submit({ link: 'https://example.com/a', expected: expectation })).toEqual({
      errors: { link: expect.stringContaining('no link to a LangSmith trace') },
    });
    expect(await submit({ link, expected: '   ' })).toEqual({ errors: { expected: expect.any(String) } });
    const root = await openedBy(() => submit({ link, expected: expectation }));
    await until(() => slot(root, 'fixes/'));
    ada.end();
  });
});

describe('the discussion', () => {
  it('is listened to, answered when the bot is addressed, and an objection starts again', async () => {
    const { human } = town.slack;
    const root = await openedBy(() => report(town, 'memory'));
    await until(() => slot(root, 'fixes/1'));
    const say = (as: string, text: string) => human.say({ as, channel: SUPPORT, threadTs: root, text });
    await say(BEN, 'Customers ask this every day.');
    await say(GWEN, '@refinery what do the instructions say about past chats?');
    const reply = await until(() => slot(root, 'reply/'));
    expect(textOf(reply)).toContain('No model is at hand');
    expect(inThread(root).filter((message) => slotOf(message)?.startsWith('reply/'))).toHaveLength(1);

    await say(BEN, 'That’s not it: it is about the refund rules.');
    const again = await until(() => slot(root, 'fixes/2'));
    expect(textOf(again)).toContain('hold');
    await until(() => buttonsOf(slot(root, 'fixes/1') ?? {}).every(({ action_id }) => action_id !== 'choose'));

    await say(BEN, '@refinery stop');
    await until(() => slot(root, 'stopped'));
    const isAnyLeft = () =>
      inThread(root)
        .flatMap(buttonsOf)
        .some(({ action_id }) => action_id === 'choose');
    await until(() => !isAnyLeft() || undefined);
  });
});

describe('rights', () => {
  it('a guest and somebody of another company see and discuss, and never decide', async () => {
    const root = await openedBy(() => report(town, 'memory'));
    const fixes = await until(() => slot(root, 'fixes/'));
    for (const as of [GWEN, CONNOR]) {
      const before = messagesOf(town, SUPPORT, as).filter(({ ephemeral }) => ephemeral).length;
      await press(town, fixes, 'choose', { as });
      const told = await until(() => messagesOf(town, SUPPORT, as).filter(({ ephemeral }) => ephemeral)[before]);
      expect(textOf(told)).toMatch(/not decide/);
      await town.slack.human.say({ as, channel: SUPPORT, threadTs: root, text: 'That is not it: no' });
      await report(town, 'memory', as);
    }
    expect(latestThread()).toBe(root);
    expect(slot(root, 'fixes/2')).toBeUndefined();
  });

  it('only those whom the channel named may approve, and the others may not name themselves', async () => {
    await setUp(town, SUPPORT, { approvers: [BEN] });
    const root = await openedBy(() => report(town, 'memory'));
    const fixes = await until(() => slot(root, 'fixes/'));
    const whispers = () => messagesOf(town, SUPPORT, ADA).filter(({ ephemeral }) => ephemeral);
    const before = whispers().length;
    await press(town, fixes, 'choose', { as: ADA });
    expect(textOf(await until(() => whispers()[before]))).toMatch(/may not approve|not.*approve/i);
    await town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text: 'setup' });
    expect(textOf(await until(() => whispers()[before + 1]))).toContain('Only those who approve');
    // In a channel of her own, she may not lead to the same repository.
    const { errors } = await tryToSetUp(town, RANDOM);
    expect(errors?.repo).toContain('Another channel says who approves');

    // Whoever is taken off the list decides no more, about cases that are open either; whoever comes on it does.
    await setUp(town, SUPPORT, { approvers: [ADA] }, BEN);
    await press(town, fixes, 'choose', { as: BEN });
    await until(() =>
      messagesOf(town, SUPPORT, BEN).some((message) => message.ephemeral && /may not approve/.test(textOf(message))),
    );
    await approved(root, ADA);
    await until(() => slot(root, 'published/'));
  });
});

describe('what is wrong is said once, in the right place, and nothing is half done', () => {
  const told = async (act: () => Promise<unknown>, channel = SUPPORT, as = ADA): Promise<string> => {
    const whispers = () => messagesOf(town, channel, as).filter(({ ephemeral }) => ephemeral);
    const before = whispers().length;
    await act();
    return textOf(await until(() => whispers()[before]));
  };
  const command = (text: string, channel = SUPPORT, as = ADA) =>
    town.slack.human.command({ as, channel, command: '/refinery', text });
  const link = () => failureOf(town, 'memory').link;

  it.each([
    ['no link', () => 'expected: say no', /link to the trace is missing.*\/refinery <trace link/s],
    ['no expectation', () => link(), /What should have happened is missing/],
    ['no keyword', () => `${link()} say no`, /Put “expected:” before/],
    ['a misspelt keyword', () => `${link()} expcted: say no`, /I read “expcted” as “expected”/],
    [
      'a foreign host',
      () => 'https://smith.langchain.com.evil.example/o/a/projects/p/b/r/c expected: no',
      /host that I do not read/,
    ],
    ['no trace', () => 'https://example.com/a expected: no', /no link to a LangSmith trace/],
    ['an unknown verb', () => 'hlep', /no command “hlep”.*\/refinery help/s],
    ['help', () => 'help', /expected: say that we cannot remember past chats/],
  ])('%s', async (_name, text, says) => {
    const before = latestThread();
    expect(await told(() => command(text()))).toMatch(says);
    expect(latestThread()).toBe(before);
  });

  it('a channel that is bound to nothing', async () => {
    expect(await told(() => command(`${link()} expected: no`, RANDOM), RANDOM)).toContain('/refinery setup');
  });

  it('a channel that the bot is not in: how to invite it, and then it works', async () => {
    await setUp(town, RANDOM);
    const ask = () => command(`${link()} expected: ${failureOf(town, 'memory').expectation}`, RANDOM);
    expect(await told(ask, RANDOM)).toContain('/invite @refinery');
    expect(messagesOf(town, RANDOM).filter((message) => slotOf(message))).toEqual([]);
    await town.slack.human.invite({ as: ADA, channel: RANDOM });
    await ask();
    await until(() => messagesOf(town, RANDOM).find((message) => slotOf(message)?.startsWith('fixes/')));
  });

  it('a trace that does not exist is said in the thread', async () => {
    const gone = link().replace(/[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\/?$)/, '00000000');
    await command(`${gone} expected: no`);
    const failed = await until(() =>
      messagesOf(town, SUPPORT).findLast((message) => slotOf(message)?.startsWith('failed/')),
    );
    expect(textOf(failed)).toContain('does not exist');
  });
});
