import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Slack } from '../../playground/slack/human-side.ts';
import { startSlack } from '../../playground/slack/start-slack.ts';
import type { HandedOver, Proven } from '../../src/domain/case.ts';
import type { Edit } from '../../src/domain/change.ts';
import { sealChange } from '../../src/refine/case/digest.ts';
import { changeBudget } from '../../src/slack/painting/change-budget.ts';
import { paintingClient } from '../../src/slack/painting/painting-client.ts';
import { progressPainter } from '../../src/slack/painting/progress-painter.ts';
import { type ThreadPainter, threadPainter } from '../../src/slack/painting/thread-painter.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { someHypothesis, someVerdict } from '../unit/some.ts';
import { historyAfter, recordedCase, type Step, someScene, stepsTo, stepsToPublished } from '../unit/some-history.ts';

/** The threads of the sample's cases in the emulator, which judges each message by Slack's rules on its own. */
let slack: Slack;
beforeEach(async () => {
  slack = await startSlack();
});
afterEach(() => slack.close());

const CHANNEL = 'C00000AGENT';
const ADA = { id: 'slack/T0PLAYGROUND/U0000000ADA', name: 'Ada' };
const place = { team: 'T0PLAYGROUND', channel: CHANNEL, thread: null };

/** One process: what it remembers is gone with it. */
function newPainter(): ThreadPainter {
  const client = () => paintingClient(slack.botToken, { slackApiUrl: slack.apiUrl });
  const wait = () => new Promise<void>((done) => void setImmediate(done));
  const budget = changeBudget({ changes: () => 50, uploads: () => 100 }, () => 0);
  return threadPainter(
    { client: client(), botId: slack.bot.botId, budget, wait },
    progressPainter({ chat: client().chat, budget }, { everyMs: 0, wait }),
  );
}

async function openedAt(channel: string, now: Proven | HandedOver) {
  const [opened] = threadOf(someScene(historyAfter(...stepsTo(now).slice(0, 1))));
  if (!opened) throw new Error('nothing to post');
  return newPainter().open({ case: now.id, channel }, opened, Date.now(), 'others');
}

async function thread(now: Proven | HandedOver) {
  const opened = await openedAt(CHANNEL, now);
  if ('closed' in opened) throw new Error(opened.closed);
  return { case: now.id, channel: CHANNEL, ts: opened.ts };
}

async function messages() {
  const { messages: all } = await slack.human.messages({ as: 'U0000000ADA', channel: CHANNEL });
  return all;
}

/** Fact by fact, as it comes about; each painting by a process of its own. */
async function live(now: Proven | HandedOver, steps: readonly Step[]): Promise<void> {
  const at = await thread(now);
  for (let count = 1; count <= steps.length; count++) {
    const posts = threadOf(someScene(historyAfter(...steps.slice(0, count))));
    expect(await newPainter().paint(at, posts, 'others')).toEqual({ lacking: [], owed: [] });
  }
}

describe('a case in Slack', () => {
  it.each(['memory', 'price'] as const)(
    '%s: each message once, whichever process draws it; only whoever approved is named',
    async (name) => {
      const now = { ...recordedCase(name).now, place, openedBy: ADA } as Proven;
      const steps = [...stepsTo(now), ...stepsToPublished(now, ADA)];
      await live(now, steps);
      const posts = threadOf(someScene(historyAfter(...steps)));
      const stands = await messages();
      expect(stands.map(({ text }) => text)).toEqual(posts.map(({ text }) => text));
      expect(new Set(stands.slice(1).map(({ thread_ts }) => thread_ts)).size).toBe(1);
      expect(slack.pings.map(({ target }) => target)).toEqual(['U0000000ADA']);
    },
  );

  it('order: handed over', async () => {
    const now = { ...recordedCase('order').now, place } as HandedOver;
    await live(now, stepsTo(now));
    expect((await messages()).map(({ text }) => text)).toContainEqual(
      expect.stringContaining('This needs an engineer'),
    );
  });

  it('shares a change that is too long to be shown as a file, once', async () => {
    const edit: Edit = { kind: 'append', path: 'prompts/support.md', text: '- Never say <!channel>.\n'.repeat(500) };
    const hypothesis = someHypothesis({ change: sealChange([edit]) });
    const { now: recorded } = recordedCase('memory');
    const verdicts = [someVerdict(hypothesis, { check: recorded.check.digest, base: recorded.base })];
    const now = { ...recorded, place, hypotheses: [hypothesis], verdicts } as Proven;
    await live(now, [...stepsTo(now), ...stepsToPublished(now, ADA)]);
    const files = (await messages()).flatMap((message) => message.files ?? []);
    expect(files.map(({ name }) => name)).toEqual(['RF-1-1-h1.diff']);
    expect(await (await fetch(files[0]?.url_private ?? '')).text()).toContain('+- Never say <!channel>.');
    expect(slack.pings.map(({ target }) => target)).toEqual(['U0000000ADA']);
  });

  it('comes through lost answers, 429 and a Slack that is down, with no message twice', async () => {
    const now = { ...recordedCase('memory').now, place } as Proven;
    slack.faults.next('chat.postMessage', { kind: 'lost-answer' }, 2);
    slack.faults.next('conversations.replies', { kind: 'status', status: 503 }, 2);
    slack.faults.next('chat.update', { kind: 'rate-limited', retryAfterSeconds: 1 }, 2);
    const steps = [...stepsTo(now), ...stepsToPublished(now)];
    await live(now, steps);
    const posts = threadOf(someScene(historyAfter(...steps)));
    expect((await messages()).map(({ text }) => text)).toEqual(posts.map(({ text }) => text));
  });

  it.each([
    ['C0000RANDOM', 'not-in-channel'],
    ['C0ARCHIVED0', 'archived'],
    ['C00PRIVATE0', 'no-channel'],
  ])('says why %s is closed to it', async (channel, closed) => {
    const { now } = recordedCase('memory');
    expect(await openedAt(channel, now)).toEqual({ closed });
  });
});
