import { expect, it } from 'vitest';
import { answeringClient } from '../../src/slack/answering-client.ts';
import { earlierMessages } from '../../src/slack/hearing/earlier-messages.ts';
import { startSlackServer } from '../slack-server.ts';

it('reads a thread to its end, and leaves out what bots said and the message itself', async () => {
  const slack = await startSlackServer();
  const person = { bot_id: undefined };
  const root = slack.post({ text: 'Look at this', ...person }).ts;
  for (let count = 1; count <= 20; count++) slack.post({ thread_ts: root, text: `talk ${count}`, ...person });
  slack.post({ thread_ts: root, text: 'a bot speaks' });
  const { ts } = slack.post({ thread_ts: root, text: '@refinery please', ...person });
  const earlier = await earlierMessages(answeringClient('xoxb-1', { slackApiUrl: slack.url }), {
    channel: 'C1',
    thread: root,
    ts,
  });
  expect([earlier.length, earlier[0], earlier.at(-1)]).toEqual([21, 'Look at this', 'talk 20']);
  await slack.close();
});
