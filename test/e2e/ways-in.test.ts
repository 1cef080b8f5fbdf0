import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ADA, BEN, GWEN, RANDOM, SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import {
  type Bot,
  failureOf,
  filledIn,
  latestView,
  messagesOf,
  openTown,
  setUp,
  slotOf,
  type Town,
  textOf,
  until,
  watch,
} from './slack-town.ts';

/** Every way to a case beside the command, as people go it. */
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

const openedIn = (thread: string, channel = SUPPORT) =>
  messagesOf(town, channel).find((message) => message.thread_ts === thread && slotOf(message) === 'opened');
const whispersTo = (as: string, channel = SUPPORT) =>
  messagesOf(town, channel, as).filter(({ ephemeral }) => ephemeral);
/** What one person alone is told of it. */
async function told(act: () => Promise<unknown>, as = ADA, channel = SUPPORT) {
  const before = whispersTo(as, channel).length;
  await act();
  return until(() => whispersTo(as, channel)[before]);
}
/** The opening form that comes of it. */
async function formFor(act: () => Promise<unknown>, as = ADA) {
  const person = watch(town, as);
  await act();
  const form = await until(() => latestView(person.views, 'open-case'));
  person.end();
  return form;
}
const filledWith = (form: Awaited<ReturnType<typeof formFor>>, block: string) =>
  Object.values(filledIn(form).values[block] ?? {})[0]?.value;

describe('the message shortcut', () => {
  const use = (ts: string, as = ADA, channel = SUPPORT) =>
    town.slack.human.shortcut({ as, channel, ts, callbackId: 'diagnose-message' });

  it('opens the form with the link and the words of the message, and the case in its thread', async () => {
    const { link, expectation } = failureOf(town, 'memory');
    const text = `@ada look: ${link} Expected: ${expectation} <now>`;
    const { ts } = await town.slack.human.say({ as: BEN, channel: SUPPORT, text });
    const form = await formFor(() => use(ts));
    expect(filledWith(form, 'link')).toBe(link);
    expect(filledWith(form, 'expected')).toBe(`look: Expected: ${expectation} <now>`);
    const submit = () =>
      town.slack.human.submit({ as: ADA, viewId: form.id, state: filledIn(form, { expected: expectation }) });
    expect(await submit()).toEqual({});
    expect(textOf(await until(() => openedIn(ts)))).toContain(expectation);

    // A second one on the same message has a thread of its own: one case is discussed in one.
    const again = await formFor(() => use(ts));
    const before = messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'opened').length;
    const state = filledIn(again, { expected: 'say no' });
    expect(await town.slack.human.submit({ as: ADA, viewId: again.id, state })).toEqual({});
    const opened = await until(
      () => messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'opened')[before],
    );
    expect(opened.thread_ts).not.toBe(ts);
  });

  it('says so where there is no link, no project, or nobody who may', async () => {
    const { link } = failureOf(town, 'memory');
    const say = (text: string, channel = SUPPORT) => town.slack.human.say({ as: ADA, channel, text });
    const plain = await say('This was wrong: https://example.com/a');
    expect(textOf(await told(() => use(plain.ts)))).toContain('no link to a trace');
    const linked = await say(link);
    expect(textOf(await told(() => use(linked.ts, GWEN), GWEN))).toContain('Only members');
    await town.slack.human.invite({ as: ADA, channel: RANDOM });
    const unbound = await say(link, RANDOM);
    expect(textOf(await told(() => use(unbound.ts, ADA, RANDOM), ADA, RANDOM))).toContain('/refinery setup');
  });
});
