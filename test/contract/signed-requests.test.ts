import { createHmac } from 'node:crypto';
import type { App, ReceiverEvent } from '@slack/bolt';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { listen, portOf } from '../../src/listen.ts';
import { SignedRequests } from '../../src/slack/signed-requests.ts';

/** The receiver behind the bot's own port, and a handler in the place of Bolt; requests are made as Slack makes them. */
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const NOW_MS = Date.UTC(2026, 0, 5, 9);
const MINUTE_S = 60;

let handle: (event: ReceiverEvent) => Promise<void>;
let heard: ReceiverEvent[];
let troubles: string[];
const receiver = new SignedRequests({
  signingSecret: SECRET,
  clock: () => NOW_MS,
  onTrouble: (why) => troubles.push(why),
});
let url: string;
let close: () => unknown;
beforeAll(async () => {
  const app: Pick<App, 'processEvent'> = {
    processEvent(event) {
      heard.push(event);
      return handle(event);
    },
  };
  receiver.init(app as App);
  await receiver.start();
  const server = await listen(0, { look: async () => {}, deafMs: () => 0, slack: (request) => receiver.take(request) });
  url = `http://127.0.0.1:${portOf(server)}/slack/events`;
  close = () => server.close();
});
afterAll(() => close());
beforeEach(() => {
  heard = [];
  troubles = [];
  handle = ({ ack }) => ack();
});

type Sent = Readonly<{ atS?: number | string; secret?: string; headers?: Record<string, string>; signed?: string }>;

function headersFor(body: string, { atS = NOW_MS / 1_000, secret = SECRET, headers = {}, signed = body }: Sent) {
  const signature = createHmac('sha256', secret).update(`v0:${atS}:${signed}`).digest('hex');
  return { 'x-slack-request-timestamp': `${atS}`, 'x-slack-signature': `v0=${signature}`, ...headers };
}

async function send(type: string, body: string, how: Sent = {}) {
  const headers = { 'content-type': type, ...headersFor(body, how) };
  const answer = await fetch(url, { method: 'POST', headers, body });
  return { status: answer.status, text: await answer.text() };
}
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const command = new URLSearchParams({ command: '/refinery', text: 'help', trigger_id: '1.2' }).toString();
const event = JSON.stringify({ type: 'event_callback', event: { type: 'app_mention', text: 'héllo' } });

it('hands on a command, a press and an event, each as it was written', async () => {
  expect(await send(FORM, command)).toEqual({ status: 200, text: '' });
  expect(await send(FORM, new URLSearchParams({ payload: '{"type":"block_actions"}' }).toString())).toEqual({
    status: 200,
    text: '',
  });
  expect(await send(JSON_TYPE, event)).toEqual({ status: 200, text: '' });
  expect(heard.map(({ body }) => body)).toEqual([
    { command: '/refinery', text: 'help', trigger_id: '1.2' },
    { type: 'block_actions' },
    JSON.parse(event),
  ]);
});

it.each([
  ['with a wrong secret', command, { secret: 'another' }],
  ['of another text than was signed', command, { signed: `${command}&text=more` }],
  ['from 5 minutes and a second ago', command, { atS: NOW_MS / 1_000 - 5 * MINUTE_S - 1 }],
  ['from 6 minutes ahead', command, { atS: NOW_MS / 1_000 + 6 * MINUTE_S }],
  ['from a day ahead', command, { atS: NOW_MS / 1_000 + 24 * 60 * MINUTE_S }],
  ['of no time', command, { atS: 'soon' }],
  ['of a time that is no whole number', command, { atS: `${NOW_MS / 1_000}.5` }],
  ['without a signature', command, { headers: { 'x-slack-signature': '' } }],
  ['with half a signature', command, { headers: { 'x-slack-signature': 'v0=' } }],
  ['signed otherwise', command, { headers: { 'x-slack-signature': 'v1=00' } }],
  ['that asks for the challenge, unsigned', '{"type":"url_verification","challenge":"x"}', { secret: 'another' }],
])('refuses a request %s', async (_what, body, how: Sent) => {
  expect(await send(body === command ? FORM : JSON_TYPE, body, how)).toEqual({
    status: 401,
    text: 'not signed with SLACK_SIGNING_SECRET',
  });
  expect(heard).toEqual([]);
});

