import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ADA, SUPPORT } from '../../slack-ids.ts';
import { clientOf, refusal } from './place.ts';
import { newManualClock, someApp, someDeafConnection, someModal, someSlack, viewOf, watch } from './some-slack.ts';

const MINUTE_MS = 60_000;

describe('docs.slack.dev/apis/events-api#retries', () => {
  it('an event comes again at once, after 1 and after 5 minutes, and says which time it is', async () => {
    const clock = newManualClock();
    const slack = await someSlack({ clock });
    const heard = await someDeafConnection(slack);
    await slack.human.say({ as: ADA, channel: SUPPORT, text: 'hi' });
    const retries = () => heard.map(({ retry_num: retry = 0 }) => retry);
    for (const [retry, delayMs] of [1, MINUTE_MS, 5 * MINUTE_MS].entries()) {
      await expect.poll(retries).toHaveLength(retry + 1);
      clock.advance(3000);
      await tick();
      clock.advance(delayMs - 1);
      if (retry > 0) expect(slack.envelopes).toHaveLength(retry + 1);
      clock.advance(1);
      expect(slack.envelopes).toHaveLength(retry + 2);
    }
    await expect.poll(retries).toEqual([0, 1, 2, 3]);
    clock.advance(3000);
    await tick();
    clock.advance(60 * MINUTE_MS);
    expect(slack.envelopes.map(({ retry }) => retry)).toEqual([0, 1, 2, 3]);
    expect(new Set(slack.envelopes.map(({ payload }) => payload.event_id)).size).toBe(1);
  });

  it('an acknowledged event does not', async () => {
    const clock = newManualClock();
    const slack = await someSlack({ clock });
    await someApp(slack);
    await slack.human.say({ as: ADA, channel: SUPPORT, text: 'hi' });
    await expect.poll(() => slack.envelopes[0]?.ackedAfterMs).toBe(0);
    clock.advance(10 * MINUTE_MS);
    expect(slack.envelopes).toHaveLength(1);
  });
});

describe('docs.slack.dev/apis/events-api/using-socket-mode, with people and faults', () => {
  it('each envelope goes to one of the connections', async () => {
    const slack = await someSlack();
    for (let count = 0; count < 2; count++) await someApp(slack);
    for (const text of ['a', 'b', 'c', 'd']) await slack.human.say({ as: ADA, channel: SUPPORT, text });
    expect(slack.envelopes.map(({ connection }) => connection)).toEqual([1, 2, 1, 2]);
    await expect.poll(() => slack.envelopes.every(({ ackedAfterMs }) => ackedAfterMs !== undefined)).toBe(true);
  });

  it('a connection that is asked to come anew does; the other one serves meanwhile', async () => {
    const slack = await someSlack();
    const heard = await someDeafConnection(slack);
    await someApp(slack, (app) => app.command('/contract', async ({ ack }) => ack('here')));
    const opened = () => slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
    const servedBy = async () => {
      await slack.human.command({ as: ADA, channel: SUPPORT, command: '/contract', text: '' });
      return slack.envelopes.at(-1)?.connection;
    };
    slack.faults.refreshSocket();
    await expect.poll(servedBy).toBe(2);
    await expect.poll(opened, { timeout: 10_000 }).toBe(3);
    // Bolt leaves a rejection unhandled where it is stopped before Slack has greeted it again.
    const heardBy = async () => {
      await slack.human.say({ as: ADA, channel: SUPPORT, text: 'hi' });
      return slack.envelopes.at(-1)?.connection;
    };
    await expect.poll(heardBy, { timeout: 10_000 }).toBe(3);
    expect(heard.every(({ type }) => type !== 'disconnect')).toBe(true);
  });

  it('is pinged every few seconds, and may be warned of its end', async () => {
    const clock = newManualClock();
    const slack = await someSlack({ clock });
    const { url = '' } = await clientOf(slack, slack.appToken).apps.connections.open({});
    const socket = new WebSocket(url);
    const heard: string[] = [];
    socket.on('message', (data) => heard.push(JSON.parse(String(data)).reason ?? 'hello'));
    socket.on('ping', () => heard.push('ping'));
    socket.on('close', () => heard.push('close'));
    await expect.poll(() => heard).toEqual(['hello']);
    clock.advance(5000);
    slack.faults.refreshSocket('warning');
    slack.faults.refreshSocket();
    await expect.poll(() => heard).toEqual(['hello', 'ping', 'warning', 'refresh_requested']);
    clock.advance(10_000);
    await expect.poll(() => heard.at(-1)).toBe('close');
  });

  it('cut after an event was delivered, it comes again by the other connection', async () => {
    const slack = await someSlack({ retryDelaysMs: [0, 10, 10] });
    for (let count = 0; count < 2; count++) await someApp(slack);
    slack.faults.dropAfterNextEnvelope();
    await slack.human.say({ as: ADA, channel: SUPPORT, text: 'hi' });
    await expect
      .poll(() => slack.envelopes.map(({ retry, connection }) => [retry, connection]))
      .toEqual([
        [0, 1],
        [1, 2],
      ]);
    expect(slack.envelopes[0]?.ackedAfterMs).toBeUndefined();
    await expect.poll(() => slack.envelopes[1]?.ackedAfterMs).toBeDefined();
  });

  it('all cut, nobody is there until the app is back', async () => {
    const slack = await someSlack();
    await someApp(slack, (app) => app.command('/contract', async ({ ack }) => ack()));
    const ask = () => slack.human.command({ as: ADA, channel: SUPPORT, command: '/contract', text: '' });
    expect(await ask()).toEqual({});
    slack.faults.dropSockets();
    await expect.poll(ask).toHaveProperty('error');
    await expect.poll(ask, { timeout: 15_000, interval: 250 }).toEqual({});
  });

  it('late delivery costs the app its time: an acknowledgement and a trigger come too late', async () => {
    const clock = newManualClock();
    const slack = await someSlack({ clock });
    const told = watch(slack, ADA);
    const triggers: string[] = [];
    const app = await someApp(slack, (listening) =>
      listening.command('/contract', async ({ ack, command }) => {
        triggers.push(command.trigger_id);
        await ack();
      }),
    );
    slack.faults.delayDelivery(3500);
    const asked = slack.human.command({ as: ADA, channel: SUPPORT, command: '/contract', text: '' });
    clock.advance(3500);
    expect(await asked).toHaveProperty('error');
    await expect.poll(() => triggers).toHaveLength(1);
    await refusal(app.client.views.open({ trigger_id: triggers[0] ?? '', view: someModal() }), 'expired_trigger_id');
    expect(() => viewOf(told)).toThrow();
  });
});

