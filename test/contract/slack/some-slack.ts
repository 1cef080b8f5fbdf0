import { join } from 'node:path';
import { App, SocketModeReceiver } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import { onTestFinished } from 'vitest';
import type { Clock, HumanEvent, Slack, SlackOptions } from '../../../playground/slack/human-side.ts';
import { startSlack } from '../../../playground/slack/start-slack.ts';
import { SILENT } from './place.ts';

/** Time that stands still until it is moved. */
export type ManualClock = Clock & Readonly<{ advance(ms: number): void }>;

export function newManualClock(): ManualClock {
  let nowMs = Date.UTC(2026, 0, 5, 9);
  let waiting: readonly { atMs: number; act: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after(delayMs, act) {
      const timer = { atMs: nowMs + delayMs, act };
      waiting = [...waiting, timer];
      return () => {
        waiting = waiting.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const next = waiting.toSorted((a, b) => a.atMs - b.atMs)[0];
        if (!next || next.atMs > untilMs) break;
        waiting = waiting.filter((timer) => timer !== next);
        nowMs = Math.max(nowMs, next.atMs);
        next.act();
      }
      nowMs = untilMs;
    },
  };
}

/** An emulator for one test. */
export async function someSlack(options: SlackOptions = {}): Promise<Slack> {
  const slack = await startSlack({ manifestPath: join(import.meta.dirname, 'manifest.yml'), ...options });
  onTestFinished(() => slack.close());
  return slack;
}

/** A lost connection is opened anew after this; by itself the client waits 5 seconds. */
const RECONNECT_MS = 1500;

/** A real Bolt app, connected. */
export async function someApp(slack: Slack, listen: (app: App) => void = () => undefined): Promise<App> {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    clientPingTimeout: RECONNECT_MS,
    installerOptions: { clientOptions },
    logger: SILENT,
  });
  const app = new App({ token: slack.botToken, receiver, clientOptions, logger: SILENT });
  listen(app);
  await app.start();
  onTestFinished(async () => {
    await app.stop();
  });
  return app;
}

/** A connection that hears everything and acknowledges nothing; what it heard, retries included. */
export async function someDeafConnection(slack: Slack): Promise<readonly { type: string; retry_num?: number }[]> {
  const client = new SocketModeClient({
    appToken: slack.appToken,
    clientOptions: { slackApiUrl: slack.apiUrl },
    clientPingTimeout: RECONNECT_MS,
    logger: SILENT,
  });
  const heard: { type: string; retry_num?: number }[] = [];
  client.on('slack_event', (event) => heard.push(event));
  await client.start();
  onTestFinished(() => client.disconnect());
  return heard;
}

/** What a person's page is told, as it comes. */
export function watch(slack: Slack, as: string): readonly HumanEvent[] {
  const told: HumanEvent[] = [];
  onTestFinished(slack.human.listen({ as }, (event) => told.push(event)));
  return told;
}

/** The view that a person was shown last. */
export function viewOf(told: readonly HumanEvent[]) {
  const shown = told.findLast((event) => event.type === 'view');
  if (shown?.type !== 'view') throw new Error('no view was shown');
  return shown.view;
}

export const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** A modal with one input, `reason`. */
export function someModal(title = 'Why?', more: object = {}) {
  return {
    type: 'modal' as const,
    callback_id: 'why',
    title: plain(title),
    submit: plain('Send'),
    blocks: [
      {
        type: 'input' as const,
        block_id: 'reason',
        label: plain('Reason'),
        element: { type: 'plain_text_input' as const, action_id: 'text' },
      },
    ],
    ...more,
  };
}

export const reasoned = (value: string) => ({ values: { reason: { text: { type: 'plain_text_input', value } } } });
