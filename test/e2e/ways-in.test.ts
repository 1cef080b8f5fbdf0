import { readFile } from 'node:fs/promises';
import { WebClient } from '@slack/web-api';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { servePage } from '../../playground/page/serve-page.ts';
import { sharedFile } from '../../src/slack/hearing/shared-file.ts';
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
  town = await openTown(
    { unfurlDomains: ['127.0.0.1'], extraRequests: servePage },
    { REFINERY_DATA: (await freshEmbedded()).dataDir },
  );
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

describe('a trace file', () => {
  const share = (
    name: string,
    content: string,
    text: string,
    more: Readonly<{ channel?: string; threadTs?: string }> = {},
  ) => town.slack.human.say({ as: ADA, channel: SUPPORT, text, files: [{ name, content }], ...more });
  const exported = () => readFile(failureOf(town, 'memory').exportPath, 'utf8');
  const read = (ts: string) =>
    until(() =>
      messagesOf(town, SUPPORT).find((message) => message.thread_ts === ts && slotOf(message)?.startsWith('triage/')),
    );

  it('shared with a mention opens a case on what is in it', async () => {
    const { expectation } = failureOf(town, 'memory');
    const { ts } = await share('trace.json', await exported(), `@refinery expected: ${expectation}`);
    expect(textOf(await read(ts))).not.toBe('');
    expect(
      messagesOf(town, SUPPORT).filter(({ thread_ts, ...said }) => thread_ts === ts && slotOf(said) === 'opened'),
    ).toHaveLength(1);
  });

  it('opens the form by the message shortcut, without a link', async () => {
    const { ts } = await share('trace.jsonl', await exported(), 'It should have said no.');
    const form = await formFor(() =>
      town.slack.human.shortcut({ as: ADA, channel: SUPPORT, ts, callbackId: 'diagnose-message' }),
    );
    expect(textOf(form as never)).toContain('trace.jsonl');
    expect(filledWith(form, 'expected')).toBe('It should have said no.');
    expect(await town.slack.human.submit({ as: ADA, viewId: form.id, state: filledIn(form) })).toEqual({});
    await read(ts);
  });

  it.each([
    ['that is no trace by its name', 'shot.png', '@refinery expected: say no', /whose names end in/],
    ['without what was expected', 'trace.json', '@refinery', /What should have happened is missing/],
  ])('%s is answered, and opens nothing', async (_what, name, text, says) => {
    const before = messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'opened').length;
    expect(textOf(await told(() => share(name, '{}', text)))).toMatch(says);
    expect(messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'opened')).toHaveLength(before);
  });

  it('that is a picture does not keep a mention from opening a case on what was linked before', async () => {
    const { link, expectation } = failureOf(town, 'memory');
    const { ts } = await town.slack.human.say({ as: BEN, channel: SUPPORT, text: link });
    await share('shot.png', 'a picture', `@refinery expected: ${expectation}`, { threadTs: ts });
    await until(() => openedIn(ts));
  });

  it('that was shared elsewhere is not read, whatever a form carries', async () => {
    await share('trace.json', await exported(), 'For me alone.', { channel: ADAS_DM });
    const id = messagesOf(town, ADAS_DM)
      .flatMap(({ files = [] }) => files.map((file) => file.id))
      .at(-1);
    expect(id).toBeDefined();
    const client = new WebClient(town.slack.botToken, { slackApiUrl: town.slack.apiUrl });
    expect(await sharedFile(client, { channel: SUPPORT, id: id ?? '' })).toMatchObject({ says: expect.any(String) });
    expect(await sharedFile(client, { channel: SUPPORT, id: 'F0' })).toMatchObject({ says: expect.any(String) });
  });
});

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

