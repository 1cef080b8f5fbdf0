import { describe, expect, it } from 'vitest';
import type { HumanEvent } from '../../../playground/slack/human-side.ts';
import { ADA, ADAS_DM, BEN, SUPPORT } from '../../slack-ids.ts';
import { clientOf, refusal } from './place.ts';
import { someApp, someSlack } from './some-slack.ts';

const some = async (manifestPath?: string) => {
  const slack = await someSlack(manifestPath === undefined ? {} : { manifestPath });
  const { ts } = await slack.human.say({ as: ADA, channel: ADAS_DM, text: 'hello' });
  return { slack, bot: clientOf(slack, slack.botToken), at: { channel_id: ADAS_DM, thread_ts: ts } };
};
const sessions = (slack: Awaited<ReturnType<typeof someSlack>>) => slack.human.world({ as: ADA }).sessions;

describe('docs.slack.dev/ai/agent-sessions', () => {
  it('a status makes the session, and stays until it is taken off; the person sees it', async () => {
    const { slack, bot, at } = await some();
    const seen: HumanEvent[] = [];
    slack.human.listen({ as: ADA }, (event) => seen.push(event));
    slack.human.listen({ as: BEN }, (event) => seen.push(event));
    await bot.agents.sessions.setStatus({ ...at, status: 'processing', title: 'hello' });
    await bot.chat.postMessage({ channel: ADAS_DM, thread_ts: at.thread_ts, text: 'hi' });
    const session = { channel: ADAS_DM, thread: at.thread_ts, status: 'processing', title: 'hello' };
    expect(sessions(slack)).toEqual([session]);
    expect(seen.filter(({ type }) => type === 'session')).toEqual([{ type: 'session', session }]);
    await bot.agents.sessions.setStatus({ ...at, status: 'active' });
    expect(sessions(slack)).toEqual([{ ...session, status: 'active' }]);
    expect(await bot.agents.sessions.rename({ ...at, title: 'prices' })).toMatchObject({ title: 'prices' });
  });

  it('only of an app that its manifest declares as an agent, of a thread that is there, with a title that fits', async () => {
    const { bot, at } = await some();
    const { thread_ts } = at;
    await refusal(
      bot.agents.sessions.setStatus({ channel_id: ADAS_DM, thread_ts: '1.000000', status: 'active' }),
      'invalid_thread_ts',
    );
    await refusal(
      bot.agents.sessions.setStatus({ ...at, status: 'active', title: 'x'.repeat(201) }),
      'invalid_arguments',
    );
    await refusal(bot.agents.sessions.rename({ channel_id: ADAS_DM, thread_ts, title: 'x' }), 'session_not_found');
    const quiet = await some(new URL('quiet-manifest.yml', import.meta.url).pathname);
    const none = await quiet.bot.agents.sessions.setStatus({ ...quiet.at, status: 'active' }).catch(String);
    expect(none).toMatch(/not_authorized|missing_scope/);
  });

  it('Stop is told to the app, which alone takes the status off', async () => {
    const { slack, bot, at } = await some();
    const heard: unknown[] = [];
    await someApp(slack, (app) => {
      app.event('agent_session_stopped', async ({ event }) => void heard.push(event));
    });
    const stop = () => slack.human.stopSession({ as: ADA, channel: ADAS_DM, threadTs: at.thread_ts });
    await expect(stop()).rejects.toThrow('nothing is being done');
    await bot.agents.sessions.setStatus({ ...at, status: 'processing' });
    await stop();
    await expect.poll(() => heard).toMatchObject([{ channel: ADAS_DM, user: ADA, thread_ts: at.thread_ts }]);
    expect(sessions(slack)).toMatchObject([{ status: 'processing' }]);
  });
});

describe('docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts', () => {
  it('takes the place of those of the manifest, four at most, for who is in that conversation', async () => {
    const { slack, bot } = await some();
    const of = (as: string) => slack.human.world({ as }).prompts?.prompts.map(({ title }) => title);
    expect(of(ADA)).toEqual(['Contract']);
    const prompts = ['a', 'b', 'c', 'd', 'e'].map((title) => ({ title, message: title }));
    await refusal(bot.assistant.threads.setSuggestedPrompts({ channel_id: ADAS_DM, prompts }), 'invalid_arguments');
    await bot.assistant.threads.setSuggestedPrompts({ channel_id: ADAS_DM, prompts: prompts.slice(1) });
    expect([of(ADA), of(BEN)]).toEqual([['b', 'c', 'd', 'e'], ['Contract']]);
  });

  it('opening the Messages tab is told to the app', async () => {
    const { slack } = await some();
    await slack.human.openDirect({ as: ADA });
    expect(slack.envelopes.map(({ payload }) => payload.event)).toContainEqual(
      expect.objectContaining({ type: 'app_home_opened', tab: 'messages', channel: ADAS_DM }),
    );
  });
});

it('a channel is no conversation with the app alone: its sessions are not among mine', async () => {
  const { slack, bot } = await some();
  const { ts } = await slack.human.say({ as: ADA, channel: SUPPORT, text: 'hello' });
  await bot.agents.sessions.setStatus({ channel_id: SUPPORT, thread_ts: ts, status: 'active' });
  expect(sessions(slack)).toEqual([]);
});
