import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CHANNELS } from '../../playground/slack/default-world.ts';
import type { Clock, Slack } from '../../playground/slack/human-side.ts';
import { startSlack } from '../../playground/slack/start-slack.ts';
import { CaseId } from '../../src/domain/case.ts';
import { waterfallOf } from '../../src/refine/picture/waterfall.ts';
import { changeBudget } from '../../src/slack/painting/change-budget.ts';
import { owedChanges } from '../../src/slack/painting/owed-changes.ts';
import { pacedClient } from '../../src/slack/painting/paced-client.ts';
import { progressPainter } from '../../src/slack/painting/progress-painter.ts';
import { drawnDigest } from '../../src/slack/painting/standing.ts';
import { threadPainter } from '../../src/slack/painting/thread-painter.ts';
import { uploadPicture } from '../../src/slack/painting/upload-picture.ts';
import { type Post, withPicture } from '../../src/slack/post.ts';
import { paragraph, richText } from '../../src/slack/texts/rich-text.ts';
import { ADA } from '../slack-ids.ts';

/** A minute takes a second, for Slack as for us. */
const TIMES = 60;
const clock: Clock = {
  nowMs: () => TIMES * performance.now(),
  after(delayMs, act) {
    const timer = setTimeout(act, delayMs / TIMES);
    return () => clearTimeout(timer);
  },
};
const wait = (ms: number) => new Promise<void>((over) => void setTimeout(over, ms / TIMES));

const THREADS = 30;
const [like] = CHANNELS;
const channelOf = (id: CaseId) => `C${id.replace('RF-', '').padStart(9, '0')}`;
const cases = Array.from({ length: THREADS }, (_, index) => CaseId.parse(`RF-${index + 1}`));

let slack: Slack;
beforeEach(async () => {
  const channels = cases.map((id) => ({ ...like, id: channelOf(id), name: id.toLowerCase() })) as typeof CHANNELS;
  slack = await startSlack({ realLimits: true, clock, channels: [...CHANNELS, ...channels] });
});
afterEach(() => slack.close());

const post = (slot: string, text: string): Post => ({ slot, text, blocks: [richText(paragraph(text))] });
const picture = { ...waterfallOf({ runs: [] }, { suspects: [] }), alt: 'How it went.' };
/** How a thread of a case looks, stage by stage. */
const stages: readonly (readonly Post[])[] = [
  [post('opened', 'reported'), { ...post('progress/1', 'reading'), moves: true }],
  [
    post('opened', 'reported'),
    { ...post('progress/1', 'diagnosing'), moves: true },
    { ...post('triage/1', 'what stands out'), picture },
  ],
  [
    post('opened', 'reported on a trace with a name'),
    post('progress/1', 'done'),
    { ...post('triage/1', 'what stands out'), picture },
    post('fixes/1', 'three fixes'),
  ],
];

it('brings thirty threads at once to where they should stand: nothing is refused, and nothing lost', async () => {
  // As `paintingClient`, but with patience: on a machine that has no time, nothing is to be learned about limits.
  const options = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };
  const client = pacedClient(new WebClient(slack.botToken, options), { clock: clock.nowMs, wait });
  const budget = changeBudget({ changes: client.roomForUpdates, uploads: client.roomForUploads }, clock.nowMs);
  const progress = progressPainter({ chat: client.chat, budget }, { everyMs: 1_500, wait });
  const painter = threadPainter({ client, botId: slack.bot.botId, budget, wait }, progress);
  const ending = new AbortController();
  const threads = new Map<CaseId, { ts: string; stage: number; files: Map<string, string> }>();
  const draw = async (id: CaseId): Promise<void> => {
    const { ts, stage, files } = threads.get(id) ?? { ts: '', stage: 0, files: new Map() };
    const thread = { case: id, channel: channelOf(id), ts };
    const painted = await painter.paint(thread, stages[stage] ?? [], 'us', files);
    if ('closed' in painted) throw new Error(painted.closed);
    owing.owe(id, painted.owed);
  };
  /** As the keeper of threads and the illustrator do: a connection may be lost at any time. */
  const insist = <Done>(work: () => Promise<Done>): Promise<Done> =>
    work().catch(() => wait(1_000).then(() => insist(work)));
  const owing = owedChanges<CaseId>({
    budget,
    draw: (id) => insist(() => draw(id)),
    wait,
    signal: ending.signal,
  });

  const live = async (id: CaseId) => {
    const channel = channelOf(id);
    const opened = await insist(() => painter.open({ case: id, channel }, stages[0]?.[0] as Post, 0, 'nobody'));
    if ('closed' in opened) throw new Error(opened.closed);
    const files = new Map<string, string>();
    for (const stage of stages.keys()) {
      threads.set(id, { ts: opened.ts, stage, files });
      await insist(() => draw(id));
      if (stage !== 1) continue;
      const file = { name: `${id}.png`, alt: 'How it went.', png: new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]) };
      files.set('triage/1', await insist(() => uploadPicture({ client, wait }, file)));
    }
  };
  await Promise.all(cases.map(live));

  const standing = (id: CaseId) => {
    const { messages } = slack.human.messages({ as: ADA, channel: channelOf(id) });
    return messages.map(
      ({ metadata }) => metadata?.event_payload as { slot: string; digest: string; picture?: string },
    );
  };
  const lacking = () =>
    cases.filter((id) => {
      const there = standing(id);
      return (stages.at(-1) ?? []).some((wanted) => {
        const [message, twice] = there.filter(({ slot }) => slot === wanted.slot);
        const drawn = message?.picture ? withPicture(wanted, picture, message.picture) : wanted;
        return twice || message?.digest !== drawnDigest(drawn) || (wanted.picture && !message.picture);
      });
    });
  await expect.poll(lacking, { timeout: 100_000, interval: 100 }).toEqual([]);
  ending.abort();

  expect(slack.calls.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  const changes = slack.calls.filter(({ method }) => method === 'chat.update').length;
  // The first message and the picture of each; and of progress what there was room for.
  expect(changes).toBeGreaterThanOrEqual(2 * THREADS);
  expect(changes).toBeLessThan(4 * THREADS);
}, 180_000);
