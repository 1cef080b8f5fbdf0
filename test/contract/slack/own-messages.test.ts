import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { fits } from '../../../src/slack/texts/limits.ts';
import { threadOf } from '../../../src/slack/thread-of.ts';
import { SUPPORT } from '../../slack-ids.ts';
import { historyAfter, recordedCase, someScene, stepsTo } from '../../unit/some-history.ts';
import { limits } from './block-rules.ts';
import { clientOf } from './place.ts';
import { someSlack } from './some-slack.ts';

describe('what Refinery sends', () => {
  it.each(['memory', 'price', 'order'] as const)('is taken by Slack: the thread of %s', async (name) => {
    const slack = await someSlack();
    const bot = clientOf(slack, slack.botToken);
    const { now, runNames } = recordedCase(name);
    const posts = threadOf(someScene(historyAfter(...stepsTo(now)), { runNames }));
    for (const { text, blocks } of posts) {
      await bot.chat.postMessage({ channel: SUPPORT, text, blocks: [...blocks] });
    }
    expect(slack.calls.map(({ outcome }) => outcome)).toEqual(posts.map(() => 'ok'));
    expect(slack.pings).toEqual([]);
  });

  /** Whatever is a number; the rest the compiler holds Refinery to. */
  const counted = limits.filter(([what]) => /\d/.test(what));
  it.each(counted)('is stopped by its own validator before Slack refuses it: %s', (_what, _good, bad) => {
    expect(fits({ text: 'x', blocks: bad as unknown as readonly KnownBlock[] })).not.toEqual([]);
  });
});