it('takes one from within the five minutes, as Slack sends it again', async () => {
  for (const atS of [NOW_MS / 1_000 - 5 * MINUTE_S, NOW_MS / 1_000 + 5 * MINUTE_S])
    expect((await send(FORM, command, { atS })).status).toBe(200);
});

it('refuses a request without any of its headers', async () => {
  const answer = await fetch(url, { method: 'POST', body: command });
  expect([answer.status, (await fetch(url)).status]).toEqual([401, 404]);
});

it.each([
  ['payload=null', FORM, 'payload=null'],
  ['a payload that is no JSON', FORM, 'payload=%7B'],
  ['a payload that is a list', FORM, 'payload=[]'],
  ['a payload that is a number', FORM, 'payload=7'],
  ['null', JSON_TYPE, 'null'],
  ['no JSON', JSON_TYPE, '{'],
  ['nothing', JSON_TYPE, ''],
])('survives %s, signed', async (_what, type, body) => {
  expect(await send(type, body)).toEqual({ status: 400, text: 'nothing that can be read' });
  expect((await send(FORM, command)).status).toBe(200);
});

it('refuses what is too large before it has read it', async () => {
  expect((await send(FORM, `text=${'x'.repeat(1024 * 1024)}`)).status).toBe(413);
});

it('says back the challenge that Slack asks an address by, and takes its look at the certificate', async () => {
  expect(await send(JSON_TYPE, '{"type":"url_verification","challenge":"3eZbrw1aB"}')).toEqual({
    status: 200,
    text: '3eZbrw1aB',
  });
  expect(await send(FORM, 'ssl_check=1&token=x')).toEqual({ status: 200, text: '' });
  expect(heard).toEqual([]);
});

it('acknowledges an event when it was dealt with, a command when its handler says so', async () => {
  const dealt = Promise.withResolvers<void>();
  handle = async ({ ack }) => {
    await ack();
    await dealt.promise;
  };
  const order: string[] = [];
  const telling = send(JSON_TYPE, event).then(() => order.push('event'));
  await send(FORM, command).then(() => order.push('command'));
  expect(order).toEqual(['command']);
  dealt.resolve();
  await telling;
  expect(order).toEqual(['command', 'event']);
});

it('brings along what a handler answers with', async () => {
  handle = ({ ack }) => ack({ response_action: 'errors', errors: { expectation: 'is missing' } });
  expect((await send(FORM, 'payload={}')).text).toBe(
    '{"response_action":"errors","errors":{"expectation":"is missing"}}',
  );
  handle = ({ ack }) => ack('in words');
  expect((await send(FORM, command)).text).toBe('in words');
});

it.each([
  ['that a listener failed on', async ({ body }: ReceiverEvent) => receiver.noteFailure(body), []],
  ['that broke', () => Promise.reject(new Error('broken')), ['broken']],
])('lets Slack bring an event again %s, and says which time it is', async (_what, failing, why) => {
  handle = failing;
  expect((await send(JSON_TYPE, event)).status).toBe(500);
  expect(troubles).toEqual(why);
  handle = ({ ack }) => ack();
  const headers = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_error' };
  expect((await send(JSON_TYPE, event, { headers })).status).toBe(200);
  expect(heard.map(({ retryNum, retryReason }) => [retryNum, retryReason])).toEqual([
    [undefined, undefined],
    [1, 'http_error'],
  ]);
});

it('tells Slack to come again while it starts, and once it ends; what has come in is finished', async () => {
  const dealt = Promise.withResolvers<void>();
  handle = () => dealt.promise;
  const last = send(JSON_TYPE, event);
  await expect.poll(() => heard).toHaveLength(1);
  const stopping = receiver.stop();
  expect((await send(JSON_TYPE, event)).status).toBe(503);
  dealt.resolve();
  expect((await last).status).toBe(200);
  await stopping;
  await receiver.start();
});
