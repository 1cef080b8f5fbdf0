import { describe, expect, it } from 'vitest';
import { RANDOM, SUPPORT } from '../../slack-ids.ts';
import { newManualClock, someSlack } from './some-slack.ts';

describe('docs.slack.dev/apis/web-api/rate-limits', () => {
  const start = async (realLimits: boolean) => {
    const clock = newManualClock();
    const slack = await someSlack({ clock, realLimits });
    const call = async (method: string, given: object): Promise<readonly [number, string | null]> => {
      const response = await fetch(`${slack.apiUrl}${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(given),
      });
      return [response.status, response.headers.get('retry-after')];
    };
    return { clock, call };
  };
  const GOOD = [200, null];

  it('one message a second to each channel', async () => {
    const { clock, call } = await start(true);
    const post = (channel: string) => call('chat.postMessage', { channel, text: 'hi' });
    expect(await post(SUPPORT)).toEqual(GOOD);
    expect(await post(SUPPORT)).toEqual([429, '1']);
    expect(await post(RANDOM)).toEqual(GOOD);
    clock.advance(1000);
    expect(await post(SUPPORT)).toEqual(GOOD);
  });

  it.each([
    ['tier 2', 'conversations.list', 20],
    ['tier 3', 'conversations.info', 50],
    ['tier 4', 'users.info', 100],
  ])('%s: %s %i times a minute', async (_tier, method, most) => {
    const { clock, call } = await start(true);
    const ask = () => call(method, { channel: SUPPORT, user: 'U0000000ADA' });
    for (let count = 0; count < most; count++) expect(await ask()).toEqual(GOOD);
    clock.advance(20_500);
    expect(await ask()).toEqual([429, '40']);
    clock.advance(39_500);
    expect(await ask()).toEqual(GOOD);
  });

  it('unless it is told not to', async () => {
    const { call } = await start(false);
    for (let count = 0; count < 60; count++) {
      expect(await call('conversations.info', { channel: SUPPORT })).toEqual(GOOD);
    }
  });
});
