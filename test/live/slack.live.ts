import { describe } from 'vitest';
import { blockRules } from '../contract/slack/block-rules.ts';
import type { Place } from '../contract/slack/place.ts';
import { socketRules } from '../contract/slack/socket-rules.ts';
import { webApiRules } from '../contract/slack/web-api-rules.ts';

const {
  SLACK_BOT_TOKEN: botToken = '',
  SLACK_APP_TOKEN: appToken = '',
  SLACK_TEST_CHANNEL: channel = '',
  // Another Slack than the real one, such as the emulator.
  SLACK_API_URL: apiUrl,
} = process.env;

/** Whatever needs a person at a keyboard, or a fault, is left to the emulator. */
describe('a real Slack', () => {
  const place = (): Place => ({ botToken, appToken, channel, ...(apiUrl ? { apiUrl } : {}) });
  webApiRules(place);
  blockRules(place);
  socketRules(place);
});
