import type { App } from '@slack/bolt';
import { expect, it } from 'vitest';
import { startSlack } from '../../playground/slack/start-slack.ts';
import { SocketLines } from '../../src/slack/receiver.ts';

/** The receiver alone, between the emulator and a handler that waits. */
it('lets a handler finish what it has stored, though the line breaks before it can acknowledge', async () => {
  const slack = await startSlack();
  let lines = 0;
  const lost = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<unknown>();
  const receiver = new SocketLines({
    appToken: slack.appToken,
    clientOptions: { slackApiUrl: slack.apiUrl },
    onTrouble: () => (++lines === 2 ? lost.resolve() : undefined),
  });
  let deafMs = 0;
  const handler: Pick<App, 'processEvent'> = {
    async processEvent({ ack }) {
      slack.faults.dropSockets();
      await lost.promise;
      deafMs = receiver.deafMs();
      finished.resolve(
        await ack().then(
          () => 'went on',
          (error: unknown) => error,
        ),
      );
    },
  };
  receiver.init(handler as App);
  await receiver.start();
  expect(receiver.deafMs()).toBe(0);
  void slack.human.command({ as: 'U0000000ADA', channel: 'C00000AGENT', command: '/refinery', text: 'help' });
  expect(await finished.promise).toBe('went on');
  expect(deafMs).toBeGreaterThan(0);
  await receiver.stop();
  await slack.close();
});