describe('faults that tests ask for', () => {
  const start = async () => {
    const slack = await someSlack();
    const bot = clientOf(slack, slack.botToken);
    const post = () => bot.chat.postMessage({ channel: SUPPORT, text: 'hi' });
    const texts = () => slack.human.messages({ as: ADA, channel: SUPPORT }).messages.length;
    const ask = () =>
      fetch(`${slack.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ channel: SUPPORT, text: 'hi' }),
        signal: AbortSignal.timeout(300),
      });
    return { slack, post, texts, ask };
  };

  it('too often: 429 with Retry-After, which a client keeps to', async () => {
    const { slack, post, ask, texts } = await start();
    slack.faults.next('chat.postMessage', { kind: 'rate-limited', retryAfterSeconds: 0 }, 2);
    const response = await ask();
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '0']);
    await post();
    expect(slack.calls.map(({ outcome }) => outcome)).toEqual(['rate-limited', 'rate-limited', 'ok']);
    expect(texts()).toBe(1);
  });

  it('an error of its own, and of the web', async () => {
    const { slack, post, ask, texts } = await start();
    slack.faults.next('chat.postMessage', { kind: 'error', error: 'fatal_error' });
    slack.faults.next('chat.postMessage', { kind: 'status', status: 503 });
    await refusal(post(), 'fatal_error');
    const response = await ask();
    expect([response.status, response.headers.get('content-type')]).toEqual([503, 'text/html']);
    expect(texts()).toBe(0);
  });

  it('no answer; or an answer that is lost, though it is done', async () => {
    const { slack, ask, texts } = await start();
    slack.faults.next('chat.postMessage', { kind: 'hang' });
    await expect(ask()).rejects.toThrow('timeout');
    expect(texts()).toBe(0);
    slack.faults.next('chat.postMessage', { kind: 'lost-answer' });
    await expect(ask()).rejects.toThrow('fetch failed');
    expect(texts()).toBe(1);
    slack.faults.next('chat.postMessage', { kind: 'hang' }, 9);
    slack.faults.clear();
    expect((await ask()).status).toBe(200);
  });
});

/** Lets what is due happen. */
function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
