import { WebClient } from '@slack/web-api';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { servePage } from '../../playground/page/serve-page.ts';
import type { SlackView } from '../../playground/slack/human-side.ts';
import { ADA, ADAS_DM, BEN, GWEN, PRIVATE, RANDOM, SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import { inChromium, noChromium } from './page/chromium.ts';
import { takeScreenshots } from './playground/screenshots.ts';
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
  until,
  watch,
} from './slack-town.ts';

/** App Home, in the unmodified bot against the emulator, and as people see it on the page. */
const PATIENCE_MS = 60_000;
const wordsOf = (view: SlackView): string => textOf(view as never).replace(/\s+/g, ' ');
let town: Town;
let bot: Bot;
beforeAll(async () => {
  town = await openTown({ extraRequests: servePage }, { REFINERY_DATA: (await freshEmbedded()).dataDir });
  bot = await town.startBot();
}, PATIENCE_MS);
afterAll(() => town.close());
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(bot.said().slice(-4_000));
});

/** Does something, and waits for a Home that is drawn after that. */
async function drawn(as: string, act: () => Promise<unknown>, isIt = (_text: string) => true): Promise<SlackView> {
  const views: SlackView[] = [];
  const end = town.slack.human.listen({ as }, (event) => {
    if (event.type === 'home' && isIt(wordsOf(event.view))) views.push(event.view);
  });
  await act();
  const view = await until(() => views.at(-1));
  end();
  return view;
}
const homeOf = (as: string) => drawn(as, () => town.slack.human.home({ as }));
const pressAt = (as: string, view: SlackView, action_id: string) =>
  town.slack.human.press({ as, viewId: view.id, action: { type: 'button', action_id, block_id: 'home-top' } });

