import type { App } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { ADA, BEN, CONNOR, GWEN, RANDOM, SUPPORT } from '../../slack-ids.ts';
import { clientOf, refusal } from './place.ts';
import { newManualClock, plain, reasoned, someApp, someModal, someSlack, viewOf, watch } from './some-slack.ts';

const NO_ANSWER = 'the app did not respond. Please try again or contact the app developer.';

describe('docs.slack.dev/interactivity/implementing-slash-commands', () => {
  it('brings the text with special characters escaped, and links made where the manifest says so', async () => {
    const slack = await someSlack();
    const texts: string[] = [];
    const note: Parameters<App['command']>[1] = async ({ ack, command }) => {
      texts.push(command.text);
      await ack();
    };
    await someApp(slack, (app) => {
      app.command('/contract', note);
      app.command('/contract-escaped', note);
    });
    const text = 'https://a.example/?b&c @ada "x" <y>';
    for (const command of ['/contract', '/contract-escaped']) {
      expect(await slack.human.command({ as: ADA, channel: RANDOM, command, text })).toEqual({});
    }
    expect(texts).toEqual([
      'https://a.example/?b&amp;c @ada "x" &lt;y&gt;',
      '<https://a.example/?b&amp;c> <@U0000000ADA> "x" &lt;y&gt;',
    ]);
  });

  it('what comes with the acknowledgement is for the person alone, unless it says otherwise', async () => {
    const slack = await someSlack();
    await someApp(slack, (app) => {
      app.command('/contract', async ({ ack, command }) =>
        ack(command.text === 'all' ? { text: 'to all', response_type: 'in_channel' } : 'to you'),
      );
    });
    for (const text of ['', 'all']) await slack.human.command({ as: ADA, channel: RANDOM, command: '/contract', text });
    const texts = (as: string) => slack.human.messages({ as, channel: RANDOM }).messages.map(({ text }) => text);
    expect([texts(ADA), texts(BEN)]).toEqual([['to you', 'to all'], ['to all']]);
  });

  it('does not work in threads, nor by another name', async () => {
    const slack = await someSlack();
    const ask = (command: string, more = {}) =>
      slack.human.command({ as: ADA, channel: SUPPORT, command, text: '', ...more });
    expect((await ask('/contract', { threadTs: '1.0' })).error).toContain('not supported in threads');
    expect((await ask('/other')).error).toContain('is not a valid command');
    expect(slack.envelopes).toEqual([]);
  });

  it('must be acknowledged within 3 seconds', async () => {
    const clock = newManualClock();
    const slack = await someSlack({ clock });
    const told = watch(slack, ADA);
    await someApp(slack, (app) => app.command('/contract', async () => undefined));
    const asked = slack.human.command({ as: ADA, channel: SUPPORT, command: '/contract', text: '' });
    await expect.poll(() => slack.envelopes[0]?.connection).toBe(1);
    clock.advance(3000);
    expect((await asked).error).toBe(`\`/contract\` failed because ${NO_ANSWER}`);
    expect(told).toMatchObject([{ type: 'trouble', channel: SUPPORT }]);
  });

  it('fails at once when nobody is connected', async () => {
    const slack = await someSlack();
    const asked = slack.human.command({ as: ADA, channel: SUPPORT, command: '/contract', text: '' });
    expect((await asked).error).toContain(NO_ANSWER);
  });
});

