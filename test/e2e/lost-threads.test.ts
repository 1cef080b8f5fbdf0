import { expect, it } from 'vitest';
import { startSlack } from '../../playground/slack/start-slack.ts';
import { SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import { messagesOf, openTown, report, setUp, slotOf, until } from './slack-town.ts';

it('leaves alone what was said in a Slack that has forgotten it, and serves what comes', async () => {
  const town = await openTown({}, { REFINERY_DATA: (await freshEmbedded()).dataDir });
  const other = await startSlack();
  try {
    const first = await town.startBot();
    await setUp(town);
    await report(town, 'memory');
    const drawn = () => messagesOf(town, SUPPORT).find((message) => slotOf(message) === 'fixes/1');
    const lost = (await until(drawn)).thread_ts;
    await first.end();

    const moved = { ...town, slack: other };
    const bot = await town.startBot({ SLACK_API_URL: other.apiUrl });
    const asked = () =>
      other.calls.filter(({ method, given }) => method === 'conversations.replies' && given.ts === lost).length;
    await until(() => asked() > 0);
    await report(moved, 'price');
    await until(() => messagesOf(moved, SUPPORT).find((message) => slotOf(message) === 'fixes/1'));
    expect(asked()).toBe(1);
    expect(bot.said().match(/the thread is closed to me/g)).toHaveLength(1);
    expect(messagesOf(moved, SUPPORT).filter((message) => slotOf(message) === 'opened')).toHaveLength(1);
  } finally {
    await town.close();
    await other.close();
  }
}, 60_000);
