import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HumanEvent } from '../../../playground/slack/human-side.ts';
import { startSlack } from '../../../playground/slack/start-slack.ts';
import { ADA, ADAS_DM, BEN, GWEN, RANDOM, SUPPORT } from '../../slack-ids.ts';
import { clientOf } from './place.ts';
import { someApp, someModal, someSlack } from './some-slack.ts';

type Answer = Partial<Readonly<{ ts: string; error: string; commands: readonly object[] }>>;

describe('the human side over HTTP', () => {
  const start = async (options: Parameters<typeof someSlack>[0] = {}) => {
    const slack = await someSlack(options);
    const get = async (path: string) => {
      const response = await fetch(`${slack.url}${path}`);
      return [response.status, (await response.json()) as Answer] as const;
    };
    const send = async (verb: string, given: object, headers = {}) => {
      const response = await fetch(`${slack.url}/human/${verb}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(given),
      });
      return [response.status, (await response.json()) as Answer] as const;
    };
    return { slack, get, send };
  };

  it('shows the world as somebody sees it, and as the first person unless told', async () => {
    const suggestions = [{ channel: SUPPORT, text: '/contract hi', label: 'Say hi' }];
    const { slack, get } = await start({ suggestions });
    const [status, world] = await get(`/human/world?as=${GWEN}`);
    expect([status, world]).toEqual([200, slack.human.world({ as: GWEN })]);
    expect(world).toMatchObject({ me: { id: GWEN, kind: 'guest' }, team: slack.team, suggestions });
    expect(world.commands?.[0]).toEqual({
      command: '/contract',
      description: 'Used by the contract suite',
      usageHint: '<anything>',
    });
    expect((await get('/human/world'))[1]).toMatchObject({ me: { id: ADA } });
  });

  it("has the project's own commands unless told otherwise", async () => {
    const { get } = await start({ manifestPath: join(import.meta.dirname, '../../../manifest.yml') });
    const [, own] = await get('/human/world');
    const slack = await startSlack();
    expect(slack.human.world({}).commands).toEqual(own.commands);
    expect(own.commands?.[0]).toMatchObject({ command: '/refinery' });
    await slack.close();
    await expect(startSlack({ manifestPath: '/nowhere' })).rejects.toThrow('ENOENT');
  });

  it('does everything that the functions do', async () => {
    const { slack, get, send } = await start();
    await someApp(slack, (app) => {
      app.command('/contract', async ({ ack, command, client }) => {
        await ack();
        await client.views.open({ trigger_id: command.trigger_id, view: someModal() });
      });
      app.view('why', async ({ ack }) => ack({ response_action: 'errors', errors: { reason: 'no' } }));
      app.action('a', async ({ ack }) => ack());
      app.shortcut('contract', async ({ ack }) => ack());
    });
    const events = await eventsOf(slack.url, ADA);
    const here = { as: ADA, channel: SUPPORT };
    const [, said] = await send('say', { ...here, text: 'a <b>' });
    expect((await get(`/human/messages?as=${BEN}&channel=${SUPPORT}`))[1]).toMatchObject({
      messages: [{ ts: said.ts, text: 'a &lt;b&gt;' }],
    });
    expect(await events.next()).toMatchObject({ type: 'message', channel: SUPPORT, message: { ts: said.ts } });
    expect(await send('edit', { ...here, ts: said.ts, text: 'c' })).toEqual([200, {}]);
    expect(await events.next()).toMatchObject({ type: 'message', message: { ts: said.ts, text: 'c' } });
    expect(await send('shortcut', { ...here, ts: said.ts, callbackId: 'contract' })).toEqual([200, {}]);
    expect(await send('delete', { ...here, ts: said.ts })).toEqual([200, {}]);
    expect(await events.next()).toEqual({ type: 'deleted', channel: SUPPORT, ts: said.ts });
    const { id } = await slack.human.upload({ as: ADA, name: 'a.json', content: '{}' });
    expect((await send('say', { ...here, text: '', files: [{ id }] }))[0]).toBe(200);
    expect(await events.next()).toMatchObject({ type: 'message', message: { files: [{ id }] } });

    expect(await send('command', { ...here, command: '/contract', text: '' })).toEqual([200, {}]);
    const shown = await events.next();
    const viewId = shown.type === 'view' ? shown.view.id : '';
    expect(await send('press', { as: ADA, viewId, action: { type: 'button', action_id: 'a' } })).toEqual([200, {}]);
    const state = { values: { reason: { text: { type: 'plain_text_input', value: 'x' } } } };
    expect(await send('submit', { as: ADA, viewId, state })).toEqual([200, { errors: { reason: 'no' } }]);
    expect(await send('close', { as: ADA, viewId })).toEqual([200, {}]);
    expect(await events.next()).toEqual({ type: 'view-closed', viewId });
    expect(await send('invite', { as: ADA, channel: RANDOM })).toEqual([200, {}]);
    expect(await events.next()).toEqual({ type: 'channels' });
    expect(await send('home', { as: ADA })).toEqual([200, {}]);
  });

  it.each([
    ['say', { as: ADA, channel: 'C0NOWHERE00', text: 'x' }, 'sees no channel'],
    ['say', { as: BEN, channel: ADAS_DM, text: 'x' }, 'sees no channel'],
    ['say', { as: ADA, channel: 'C0ARCHIVED0', text: 'x' }, 'is archived'],
    ['say', { as: ADA, channel: SUPPORT }, 'text: '],
    ['say', { as: ADA, channel: SUPPORT, text: '' }, 'say something'],
    ['press', { as: ADA, action: {} }, 'press where?'],
    ['submit', { as: ADA, viewId: 'V1', state: {} }, 'state.values'],
  ])('refuses in a sentence: %s %j', async (verb, given, sentence) => {
    const { send } = await start();
    const [status, body] = await send(verb, given);
    expect([status, body.error]).toEqual([400, expect.stringContaining(sentence)]);
  });

  it('has no verb by a name that objects inherit', async () => {
    const { send } = await start();
    expect((await send('constructor', {}))[0]).toBe(404);
  });

  it('keeps foreign pages out, by the name they reached it under, by their own name, and by form', async () => {
    const { slack, send } = await start();
    const given = { as: ADA, channel: SUPPORT, text: 'x' };
    expect((await send('say', given, { origin: 'https://evil.example' }))[0]).toBe(403);
    expect((await send('say', given, { origin: slack.url }))[0]).toBe(200);
    expect((await send('say', given, { 'content-type': 'text/plain' }))[0]).toBe(400);
    const rebound = new Promise((resolve) => {
      const asked = request(`${slack.url}/human/world`, { headers: { host: 'evil.example' } });
      asked.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.end();
    });
    expect(await rebound).toBe(403);
  });

  it("gives files as text, and leaves other paths to the page's own files", async () => {
    const { slack } = await start({
      extraRequests: (asked, response) => {
        if (asked.url !== '/') return false;
        response.end('the page');
        return true;
      },
    });
    const bot = clientOf(slack, slack.botToken);
    const filename = 'a"\r\n<b>.html';
    await bot.files.uploadV2({ channel_id: SUPPORT, filename, content: '<script>' });
    const [message] = slack.human.messages({ as: ADA, channel: SUPPORT }).messages;
    const file = await fetch(message?.files?.[0]?.url_private ?? '');
    expect([file.headers.get('content-type'), await file.text()]).toEqual(['text/plain; charset=utf-8', '<script>']);
    expect(file.headers.get('content-security-policy')).toContain('sandbox');
    expect(await (await fetch(slack.url)).text()).toBe('the page');
    expect((await fetch(`${slack.url}/favicon.ico`)).status).toBe(404);
    expect((await fetch(`${slack.url}/files/F0`)).status).toBe(404);
    expect((await fetch(`${slack.url}/upload/F0`, { method: 'POST', body: 'x' })).status).toBe(400);
  });

  it('takes the wanted port if it is free, else another; and ends with an open page', async () => {
    const { slack } = await start();
    const port = Number(new URL(slack.url).port);
    const { slack: other } = await start({ port });
    expect(other.url).not.toBe(slack.url);
    const events = await eventsOf(other.url, ADA);
    await other.close();
    await expect(events.next()).rejects.toThrow();
  });
});

/** Server-sent events, one by one. */
async function eventsOf(url: string, as: string): Promise<{ next(): Promise<HumanEvent> }> {
  const { body } = await fetch(`${url}/human/events?as=${as}`);
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async next() {
      for (;;) {
        const found = /^data: (.*)\n\n/m.exec(text);
        if (found) {
          text = text.slice(found.index + found[0].length);
          return JSON.parse(found[1] ?? '');
        }
        const read = await reader?.read();
        if (!read || read.done) throw new Error('the stream has ended');
        text += read.value;
      }
    },
  };
}
