import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { answeringClient } from '../../src/slack/answering-client.ts';
import { startSlackServer } from '../slack-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'refinery-spans-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('has a span for each call of Slack, by its method, and nothing of what is said in it', async () => {
  const seen = join(folder, 'spans.jsonl');
  process.env.SPANS_SEEN = seen;
  await import('../e2e/telemetry/record-spans.ts');
  const slack = await startSlackServer();
  const client = answeringClient('xoxb-canary', { slackApiUrl: slack.url });
  expect(await client.chat.postMessage({ channel: 'C1', text: 'canary' })).toMatchObject({ ok: true });
  slack.fail('chat.update', { error: 'message_not_found' });
  await expect(client.chat.update({ channel: 'C1', ts: '1', text: 'canary' })).rejects.toThrow('message_not_found');
  await slack.close();

  const text = readFileSync(seen, 'utf8');
  const spans = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(spans).toMatchObject([
    { name: 'slack chat.postMessage', attributes: { 'refinery.operation': 'chat.postMessage' } },
    { name: 'slack chat.update', attributes: { 'refinery.error': 'unexpected' }, status: { code: 2 } },
  ]);
  expect(text).not.toContain('canary');
});