describe('App Home', { timeout: PATIENCE_MS }, () => {
  it('begins with what is to be done, and says what is done already', async () => {
    expect(wordsOf(await homeOf(ADA))).toContain('Done: Invite it into a channel of yours: /invite @refinery');
    await setUp(town);
    const bound = wordsOf(await homeOf(ADA));
    expect(bound).toContain('None yet.');
    expect(bound).toContain('plumwick-support');
    expect(bound).not.toContain('To do:');
  });

  it('shows a case by what it waits for, with the way to its thread, and how it goes', async () => {
    await report(town, 'price');
    await until(() => messagesOf(town, SUPPORT).some((message) => slotOf(message) === 'fixes/1'), PATIENCE_MS);
    const view = await homeOf(ADA);
    expect(wordsOf(view)).toMatch(
      /Waits for a decision \(1\) RF-1: .* (?:fixes hold: choose one|waits for approval)\. Reported by Ada\./,
    );
    const root = messagesOf(town, SUPPORT).find((message) => slotOf(message) === 'opened');
    expect(buttonsOf(view as never)).toContainEqual(
      expect.objectContaining({
        action_id: 'home-open',
        url: `https://app.slack.com/client/T0PLAYGROUND/${SUPPORT}/thread/${SUPPORT}-${root?.ts}`,
      }),
    );
    expect(wordsOf(view)).toMatch(
      /One case in your channels: 1 not decided yet\. Fixes were tried, and at least one held: the verdicts were there /,
    );
    // Whoever may approve it is waited for, too; a guest may not, and opened none.
    expect(wordsOf(await homeOf(BEN))).toContain('RF-1: ');
    expect(wordsOf(await homeOf(GWEN))).toContain('None yet.');
  });

  it('tells nobody of what happens in a private channel that they are not in', async () => {
    await town.slack.human.invite({ as: ADA, channel: PRIVATE });
    await setUp(town, PRIVATE, { project: 'the secret project' });
    await report(town, 'memory', ADA, PRIVATE);
    await until(() => messagesOf(town, PRIVATE).some((message) => slotOf(message) === 'fixes/1'), PATIENCE_MS);
    expect(wordsOf(await homeOf(BEN))).toMatch(/RF-2: .*the secret project.*last 2 cases/s);
    const asGuest = wordsOf(await homeOf(GWEN));
    expect(asGuest).not.toContain('secret');
    expect(asGuest).toMatch(/One case/);
  });

  it('lists the cases of one channel and says how they went, and nothing of another one', async () => {
    const answerTo = async (text: string, channel: string) => {
      const whispers = () => messagesOf(town, channel, BEN).filter((message) => message.ephemeral);
      const before = whispers().length;
      await town.slack.human.command({ as: BEN, channel, command: '/refinery', text });
      return until(() => whispers()[before]?.text);
    };
    const listed = await answerTo('cases', SUPPORT);
    expect(listed).toMatch(/^RF-1: say that it costs \$39 a month\. .*(?:choose one|waits for approval)\.$/);
    const list = messagesOf(town, SUPPORT, BEN).findLast(({ ephemeral }) => ephemeral);
    expect(JSON.stringify(list?.blocks)).toContain(`/client/T0PLAYGROUND/${SUPPORT}/thread/${SUPPORT}-`);
    expect(await answerTo('stats', SUPPORT)).toMatch(
      /^One case in this channel: 1 not decided yet\.\nFixes were tried, and at least one held: /,
    );
    const pictured = (words: RegExp) => () =>
      messagesOf(town, SUPPORT, BEN).some(({ blocks = [] }) => {
        const [image] = blocks as unknown as readonly { type: string; alt_text?: string }[];
        return image?.type === 'image' && words.test(image.alt_text ?? '');
      });
    await until(pictured(/^How it goes, week by week/), PATIENCE_MS);
    expect(await answerTo(`tokens ${failureOf(town, 'memory').link}`, SUPPORT)).toMatch(
      /^Where the tokens went: \d+ calls? of a model/,
    );
    await until(pictured(/^Where the tokens went: \d+ calls?.*The largest messages: 1\. /), PATIENCE_MS);
    expect(await answerTo('tokens', SUPPORT)).toMatch(/^Say of which trace\./);
    expect(await answerTo('cases', RANDOM)).toMatch(/^There is no case in this channel yet/);
  });

  it('lets those who approve look after the configuration, and nobody else', async () => {
    const found = await drawn(
      ADA,
      async () => pressAt(ADA, await homeOf(ADA), 'home-examine'),
      (text) => text.includes('Configuration:'),
    );
    expect(wordsOf(found)).toMatch(/Configuration: all is well In order: settings, node, git/);
    const guests = await homeOf(GWEN);
    expect(wordsOf(guests)).not.toContain('onfiguration');
    expect(wordsOf(await drawn(GWEN, () => pressAt(GWEN, guests, 'home-examine')))).not.toContain('onfiguration');
  });

  it('opens the form for a channel that one is in, and for no other', async () => {
    const view = await homeOf(ADA);
    const [button] = buttonsOf(view as never).filter(({ action_id }) => action_id === 'report');
    expect(JSON.parse(String(button?.value))).toEqual({ channel: SUPPORT });
    const pressed = async (as: string, channel: string, action_id = 'report') => {
      const person = watch(town, as);
      const action = { type: 'button', action_id, block_id: 'b', value: JSON.stringify({ channel }) };
      await town.slack.human.press({ as, viewId: (await homeOf(as)).id, action });
      const opened = await until(() => person.views.find(({ type }) => type === 'modal'));
      person.end();
      return opened;
    };
    const form = await pressed(ADA, SUPPORT);
    expect([form.callback_id, JSON.parse(String(form.private_metadata)).channel]).toEqual(['open-case', SUPPORT]);
    expect(wordsOf(await pressed(BEN, RANDOM))).toContain('/refinery setup');
    const guests = await homeOf(GWEN);
    expect(buttonsOf(guests as never).some(({ action_id }) => action_id === 'report')).toBe(false);
    expect(wordsOf(await pressed(GWEN, PRIVATE))).toContain('not in that channel');
    expect(wordsOf(await pressed(GWEN, SUPPORT))).toContain('Only members');
    expect(wordsOf(await pressed(ADA, SUPPORT, 'nobody-draws-it-any-more'))).toContain('from an older me');
  });

  it('carries out no button of a case that is not its own', async () => {
    const view = await homeOf(GWEN);
    const action = { type: 'button', action_id: 'stop', block_id: 'home-top', value: JSON.stringify({ id: 'RF-2' }) };
    await town.slack.human.press({ as: BEN, viewId: (await homeOf(BEN)).id, action });
    await town.slack.human.press({ as: GWEN, viewId: view.id, action });
    expect(wordsOf(await homeOf(BEN))).toContain('RF-2: ');
    expect(wordsOf(await homeOf(BEN))).not.toContain('Over (');
  });
});

// `noChromium` says how to have one; on CI a skip is a failure.
describe.skipIf(noChromium !== undefined)('App Home on the page', { timeout: PATIENCE_MS }, () => {
  const { visit } = inChromium();
  const hasFocus = (control: Locator) => control.evaluate((element) => element.matches(':focus'));

  it('is a tab that the keyboard reaches; a case leads to its thread', async () => {
    const server = { url: `${town.slack.url}/`, close: async () => {} };
    const page = await visit({ ...server, url: `${server.url}?as=${ADA}&channel=${ADAS_DM}` });
    await page.getByRole('tab', { name: 'Messages' }).focus();
    await page.keyboard.press('ArrowLeft');
    const panel = page.getByRole('tabpanel', { name: 'Home' });
    await panel.getByRole('heading', { name: 'Waits for a decision' }).waitFor();
    expect(await hasFocus(page.getByRole('tab', { name: 'Home', selected: true }))).toBe(true);
    expect(await page.getByRole('combobox').count()).toBe(0);
    await takeScreenshots(page, 'home');
    await page.setViewportSize({ width: 1280, height: 800 });

    // What is read aloud, in this order.
    expect(await panel.getByRole('heading').allInnerTexts()).toEqual([
      expect.stringMatching(/^Waits for a decision/),
      expect.stringMatching(/^Configuration/),
      'Projects of your channels',
      'How it goes in your channels',
    ]);
    const again = panel.getByRole('button', { name: 'Look again' });
    await again.focus();
    const before = town.slack.calls.filter(({ method }) => method === 'views.publish').length;
    await page.keyboard.press('Enter');
    await until(() => town.slack.calls.filter(({ method }) => method === 'views.publish').length > before);
    await expect.poll(() => hasFocus(again)).toBe(true);

    await panel.getByRole('link', { name: 'Open the thread of RF-1' }).click();
    await page.getByRole('complementary', { name: 'Thread' }).getByText('Case RF-1').waitFor();
  });
});