describe('a link', () => {
  const say = (text: string, { as = ADA, channel = SUPPORT, threadTs = undefined as string | undefined } = {}) =>
    town.slack.human.say({ as, channel, text, ...(threadTs !== undefined && { threadTs }) });
  const unfurls = () => town.slack.calls.filter(({ method }) => method === 'chat.unfurl');
  const under = async (ts: string) => {
    const message = await until(() =>
      messagesOf(town, SUPPORT).find((said) => said.ts === ts && said.attachments !== undefined),
    );
    return { ...message, blocks: message.attachments?.flatMap(({ blocks }) => blocks ?? []) as never };
  };

  it('is told of in a few lines, and Diagnose opens the form for it', async () => {
    const { link, message, expectation } = failureOf(town, 'price');
    const { ts } = await say(`Why this? ${link} and ${link} and https://127.0.0.1:1/nothing`, { as: BEN });
    const told = await under(ts);
    expect(textOf(told)).toContain(`Asked: ${message}`);
    expect(textOf(told)).toMatch(/steps · .* tokens .*Answered: .*\$29/s);
    expect(textOf(told)).not.toMatch(/undefined|null|NaN/);
    expect(told.attachments).toHaveLength(1);
    const form = await formFor(() => press(town, told, 'diagnose'));
    expect(filledWith(form, 'link')).toBe(link);
    const state = filledIn(form, { expected: expectation });
    expect(await town.slack.human.submit({ as: ADA, viewId: form.id, state })).toEqual({});
    await until(() => openedIn(ts));

    // Where the case is discussed now, nothing more is told of its trace.
    const before = unfurls().length;
    await say(link, { threadTs: ts });
    await say(failureOf(town, 'memory').link);
    await until(() => unfurls()[before]);
    expect(unfurls()[before]?.given.ts).not.toBe(ts);
    expect(unfurls()).toHaveLength(before + 1);
  });

  it('stays as it is from a guest, where no project is, and where the trace can’t be read', async () => {
    const { link } = failureOf(town, 'memory');
    const read = () => town.sample.langSmith.requests().length;
    const [asked, told] = [read(), unfurls().length];
    await say(link, { as: GWEN });
    await say(link, { channel: RANDOM });
    await say('https://127.0.0.1:1/o/a/projects/p/b/r/c');
    const gone = link.replace(/[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\/?$)/, '00000000');
    await say(gone);
    await until(() => bot.said().includes('a link was not unfurled'));
    expect(unfurls()).toHaveLength(told);
    expect(town.sample.langSmith.requests().slice(asked).join()).not.toContain(link.split('/').at(-1));
    // Nobody is told of it either.
    expect(whispersTo(ADA).map(textOf).join()).not.toContain('does not exist');
  });

  it('one of many is told of, three of a message at most', async () => {
    const links = ['memory', 'price', 'order'].map((name) => failureOf(town, name).link);
    const { ts } = await say(`${links.join(' ')} ${links[0]}?again=1`);
    expect((await under(ts)).attachments).toHaveLength(3);
  });
});

describe('a command that was mistyped', () => {
  const type = (text: string, channel = SUPPORT) =>
    town.slack.human.command({ as: ADA, channel, command: '/refinery', text });
  const opened = () => messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'opened');

  it('is run by a press, once', async () => {
    const { link, expectation } = failureOf(town, 'memory');
    const before = opened().length;
    const near = await told(() => type(`${link} expcted: ${expectation}`));
    expect(textOf(near)).toContain(`/refinery ${link} expected: ${expectation}`);
    await press(town, near, 'run-command');
    await press(town, near, 'run-command');
    expect(textOf(await until(() => opened()[before]))).toContain(expectation);
    expect(opened()).toHaveLength(before + 1);
  });

  it('is filled in by a form where something is missing, and understood where it was only a verb', async () => {
    const { link } = failureOf(town, 'memory');
    const near = await told(() => type(link));
    const form = await formFor(() => press(town, near, 'fill-in'));
    expect([filledWith(form, 'link'), filledWith(form, 'expected')]).toEqual([link, null]);
    const verb = await told(() => type('hlep'));
    expect(textOf(await told(() => press(town, verb, 'run-command')))).toContain('/refinery setup');
  });

  it('in a mention is run in its thread', async () => {
    const { link, expectation } = failureOf(town, 'memory');
    const { ts } = await town.slack.human.say({ as: BEN, channel: SUPPORT, text: 'Wrong again.' });
    const near = await told(() =>
      town.slack.human.say({ as: ADA, channel: SUPPORT, threadTs: ts, text: `@refinery ${link} ${expectation}` }),
    );
    expect(textOf(near)).toContain(`@refinery ${link} expected: ${expectation}`);
    await press(town, near, 'run-command');
    await until(() => openedIn(ts));
  });

  it('that names another repository or model opens nothing', async () => {
    const { link } = failureOf(town, 'memory');
    const said = async (wish: string) => textOf(await told(() => type(`${link} expected: say no ${wish}`)));
    expect(await said('repo: acme/other')).toContain('leave out “repo:”');
    expect(await said('project: billing')).toContain('is “plumwick-support”');
    expect(await said('model: small-1')).toContain('another model');
    const before = opened().length;
    await type(`${link} expected: say no project: Plumwick-Support repo: agent`);
    await until(() => opened()[before]);
  });
});

