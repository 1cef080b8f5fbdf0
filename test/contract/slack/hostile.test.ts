import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Slack } from '../../../playground/slack/human-side.ts';
import { ADA, SUPPORT } from '../../slack-ids.ts';
import { countSpentMs } from '../../spent-ms.ts';
import { clientOf } from './place.ts';
import { someApp, someSlack } from './some-slack.ts';

const call = (slack: Slack, body: string, type = 'application/json') =>
  fetch(`${slack.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': type },
    body,
  }).then(
    async (response) => ((await response.json()) as { error?: string }).error,
    () => 'cut off',
  );

it.each([
  ['no JSON', '{', 'application/json', 'invalid_form_data'],
  ['JSON that is no object', '[1]', 'application/json', 'invalid_form_data'],
  ['nothing', '', 'application/json', 'invalid_arguments'],
  ['a list for a text', '{"channel":"C00000AGENT","text":[]}', 'application/json', 'invalid_arguments'],
  ['blocks that are no list', '{"channel":"C00000AGENT","blocks":7}', 'application/json', 'invalid_blocks_format'],
  ['half a form', 'channel=%ZZ&text', 'application/x-www-form-urlencoded', 'channel_not_found'],
  ['a prototype', '{"__proto__":{"channel":"C00000AGENT","text":"x"}}', 'application/json', 'invalid_arguments'],
])('survives %s', async (_what, body, type, error) => {
  const slack = await someSlack();
  expect(await call(slack, body, type)).toBe(error);
});

it('survives blocks that are nested without end', async () => {
  const slack = await someSlack();
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(['cut off', 'invalid_blocks_format', 'invalid_form_data']).toContain(
    await call(slack, `{"channel":"${SUPPORT}","text":"x","blocks":[{"type":"section","text":${deep}}]}`),
  );
  expect((await clientOf(slack, slack.botToken).auth.test()).ok).toBe(true);
});

it('reads a long text full of half mentions in no time', async () => {
  const slack = await someSlack();
  const text = '&lt;@U1|<@U1|<https://a|@a#a'.repeat(2000);
  const spentMs = countSpentMs();
  await slack.human.say({ as: ADA, channel: SUPPORT, text });
  await clientOf(slack, slack.botToken).chat.postMessage({ channel: SUPPORT, text });
  expect(spentMs()).toBeLessThan(2000);
});

it('survives a socket that talks nonsense, and one that nobody gave an address', async () => {
  const slack = await someSlack();
  const { url = '' } = await clientOf(slack, slack.appToken).apps.connections.open({});
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.once('message', resolve));
  for (const nonsense of ['{', '[]', '{"envelope_id":7}', '{"envelope_id":"x","payload":[]}']) socket.send(nonsense);
  socket.terminate();
  const stranger = new WebSocket(`${slack.url.replace('http', 'ws')}/link/?ticket=mine`);
  await new Promise((resolve) => stranger.once('error', resolve));
  expect((await clientOf(slack, slack.botToken).auth.test()).ok).toBe(true);
});

it('takes a hundred presses and messages at once, each once', async () => {
  const slack = await someSlack();
  const pressed: (string | undefined)[] = [];
  await someApp(slack, (app) =>
    app.action('a', async ({ ack, body }) => {
      pressed.push(
        body.type === 'block_actions' && body.actions[0]?.type === 'button' ? body.actions[0].value : undefined,
      );
      await ack();
    }),
  );
  const bot = clientOf(slack, slack.botToken);
  const { ts: messageTs = '' } = await bot.chat.postMessage({ channel: SUPPORT, text: 'x' });
  const numbers = Array.from({ length: 100 }, (_, index) => String(index));
  const sent = await Promise.all(
    numbers.map(async (value) => {
      const action = { type: 'button', action_id: 'a', block_id: 'b', value };
      const [trouble, { ts }] = await Promise.all([
        slack.human.press({ as: ADA, channel: SUPPORT, messageTs, action }),
        slack.human.say({ as: ADA, channel: SUPPORT, text: value }),
      ]);
      expect(trouble).toEqual({});
      return ts;
    }),
  );
  expect(pressed.toSorted()).toEqual(numbers.toSorted());
  expect(new Set(sent).size).toBe(100);
});