describe('docs.slack.dev/interactivity/handling-user-interaction', () => {
  const withButton = async (slack: Awaited<ReturnType<typeof someSlack>>, channel = SUPPORT) => {
    const button = { type: 'button' as const, action_id: 'choose', text: plain('Choose'), value: 'one' };
    const blocks = [{ type: 'actions' as const, block_id: 'buttons', elements: [button] }];
    const { ts = '' } = await clientOf(slack, slack.botToken).chat.postMessage({ channel, text: 'choose', blocks });
    return ts;
  };
  const action = { type: 'button', action_id: 'choose', block_id: 'buttons', value: 'one' };

  it('a press says who, where, and what', async () => {
    const slack = await someSlack();
    const bodies: object[] = [];
    await someApp(slack, (app) =>
      app.action('choose', async ({ ack, body }) => {
        bodies.push(body);
        await ack();
      }),
    );
    const messageTs = await withButton(slack);
    for (const as of [ADA, GWEN, CONNOR]) {
      expect(await slack.human.press({ as, channel: SUPPORT, messageTs, action })).toEqual({});
    }
    expect(bodies).toMatchObject(
      [ADA, GWEN, CONNOR].map((id) => ({
        type: 'block_actions',
        user: { id, team_id: id === CONNOR ? 'T0ELSEWHERE' : slack.team.id },
        team: { id: slack.team.id },
        channel: { id: SUPPORT },
        container: { message_ts: messageTs, channel_id: SUPPORT },
        message: { ts: messageTs },
        actions: [action],
      })),
    );
  });

  it('an answer can replace the message, or be a new one for that person', async () => {
    const slack = await someSlack();
    await someApp(slack, (app) =>
      app.action('choose', async ({ ack, respond }) => {
        await ack();
        await respond({ replace_original: true, text: 'chosen' });
        await respond('well done');
      }),
    );
    const messageTs = await withButton(slack);
    await slack.human.press({ as: ADA, channel: SUPPORT, messageTs, action });
    const seen = (as: string) => slack.human.messages({ as, channel: SUPPORT }).messages.map(({ text }) => text);
    await expect.poll(() => seen(ADA)).toEqual(['chosen', 'well done']);
    expect(seen(BEN)).toEqual(['chosen']);
  });

  it('an address for answers is good five times, for half an hour, also where the app is not', async () => {
    const clock = newManualClock();
    const slack = await someSlack({ clock });
    const urls: string[] = [];
    await someApp(slack, (app) =>
      app.command('/contract', async ({ ack, command }) => {
        urls.push(command.response_url);
        await ack();
      }),
    );
    const ask = () => slack.human.command({ as: ADA, channel: RANDOM, command: '/contract', text: '' });
    await ask();
    await ask();
    const [first = '', second = ''] = urls;
    const send = async (url: string, body: object = { text: 'again', response_type: 'in_channel' }) => {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
      return [response.status, ((await response.json()) as { error?: string }).error];
    };
    expect(await send(second, { text: '' })).toEqual([400, 'no_text']);
    for (let time = 0; time < 5; time++) expect(await send(first)).toEqual([200, undefined]);
    expect(await send(first)).toEqual([404, 'used_url']);
    clock.advance(30 * 60_000 + 1);
    expect(await send(second)).toEqual([404, 'expired_url']);
    expect(slack.human.messages({ as: BEN, channel: RANDOM }).messages).toHaveLength(5);
  });

  it('a press that is not acknowledged is told to the person', async () => {
    const slack = await someSlack();
    const told = watch(slack, ADA);
    const messageTs = await withButton(slack);
    expect((await slack.human.press({ as: ADA, channel: SUPPORT, messageTs, action })).trouble).toContain(
      'did not respond',
    );
    expect(told.at(-1)).toMatchObject({ type: 'trouble', channel: SUPPORT });
  });

  it('nobody presses what they do not see', async () => {
    const slack = await someSlack();
    const messageTs = await withButton(slack);
    const press = (more: object) => slack.human.press({ as: ADA, channel: SUPPORT, messageTs, action, ...more });
    await expect(press({ messageTs: '1.0' })).rejects.toThrow('sees no message');
    await expect(press({ as: GWEN, channel: RANDOM })).rejects.toThrow('sees no channel');
    await expect(press({ as: 'U0NOBODY000' })).rejects.toThrow('nobody has the id');
    await expect(press({ channel: undefined, messageTs: undefined, viewId: 'V1' })).rejects.toThrow('has no view');
  });

  it('a message shortcut brings the message', async () => {
    const slack = await someSlack();
    const seen: object[] = [];
    await someApp(slack, (app) =>
      app.shortcut({ callback_id: 'contract', type: 'message_action' }, async ({ ack, shortcut }) => {
        seen.push(shortcut.message);
        await ack();
      }),
    );
    const { ts } = await slack.human.say({ as: BEN, channel: SUPPORT, text: 'wrong!' });
    expect(await slack.human.shortcut({ as: ADA, channel: SUPPORT, ts, callbackId: 'contract' })).toEqual({});
    expect(seen).toMatchObject([{ ts, text: 'wrong!' }]);
    const other = slack.human.shortcut({ as: ADA, channel: SUPPORT, ts, callbackId: 'other' });
    await expect(other).rejects.toThrow('no message shortcut');
  });

  it('a message shortcut opens a modal within 3 seconds, and has none on what one alone sees', async () => {
    const clock = newManualClock();
    const slack = await someSlack({ clock });
    const triggers: string[] = [];
    const app = await someApp(slack, (asked) =>
      asked.shortcut('contract', async ({ ack, shortcut }) => {
        triggers.push(shortcut.trigger_id);
        await ack();
      }),
    );
    const { ts } = await slack.human.say({ as: BEN, channel: SUPPORT, text: 'wrong!' });
    const use = (at: string) => slack.human.shortcut({ as: ADA, channel: SUPPORT, ts: at, callbackId: 'contract' });
    await use(ts);
    clock.advance(3001);
    const open = (trigger_id = '') => app.client.views.open({ trigger_id, view: someModal() });
    await refusal(open(triggers[0]), 'expired_trigger_id');
    await use(ts);
    await open(triggers[1]);
    await refusal(open(triggers[1]), 'exchanged_trigger_id');
    const { message_ts: psst = '' } = await app.client.chat.postEphemeral({
      channel: SUPPORT,
      user: ADA,
      text: 'psst',
    });
    await expect(use(psst)).rejects.toThrow('has no shortcuts');
  });

  it('the world names the shortcuts that the manifest has for messages', async () => {
    const slack = await someSlack();
    expect(slack.human.world({ as: ADA }).shortcuts).toEqual([{ name: 'Contract', callbackId: 'contract' }]);
  });
});