describe('in a direct message', () => {
  const direct = () => messagesOf(town, ADAS_DM);
  /** It stands in the conversation that the words begin. */
  const answerTo = async (text: string) => {
    const { ts } = await town.slack.human.say({ as: ADA, channel: ADAS_DM, text });
    return until(() => direct().find((said) => said.thread_ts === ts && said.ts !== ts), 60_000);
  };

  it('says what it is for', async () => {
    const greeting = await answerTo('hello');
    expect(textOf(greeting)).toMatch(/Send me the +link of a trace/);
    const form = await formFor(() => press(town, greeting, 'report', { channel: ADAS_DM }));
    expect(JSON.parse(String(form.private_metadata))).toMatchObject({ channel: SUPPORT });
    const help = textOf(await told(() => press(town, greeting, 'show-help', { channel: ADAS_DM }), ADA, ADAS_DM));
    expect(help).toContain('Look after a case');
    expect(help).toContain('/refinery failures 24h');
  });

  it('takes every command, with /refinery before it or without; what needs a form has a button', async () => {
    const listed = textOf(await answerTo('cases'));
    const [id = ''] = /RF-\d+/.exec(listed) ?? [];
    expect(textOf(await answerTo(`/refinery case ${id}`))).toContain('What happened');
    expect(textOf(await answerTo('stats'))).toContain('in your channels');
    expect(textOf(await answerTo('failures 1h'))).toContain('1 trace was rated badly in the last hour.');
    expect(textOf(await answerTo('setup'))).toContain('Which channel shall be set up?');
    expect(textOf(await answerTo('context'))).toContain('plumwick-support');
    expect(textOf(await answerTo('case RF-99999'))).toBe(
      'There is no case RF-99999 in your channels. /refinery cases lists those of a channel.',
    );
    const asked = await answerTo('diagnose');
    const form = await formFor(() => press(town, asked, 'run-command', { channel: ADAS_DM }));
    expect(form.private_metadata).toContain(SUPPORT);
    // The slash command there is the same; what it says is for one alone in any case.
    const typed = await told(
      () => town.slack.human.command({ as: ADA, channel: ADAS_DM, command: '/refinery', text: 'cases' }),
      ADA,
      ADAS_DM,
    );
    // Cases go on meanwhile: the same ones, each by then at its own stage.
    const casesIn = (text: string | undefined) => text?.match(/RF-\d+/g)?.toSorted();
    expect(casesIn(typed.text)).toEqual(casesIn(listed));
  });

  it('is an agent’s: prompts to begin with, a title, and a status that is never stuck', async () => {
    await town.slack.human.openDirect({ as: ADA });
    await until(
      () => town.slack.calls.some(({ method }) => method === 'assistant.threads.setSuggestedPrompts'),
      60_000,
    );
    const { prompts, sessions = [] } = town.slack.human.world({ as: ADA });
    expect(prompts?.prompts.map(({ title }) => title)).toEqual([
      'Diagnose a trace',
      'Show failures of my project',
      'My cases',
      'Help',
    ]);
    for (const { message } of prompts?.prompts ?? []) await answerTo(message);
    expect(sessions.map(({ title }) => title)).toEqual(expect.arrayContaining(['hello', 'cases', 'failures 1h']));
    await until(() => town.slack.human.world({ as: ADA }).sessions?.every(({ status }) => status === 'active'));
    // The answers stand in the conversation that was begun, where everybody would look for them.
    const [begun] = sessions;
    expect(direct().filter(({ thread_ts }) => thread_ts === begun?.thread).length).toBeGreaterThan(1);

    // Slack's own Stop: nobody waits any more.
    town.slack.faults.next('users.conversations', { kind: 'hang' });
    const { ts } = await town.slack.human.say({ as: ADA, channel: ADAS_DM, text: 'stats' });
    const isBusy = () =>
      town.slack.human
        .world({ as: ADA })
        .sessions?.some(({ thread, status }) => thread === ts && status === 'processing');
    await until(isBusy);
    await town.slack.human.stopSession({ as: ADA, channel: ADAS_DM, threadTs: ts });
    await until(() => direct().some((said) => said.thread_ts === ts && textOf(said).startsWith('Stopped')));
    await until(() => !isBusy());
  });

  it('asks for a link in which channel its case shall be discussed', async () => {
    const { link, expectation } = failureOf(town, 'price');
    const asked = await answerTo(`${link} expected: ${expectation}`);
    expect(JSON.stringify(asked.blocks)).toContain(SUPPORT);
    expect(buttonsOf(asked)).toHaveLength(1);
    const form = await formFor(() => press(town, asked, 'diagnose-there', { channel: ADAS_DM }));
    expect([filledWith(form, 'link'), filledWith(form, 'expected')]).toEqual([link, expectation]);
    const before = messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'opened').length;
    await town.slack.human.submit({ as: ADA, viewId: form.id, state: filledIn(form) });
    await until(() => messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'opened')[before]);

    const forged = {
      type: 'button',
      action_id: 'diagnose-there',
      block_id: 'b',
      value: JSON.stringify({ channel: PRIVATE, link }),
    };
    const refused = await told(
      () => town.slack.human.press({ as: ADA, channel: ADAS_DM, messageTs: asked.ts, action: forged }),
      ADA,
      ADAS_DM,
    );
    expect(textOf(refused)).toContain('not in that channel');
  });
});

