import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Slack } from '../../playground/slack/human-side.ts';
import { startSlack } from '../../playground/slack/start-slack.ts';
import { blockRules } from './slack/block-rules.ts';
import type { Place } from './slack/place.ts';
import { socketRules } from './slack/socket-rules.ts';
import { webApiRules } from './slack/web-api-rules.ts';

/** The rules that a real workspace is held to as well (`npm run test:slack-live`). */
describe('the emulator of Slack', () => {
  let slack: Slack;
  const place = (): Place => ({ ...slack, channel: 'C00000AGENT' });

  beforeAll(async () => {
    slack = await startSlack({ manifestPath: join(import.meta.dirname, 'slack/manifest.yml') });
  });
  afterAll(() => slack.close());

  webApiRules(place);
  blockRules(place);
  socketRules(place);
});