describe('docs.slack.dev/surfaces/modals', () => {
  /** An app that opens a modal on command, and answers a submission as its text says. */
  const start = async (options: Parameters<typeof someSlack>[0] = {}) => {
    const slack = await someSlack(options);
    const triggers: string[] = [];
    const closed: object[] = [];
    const app = await someApp(slack, (app) => {
      app.command('/contract', async ({ ack, command, client }) => {
        triggers.push(command.trigger_id);
        await ack();
        if (command.text !== 'wait')
          await client.views.open({
            trigger_id: command.trigger_id,
            view: someModal('Why?', { notify_on_close: true }),
          });
      });
      app.view('why', async ({ ack, view }) => {
        const text = view.state.values.reason?.text?.value;
        if (text === 'bad') await ack({ response_action: 'errors', errors: { reason: 'A better one, please' } });
        else if (text === 'lost') await ack({ response_action: 'errors', errors: { nowhere: 'x' } });
        else if (text === 'update') await ack({ response_action: 'update', view: someModal('Really?') });
        else if (text === 'push') await ack({ response_action: 'push', view: someModal('And?') });
        else if (text === 'clear') await ack({ response_action: 'clear' });
        else if (text !== 'silence') await ack();
      });
      app.view({ callback_id: 'why', type: 'view_closed' }, async ({ ack, body }) => {
        closed.push(body);
        await ack();
      });
    });
    const told = watch(slack, ADA);
    const open = async () => {
      await slack.human.command({ as: ADA, channel: SUPPORT, command: '/contract', text: '' });
      await expect.poll(() => told.at(-1)?.type).toBe('view');
      return viewOf(told);
    };
    const submit = (text: string) => slack.human.submit({ as: ADA, viewId: viewOf(told).id, state: reasoned(text) });
    return { slack, app, told, open, submit, triggers, closed };
  };

  it('opens, takes errors by block, and closes', async () => {
    const { open, submit, told } = await start();
    const view = await open();
    expect(view).toMatchObject({ type: 'modal', root_view_id: view.id, previous_view_id: null, state: { values: {} } });
    expect(await submit('bad')).toEqual({ errors: { reason: 'A better one, please' } });
    expect((await submit('lost')).trouble).toContain('trouble connecting');
    expect(await submit('fine')).toEqual({});
    expect(told.at(-1)).toEqual({ type: 'view-closed', viewId: view.id });
    await expect(submit('fine')).rejects.toThrow('has no view');
  });

  it('does not reach the app with a required input left empty', async () => {
    const { slack, open, submit } = await start();
    await open();
    const sent = slack.envelopes.length;
    expect(await submit('')).toEqual({ errors: { reason: 'Please complete this required field.' } });
    expect(slack.envelopes).toHaveLength(sent);
  });

  it('brings what nobody touched as it began', async () => {
    const { slack, app, open } = await start();
    const { id: view_id } = await open();
    const option = { text: plain('One'), value: '1' };
    const input = (block_id: string, element: object) => ({ type: 'input', block_id, label: plain('x'), element });
    const blocks = [
      input('text', { type: 'plain_text_input', action_id: 'a', initial_value: 'as it was' }),
      input('menu', { type: 'static_select', action_id: 'b', options: [option], initial_option: option }),
      { ...input('boxes', { type: 'checkboxes', action_id: 'c', options: [option] }), optional: true },
      { type: 'actions', block_id: 'who', elements: [{ type: 'users_select', action_id: 'd', initial_user: BEN }] },
    ];
    await app.client.apiCall('views.update', { view_id, view: someModal('Why?', { blocks }) });
    const state = { values: { text: { a: { type: 'plain_text_input', value: 'mine' } } } };
    await slack.human.submit({ as: ADA, viewId: view_id, state });
    expect(slack.envelopes.at(-1)?.payload.view).toMatchObject({
      state: {
        values: {
          text: { a: { value: 'mine' } },
          menu: { b: { type: 'static_select', selected_option: option } },
          boxes: { c: { type: 'checkboxes', selected_options: [] } },
          who: { d: { type: 'users_select', selected_user: BEN } },
        },
      },
    });
  });

  it('is updated by an answer, or pushed on, three high', async () => {
    const { slack, open, submit, told } = await start();
    const view = await open();
    await submit('update');
    expect(viewOf(told)).toMatchObject({ id: view.id, title: { text: 'Really?' } });
    await submit('push');
    await submit('push');
    expect(viewOf(told)).toMatchObject({ root_view_id: view.id, title: { text: 'And?' } });
    expect((await submit('push')).trouble).toContain('trouble');
    await submit('fine');
    expect(told.slice(-2)).toMatchObject([{ type: 'view-closed' }, { type: 'view' }]);
    await submit('clear');
    expect(told.at(-1)).toEqual({ type: 'view-closed', viewId: view.id });
    await expect(slack.human.close({ as: ADA, viewId: view.id })).rejects.toThrow('has no view');
  });

  it('tells the app of its end, if it wants to know', async () => {
    const { slack, open, closed } = await start();
    const { id: viewId } = await open();
    await expect(slack.human.close({ as: BEN, viewId })).rejects.toThrow('has no view');
    await slack.human.close({ as: ADA, viewId });
    await expect.poll(() => closed).toMatchObject([{ type: 'view_closed', is_cleared: false, view: { id: viewId } }]);
  });

  it('a trigger is good once: exchanged_trigger_id', async () => {
    const { app, open, triggers } = await start();
    await open();
    const [trigger_id = ''] = triggers;
    await refusal(app.client.views.open({ trigger_id, view: someModal() }), 'exchanged_trigger_id');
  });

  it('for 3 seconds: expired_trigger_id; a view that Slack refuses does not use it up', async () => {
    const clock = newManualClock();
    const { slack, app, triggers } = await start({ clock });
    const ask = () => slack.human.command({ as: ADA, channel: SUPPORT, command: '/contract', text: 'wait' });
    await ask();
    clock.advance(3001);
    const [late = ''] = triggers;
    await refusal(app.client.views.open({ trigger_id: late, view: someModal() }), 'expired_trigger_id');
    await ask();
    const trigger_id = triggers[1] ?? '';
    await refusal(app.client.views.open({ trigger_id, view: someModal('x'.repeat(25)) }), 'invalid_arguments');
    await app.client.views.open({ trigger_id, view: someModal('x'.repeat(24)) });
  });

  it.each([
    ['private_metadata of 3,000', { private_metadata: 'x'.repeat(3000) }, { private_metadata: 'x'.repeat(3001) }],
    ['submit of 24', { submit: plain('x'.repeat(24)) }, { submit: plain('x'.repeat(25)) }],
    ['an input with a submit', {}, { submit: undefined }],
    ['100 blocks', { blocks: Array(100).fill({ type: 'divider' }) }, { blocks: Array(101).fill({ type: 'divider' }) }],
    ['no blocks of messages', {}, { blocks: [{ type: 'markdown', text: 'x' }] }],
  ])('holds to its limits: %s', async (_what, good, bad) => {
    const { app, open } = await start();
    const { id: view_id } = await open();
    const update = (more: object) => app.client.apiCall('views.update', { view_id, view: someModal('Why?', more) });
    await update(good);
    await refusal(update(bad), 'invalid_arguments');
  });

  it('is updated only by those who know it as it is: hash_conflict', async () => {
    const { app, open, told } = await start();
    const { id: view_id, hash } = await open();
    await app.client.views.update({ view_id, hash, view: someModal('Two') });
    await refusal(app.client.views.update({ view_id, hash, view: someModal('Three') }), 'hash_conflict');
    expect(viewOf(told)).toMatchObject({ title: { text: 'Two' } });
    await refusal(app.client.views.update({ view_id: 'V0', view: someModal() }), 'not_found');
  });

  it('says so when the app is silent', async () => {
    const clock = newManualClock();
    const { slack, open, submit, told } = await start({ clock });
    const { id } = await open();
    const submitted = submit('silence');
    await expect.poll(() => slack.envelopes.at(-1)?.connection).toBe(1);
    clock.advance(3000);
    expect((await submitted).trouble).toBe('We had some trouble connecting. Try again?');
    expect(viewOf(told).id).toBe(id);
  });

  it('the Home tab shows what the app published', async () => {
    const { slack, app, told } = await start();
    expect(await slack.human.home({ as: ADA })).toEqual({});
    expect(slack.envelopes.at(-1)?.payload.event).toMatchObject({ type: 'app_home_opened', user: ADA });
    await app.client.views.publish({ user_id: ADA, view: { type: 'home', blocks: [{ type: 'divider' }] } });
    const { view } = await slack.human.home({ as: ADA });
    expect(view).toMatchObject({ type: 'home' });
    expect(told.at(-1)).toEqual({ type: 'home', view });
    const viewId = view?.id ?? '';
    await slack.human.press({ as: ADA, viewId, action: { type: 'button', action_id: 'a' } });
    expect(slack.envelopes.at(-1)?.payload).toMatchObject({
      type: 'block_actions',
      view: { id: viewId, type: 'home' },
    });
    await expect(slack.human.press({ as: BEN, viewId, action: { type: 'button' } })).rejects.toThrow('has no view');
    expect(await slack.human.home({ as: BEN })).toEqual({});
  });

  it('the Home tab holds to its limits, and is published by those who know it as it is', async () => {
    const { app } = await start();
    const publish = (blocks: readonly object[], more: object = {}) =>
      app.client.apiCall('views.publish', { user_id: ADA, view: { type: 'home', blocks }, ...more });
    const divider = { type: 'divider' };
    const first = (await publish(Array(100).fill(divider))) as { view?: { hash?: string } };
    await refusal(publish(Array(101).fill(divider)), 'invalid_arguments');
    await refusal(publish([{ type: 'markdown', text: 'no' }]), 'invalid_arguments');
    await refusal(app.client.apiCall('views.publish', { user_id: ADA, view: someModal() }), 'invalid_arguments');
    await refusal(app.client.apiCall('views.publish', { user_id: 'U0NOBODY000', view: {} }), 'user_not_found');
    const hash = first.view?.hash;
    await publish([divider], { hash });
    await refusal(publish([divider], { hash }), 'hash_conflict');
  });
});