describe('a question about a case, asked of the bot alone', () => {
  const sayTo = async (channel: string, as: string, text: string) => town.slack.human.say({ as, channel, text });

  it('is put in the thread and answered there; who is not in the channel learns nothing of the case', async () => {
    const opened = await until(() => messagesOf(town, SUPPORT).find((message) => slotOf(message) === 'opened'));
    const id = /RF-\d+/.exec(JSON.stringify(opened))?.[0] ?? '';
    const answerTo = async (text: string) => {
      const { ts } = await sayTo(ADAS_DM, ADA, text);
      return until(() => messagesOf(town, ADAS_DM).find((said) => said.thread_ts === ts && said.ts !== ts), 60_000);
    };
    const answered = await answerTo(`${id}, what does the box cost?`);
    expect(textOf(answered).replace(/\s+/g, ' ')).toContain(`I answer in the thread of ${id}`);
    expect(JSON.stringify(answered.blocks)).toContain('"url":"https://app.slack.com/client/');
    await until(() => messagesOf(town, SUPPORT).find((message) => slotOf(message)?.startsWith('reply/')));

    const unknown = await answerTo('RF-99999, why?');
    expect(textOf(unknown)).not.toContain('I answer in the thread');
  });
});

describe('what failed lately', () => {
  /** Recorded as an agent would, the oldest first. */
  const record = async (runs: readonly Readonly<{ name: string; error: string | null }>[]) => {
    const { url, apiKey } = town.sample.langSmith;
    const post = runs.map(({ name, error }, index) => ({
      id: `0fa11ed0-0000-4000-8000-${String(index).padStart(12, '0')}`,
      name,
      error,
      run_type: 'chain',
      session_name: 'plumwick-support',
      start_time: new Date(Date.now() - 5_000 + index * 1_000).toISOString(),
      end_time: new Date(Date.now() - 4_500 + index * 1_000).toISOString(),
      inputs: { question: 'Where is my parcel?' },
      outputs: {},
    }));
    const headers = { 'content-type': 'application/json', 'x-api-key': apiKey };
    const answer = await fetch(`${url}/runs/batch`, { method: 'POST', headers, body: JSON.stringify({ post }) });
    expect(answer.status).toBeLessThan(300);
  };
  const ask = (text: string, as = ADA, channel = SUPPORT) =>
    told(() => town.slack.human.command({ as, channel, command: '/refinery', text }), as, channel);

  it('is listed for one alone, those that are alike as one, and becomes several cases at once', async () => {
    const first = textOf(await ask('failures'));
    expect(first).toContain('1 trace was rated badly in the last 24 hours.');
    expect(first).toContain('Do you remember my last question about envelopes?');
    expect(first).not.toContain('parcels');
    await record([
      { name: 'parcels', error: 'Timeout after 3000 ms of ada@example.com' },
      { name: 'parcels', error: 'Timeout after 21 ms of ben@example.com' },
      { name: 'parcels', error: 'KeyError: <!channel> parcel_id' },
      { name: 'invoices', error: null },
    ]);
    const list = await ask('failures 7d');
    expect(textOf(list)).toContain('4 traces failed or were rated badly in the last 7 days.');
    expect(textOf(list)).toMatch(/KeyError: <!channel>.* and 1 like it.*Timeout after 21 ms of \[email-1\]/s);
    expect(textOf(list)).not.toContain('example.com');
    expect(messagesOf(town, SUPPORT, BEN).some(({ ts }) => ts === list.ts)).toBe(false);

    const form = await formFor(() => press(town, list, 'diagnose', { which: 1 }));
    expect(filledWith(form, 'link')).toMatch(/0fa11ed0-0000-4000-8000-000000000001/);

    const person = watch(town, ADA);
    await press(town, list, 'diagnose-all');
    const several = await until(() => latestView(person.views, 'open-cases'));
    const submit = (given: Readonly<Record<string, unknown>>) =>
      town.slack.human.submit({ as: ADA, viewId: several.id, state: filledIn(several, given) });
    expect((await submit({})).errors).toHaveProperty('expected-0');
    const opened = () => messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'opened');
    const before = opened().length;
    expect(await submit({ 'expected-0': 'name the parcel', 'expected-1': 'say when it comes' })).toEqual({});
    await until(() => opened()[before + 1]);
    const texts = opened().slice(before).map(textOf).join();
    expect(texts).toContain('name the parcel');
    expect(texts).toContain('say when it comes');
    person.end();
  });

  it('is told to members alone, in a channel with a project', async () => {
    expect(textOf(await ask('failures', GWEN))).toContain('Only members');
    expect(textOf(await ask('failures', ADA, RANDOM))).toContain('/refinery setup');
  });
});