describe('the end of a case', { timeout: PATIENCE_MS }, () => {
  const ended = () => messagesOf(town, SUPPORT).find((message) => slotOf(message) === 'stopped');
  const said = () => textOf(ended() ?? {}).replace(/\s+/g, ' ');

  it('says what it cost, and takes what people think of it: kept, shown, and noted on the trace', async () => {
    const plan = messagesOf(town, SUPPORT).find((message) => slotOf(message)?.startsWith('fixes'));
    if (!plan?.thread_ts) throw new Error('no thread');
    await town.slack.human.say({ as: ADA, channel: SUPPORT, threadTs: plan.thread_ts, text: '@refinery stop' });
    const last = await until(ended);
    expect(said()).toContain('This case cost nothing: a stand-in answered in the place of a model.');

    await press(town, last, 'rate-good', { as: BEN });
    await press(town, last, 'rate-good', { as: BEN });
    await until(() => said().includes('It helped, says: Ben.'));
    const guest = watch(town, GWEN);
    await press(town, last, 'rate-bad', { as: GWEN });
    const form = await until(() => latestView(guest.views, 'rate-modal'));
    const state = filledIn(form, { reason: 'Nobody here would accept these.' });
    expect(await town.slack.human.submit({ as: GWEN, viewId: form.id, state })).toEqual({});
    guest.end();
    await until(() => said().includes('It did not help, says: Gwen.'));
    // Who changes their mind has one word, the last.
    await press(town, last, 'rate-good', { as: GWEN });
    await until(() => said().includes('It helped, says: Ben, Gwen.'));
    expect(said()).not.toContain('did not help, says');

    const runId = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
    const { url, apiKey } = town.sample.langSmith;
    const [id] = failureOf(town, 'price').link.match(runId)?.slice(-1) ?? [];
    const stats = async () => {
      const answer = await fetch(`${url}/runs/${id}`, { headers: { 'x-api-key': apiKey } });
      return ((await answer.json()) as { feedback_stats?: Record<string, unknown> }).feedback_stats;
    };
    await expect.poll(stats, { timeout: PATIENCE_MS }).toEqual({ 'refinery-helped': { n: 3, avg: 2 / 3 } });
  });
});

describe('a thread that people change', { timeout: PATIENCE_MS }, () => {
  const root = () => messagesOf(town, PRIVATE).find((message) => slotOf(message) === 'opened')?.ts ?? '';
  const slots = () => messagesOf(town, PRIVATE).flatMap((message) => slotOf(message) ?? []);

  it('is mended on request, in its place, with what is missing alone', async () => {
    const before = slots();
    const gone = messagesOf(town, PRIVATE).filter((message) => /^(?:triage|fixes)/.test(slotOf(message) ?? ''));
    expect(gone).toHaveLength(2);
    const client = new WebClient(town.slack.botToken, { slackApiUrl: town.slack.apiUrl });
    for (const { ts } of gone) await client.chat.delete({ channel: PRIVATE, ts });
    expect(slots()).toHaveLength(before.length - 2);

    const ask = (text: string, channel: string) =>
      town.slack.human.command({ as: ADA, channel, command: '/refinery', text });
    const whispers = (channel: string) =>
      messagesOf(town, channel).flatMap((message) => (message.ephemeral ? [message.text] : []));
    await ask('redraw RF-99', SUPPORT);
    await until(() => whispers(SUPPORT).at(-1)?.startsWith('There is no case RF-99 in your channels.'));
    expect(slots()).toHaveLength(before.length - 2);
    await ask('redraw rf-2', PRIVATE);
    await until(() => whispers(PRIVATE).at(-1)?.startsWith('Done: '));
    expect(slots().toSorted()).toEqual(before.toSorted());
    expect(messagesOf(town, PRIVATE).filter((message) => slotOf(message) && message.thread_ts !== root())).toEqual([]);
    // In the thread itself it need not be named.
    await town.slack.human.say({ as: ADA, channel: PRIVATE, threadTs: root(), text: '@refinery redraw' });
    await until(() => whispers(PRIVATE).filter((text) => text.startsWith('Done: ')).length === 2);
    expect(slots().toSorted()).toEqual(before.toSorted());
  });
});
