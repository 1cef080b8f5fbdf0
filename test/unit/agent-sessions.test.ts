import type { WebClient } from '@slack/web-api';
import { expect, it } from 'vitest';
import { agentSessions } from '../../src/slack/agent/sessions.ts';

const session = { channel: 'D1', thread: '1.2' };

/** What is set lands here in place of Slack; each of `outcomes` is thrown by one call, in their order. */
function someSessions(...outcomes: readonly (Error | undefined)[]) {
  const set: string[] = [];
  const left = [...outcomes];
  const setStatus = async ({ status, title }: { status: string; title?: string }) => {
    const wrong = left.shift();
    if (wrong) throw wrong;
    set.push(title === undefined ? status : `${status}: ${title}`);
  };
  const client = { agents: { sessions: { setStatus } } } as unknown as WebClient;
  const waited: number[] = [];
  const wait = async (ms: number) => void waited.push(ms);
  return { set, waited, ...agentSessions({ client, wait, log: { info: () => {} } }) };
}
const refusal = Object.assign(new Error('not_authorized'), { code: 'slack_webapi_platform_error' });

it('says that it works and what about, until it has, whatever comes of it', async () => {
  const { set, whileWorking } = someSessions();
  expect(await whileWorking(session, 'x'.repeat(300), async () => {})).toBe('done');
  await expect.poll(() => set).toEqual([`processing: ${'x'.repeat(200)}`, 'active']);
  set.length = 0;
  await expect(
    whileWorking(session, null, async () => {
      throw new Error('broken');
    }),
  ).rejects.toThrow('broken');
  await expect.poll(() => set).toEqual(['processing', 'active']);
});

it('keeps nobody waiting who stops it, and tells the work', async () => {
  const { set, whileWorking, stop } = someSessions();
  let isTold = false;
  const never = (stopped: AbortSignal) =>
    new Promise<void>(() => stopped.addEventListener('abort', () => (isTold = true)));
  const working = whileWorking(session, null, never);
  await stop(session);
  expect(await working).toBe('stopped');
  expect(isTold).toBe(true);
  await expect.poll(() => set).toEqual(['processing', 'active']);
});

it('takes off what a process that was killed has left', async () => {
  const { set, stop } = someSessions();
  await stop(session);
  expect(set).toEqual(['active']);
});

it('is not stuck when Slack does not answer for a while', async () => {
  const { set, waited, whileWorking } = someSessions(undefined, new Error('lost'), new Error('lost'));
  await whileWorking(session, null, async () => {});
  await expect.poll(() => set).toEqual(['processing', 'active']);
  expect(waited).toEqual([0, 1_000, 5_000]);
});

it('answers all the same where Slack does not let it say so, and asks no more', async () => {
  const { set, whileWorking } = someSessions(refusal);
  expect(await whileWorking(session, 'hello', async () => {})).toBe('done');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(set).toEqual([]);
});