// `noChromium` says how to have one; on CI a skip is a failure.
describe.skipIf(noChromium !== undefined)('on the page', { timeout: 120_000 }, () => {
  const { visit } = inChromium();
  const at = async (channel = SUPPORT) => {
    const search = `?as=${ADA}&channel=${channel}`;
    const page = await visit({ url: `${town.slack.url}/${search}`, close: async () => {} });
    page.setDefaultTimeout(60_000);
    return page;
  };
  const say = async (page: Page, words: string) => {
    const field = page.getByRole('main').getByRole('combobox');
    await field.fill(words);
    await field.press('Enter');
  };
  const newest = (page: Page, words: string) => page.getByRole('main').locator('.message', { hasText: words }).last();
  const form = (page: Page) => page.getByRole('dialog', { name: 'Report a wrong answer' });
  const fromItsMenu = async (message: Locator, name: string) => {
    await message.hover();
    await message.getByRole('button', { name: 'More actions' }).click();
    await message.getByRole('menuitem', { name }).click();
  };

  it('a link is told of, and its button opens the form; so does the menu of the message', async () => {
    const page = await at();
    const { link } = failureOf(town, 'memory');
    await say(page, `Is this how it should be? ${link}`);
    const linked = newest(page, 'Is this how it should be?');
    const diagnose = linked.locator('.attachment').getByRole('button', { name: 'Diagnose' });
    await diagnose.waitFor();
    await takeScreenshots(page, 'unfurl');
    await diagnose.click();
    await form(page).waitFor();
    expect(await form(page).getByRole('textbox').first().inputValue()).toBe(link);
    await takeScreenshots(page, 'unfurl-form');
    await page.keyboard.press('Escape');

    await page.setViewportSize({ width: 1280, height: 800 });
    await linked.hover();
    await linked.getByRole('button', { name: 'More actions' }).click();
    await takeScreenshots(page, 'message-menu');
    await page.getByRole('menuitem', { name: 'Diagnose with Refinery' }).click();
    await form(page).waitFor();
    expect(await form(page).getByRole('textbox').nth(1).inputValue()).toBe('Is this how it should be?');
  });

  it('a trace file is chosen or dropped, taken out again, and becomes a case whose picture can be enlarged', async () => {
    const page = await at();
    const { exportPath, expectation } = failureOf(town, 'memory');
    const composer = page.getByRole('main').locator('.composer');
    const files = composer.getByRole('list', { name: 'Files to share' });
    const content = await readFile(exportPath, 'utf8');
    const data = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify('{}')}], 'dropped.json'));
      return transfer;
    })()`);
    const main = page.getByRole('main');
    await main.dispatchEvent('dragenter', { dataTransfer: data });
    await takeScreenshots(page, 'drop');
    await page.setViewportSize({ width: 1280, height: 800 });
    await main.dispatchEvent('drop', { dataTransfer: data });
    await files.getByText('dropped.json').waitFor();
    const chooser = page.waitForEvent('filechooser');
    await composer.getByRole('button', { name: 'Attach files' }).press('Enter');
    await (await chooser).setFiles({ name: 'trace.json', mimeType: 'application/json', buffer: Buffer.from(content) });
    await files.getByText('trace.json', { exact: true }).waitFor();
    await takeScreenshots(page, 'upload');
    await page.setViewportSize({ width: 1280, height: 800 });
    await files.getByRole('button', { name: 'Remove dropped.json' }).press('Enter');
    expect(await files.getByRole('listitem').count()).toBe(1);

    await say(page, `@refinery expected: ${expectation}`);
    const thread = page.getByRole('complementary', { name: 'Thread' });
    const picture = thread.getByRole('img', { name: /^How the run went/ });
    await picture.scrollIntoViewIfNeeded();
    await takeScreenshots(page, 'upload-case');
    await page.setViewportSize({ width: 1280, height: 800 });
    const enlarge = thread.getByRole('button', { name: 'Enlarge the picture' }).first();
    await enlarge.press('Enter');
    const large = page.getByRole('dialog', { name: 'Picture' });
    await large.waitFor();
    await takeScreenshots(page, 'picture');
    await page.keyboard.press('Escape');
    await large.waitFor({ state: 'detached' });
  });

  it('what one said is mended in its place, and taken back', async () => {
    const page = await at();
    await say(page, '@ben, the <b>box</b> was wrong');
    await fromItsMenu(newest(page, 'the <b>box</b> was wrong'), 'Edit message');
    const field = page.getByRole('textbox', { name: 'Edit your message' });
    expect(await field.inputValue()).toBe('@ben, the <b>box</b> was wrong');
    await takeScreenshots(page, 'edit');
    await page.setViewportSize({ width: 1280, height: 800 });
    await field.fill('@ben, the box was right');
    await field.press('Enter');
    const mended = newest(page, 'the box was right');
    await mended.getByText('(edited)').waitFor();
    await fromItsMenu(mended, 'Delete message…');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await mended.waitFor({ state: 'detached' });
  });

  it('what failed lately is listed, and several become cases by one form', async () => {
    const page = await at();
    await say(page, '/refinery failures 7d');
    const list = newest(page, 'rated badly in the last 7 days');
    await list.waitFor();
    await takeScreenshots(page, 'failures');
    await page.setViewportSize({ width: 1280, height: 800 });
    await list.getByRole('button', { name: 'Diagnose all…' }).click();
    await page.getByRole('dialog').getByRole('textbox').first().waitFor();
    await takeScreenshots(page, 'failures-form');
  });

  it('a direct message asks where a case shall be discussed', async () => {
    const page = await at(ADAS_DM);
    const { link } = failureOf(town, 'order');
    await say(page, link);
    await newest(page, link).getByRole('button', { name: '1 reply' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('A case is discussed in a channel').waitFor();
    await thread.getByRole('button', { name: 'Open it there' }).waitFor();
    await takeScreenshots(page, 'direct');
  });
});

describe('commands on a case', () => {
  const type = (text: string, as = ADA, channel = SUPPORT) =>
    told(() => town.slack.human.command({ as, channel, command: '/refinery', text }), as, channel);
  const inThread = (thread: string) => messagesOf(town, SUPPORT).filter(({ thread_ts }) => thread_ts === thread);
  const someCase = async (name: string) => {
    const { link, expectation } = failureOf(town, name);
    const { ts } = await town.slack.human.say({ as: ADA, channel: SUPPORT, text: 'This one, then.' });
    const text = `@refinery ${link} expected: ${expectation}`;
    await town.slack.human.say({ as: ADA, channel: SUPPORT, threadTs: ts, text });
    const id = /RF-\d+/.exec(textOf(await until(() => openedIn(ts), 60_000)))?.[0] ?? '';
    await until(() => inThread(ts).find((message) => slotOf(message)?.startsWith('fixes/')), 60_000);
    return { id, ts };
  };

  it('case, export, rollback, audit and doctor answer one alone; of a channel they are not in, people learn nothing', async () => {
    const { id } = await someCase('price');
    const shown = textOf(await type(`case ${id}`));
    expect(shown).toMatch(/fixes? hold/);
    expect(shown).toMatch(/Ada +reported a wrong answer.*Refinery +read the trace.*Refinery +thought of \d fixes/s);
    expect(shown).not.toMatch(/[0-9a-f]{12}|stand-in|\bUTC\b/);
    // A guest who is in the channel may look, and decides nothing.
    expect(textOf(await type(`case ${id}`, GWEN))).toContain('What happened');
    expect(textOf(await type(`mute ${id}`, GWEN))).toContain('not decide');
    expect(textOf(await type(`rollback ${id}`))).toBe(`${id} has no commit that could be taken back.`);

    const files = () => messagesOf(town, ADAS_DM).flatMap((message) => message.files ?? []);
    expect(textOf(await type(`export ${id}`))).toContain('in a direct message from me');
    const pack = await until(() => files().find(({ name }) => name === `${id}-hypothesis-pack.json`));
    expect(await (await fetch(pack.url_private)).json()).toMatchObject({ version: '1.0.0' });
    await press(town, await type(`case ${id}`), 'record');
    const record = await until(() => files().find(({ name }) => name === `${id}-record.txt`));
    expect(await (await fetch(record.url_private)).text()).toMatch(/^1\t.*Ada: opened the case/);

    expect(textOf(await type('audit verify'))).toMatch(/^The record is whole/);
    expect(textOf(await type('doctor'))).toContain('Configuration:');
    expect(textOf(await type('doctor', GWEN))).toContain('those who approve fixes');

    await town.slack.human.invite({ as: ADA, channel: PRIVATE });
    await setUp(town, PRIVATE, { project: 'the secret project' });
    const { link } = failureOf(town, 'memory');
    await town.slack.human.command({
      as: ADA,
      channel: PRIVATE,
      command: '/refinery',
      text: `${link} expected: say the secret`,
    });
    const secret = await until(() => messagesOf(town, PRIVATE).find((message) => slotOf(message) === 'opened'));
    const hidden = /RF-\d+/.exec(textOf(secret))?.[0] ?? '';
    for (const verb of ['case', 'export', 'rollback', 'forget', 'mute', 'unmute', 'redraw'])
      expect(textOf(await type(`${verb} ${hidden}`, GWEN))).toBe(
        `There is no case ${hidden} in your channels. /refinery cases lists those of a channel.`,
      );
    expect(textOf(await type(`case ${hidden}`, BEN))).toContain('say the secret');
  });

  it('mute: said once, no question is answered and no news comes, until somebody unmutes it', async () => {
    const { id, ts } = await someCase('memory');
    const say = (text: string) => town.slack.human.say({ as: BEN, channel: SUPPORT, threadTs: ts, text });
    await say('@refinery mute');
    const note = await until(() => inThread(ts).find((message) => slotOf(message)?.startsWith('muted/')));
    expect(textOf(note)).toContain('Ben muted me in this thread.');
    const before = inThread(ts).length;
    await say('@refinery mute');
    await say('@refinery why do you think so?');
    expect(textOf(await type(`case ${id}`))).toContain('Muted by Ben.');
    expect(textOf(await type('cases'))).toContain('Muted by Ben.');
    const { ts: asked } = await town.slack.human.say({ as: ADA, channel: ADAS_DM, text: `${id}, why?` });
    const answer = await until(() => messagesOf(town, ADAS_DM).find((m) => m.thread_ts === asked && m.ts !== asked));
    expect(textOf(answer)).toContain(`/refinery unmute ${id}`);
    expect(inThread(ts)).toHaveLength(before + 2);

    // A decision is answered as ever.
    await say('That’s not it: the prompt is fine.');
    await until(() => inThread(ts).find((message) => slotOf(message) === 'objected/2'));
    await press(town, note, 'unmute');
    await until(() => textOf(inThread(ts).find((message) => message.ts === note.ts) ?? {}).includes('Ada unmuted me.'));
    await say('@refinery why do you think so?');
    await until(() => inThread(ts).find((message) => slotOf(message)?.startsWith('reply/')));
  });

  it('forget asks back, erases, and the thread says so', async () => {
    const { id, ts } = await someCase('price');
    const person = watch(town, ADA);
    await town.slack.human.command({ as: ADA, channel: RANDOM, command: '/refinery', text: `forget ${id}` });
    const asked = await until(() => latestView(person.views, 'forget-modal'));
    person.end();
    expect(textOf(asked as never)).toContain('nobody can bring it back');
    expect(await town.slack.human.submit({ as: ADA, viewId: asked.id, state: { values: {} } })).toEqual({});
    await until(() => textOf(openedIn(ts) ?? {}).includes('Ada had this case forgotten'));
    expect(textOf(await type(`case ${id}`))).toContain('something that is erased');
    expect(textOf(await type('audit'))).toMatch(/^The record is whole/);
  });

  it('what came to nothing is reported again, with what it was about, from its own channel alone', async () => {
    const { link, expectation } = failureOf(town, 'memory');
    const { ts } = await someCase('memory');
    await town.slack.human.say({ as: ADA, channel: SUPPORT, threadTs: ts, text: '@refinery stop' });
    const stopped = await until(() => inThread(ts).find((message) => slotOf(message) === 'stopped'));
    const form = await formFor(() => press(town, stopped, 'report-again'));
    expect([filledWith(form, 'link'), filledWith(form, 'expected')]).toEqual([link, expectation]);
    expect(JSON.parse(String(form.private_metadata))).toMatchObject({ channel: SUPPORT, thread: null });

    // Of a case of a channel that somebody is not in, they learn nothing.
    const hidden = await until(() => messagesOf(town, PRIVATE).find((message) => slotOf(message) === 'opened'));
    const secret = /RF-\d+/.exec(textOf(hidden))?.[0] ?? '';
    const action = { type: 'button', action_id: 'report-again', block_id: 'b', value: JSON.stringify({ id: secret }) };
    const forged = () => town.slack.human.press({ as: GWEN, channel: SUPPORT, messageTs: stopped.ts, action });
    expect(textOf(await told(forged, GWEN))).toContain(`There is no case ${secret}`);
    const asGuest = () => press(town, stopped, 'report-again', { as: GWEN });
    expect(textOf(await told(asGuest, GWEN))).toContain('Only members');
  });

  it('help is sorted, and leads to the form', async () => {
    const help = await type('help');
    expect(textOf(help)).toMatch(/Report a wrong answer.*Look after a case.*Your channel.*In a thread/s);
    const form = await formFor(() => press(town, help, 'report'));
    expect(JSON.parse(String(form.private_metadata))).toMatchObject({ channel: SUPPORT });
  });

  it.each([
    ['context lst', 'context list'],
    ['context add-promt prompts/support.md', 'context add-prompt prompts/support.md'],
    ['context add-prompt', undefined],
    ['context remove', undefined],
    ['context use', undefined],
    ['context extract', undefined],
    ['context clear everything', undefined],
  ])('%s is corrected; a press runs what was meant, and never an example', async (typed, runs) => {
    const [button] = buttonsOf(await type(typed)).filter(({ action_id }) => action_id === 'run-command');
    const text = button && (JSON.parse(String(button.value)) as { text: string }).text;
    expect(text).toBe(runs && `/refinery ${runs}`);
  });

  it('a button that nobody draws any more is answered', async () => {
    const opened = await until(() => messagesOf(town, SUPPORT).find((message) => slotOf(message) === 'opened'));
    const action = { type: 'button', action_id: 'no-such-button', block_id: 'b', value: '{}' };
    const answer = await told(() =>
      town.slack.human.press({ as: ADA, channel: SUPPORT, messageTs: opened.ts, action }),
    );
    expect(textOf(answer)).toContain('from an older me');
  });
});
