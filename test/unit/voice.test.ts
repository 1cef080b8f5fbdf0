import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { expect, it } from 'vitest';
import { noteView } from '../../src/slack/modals/note-view.ts';
import { fits } from '../../src/slack/texts/limits.ts';
import { voice } from '../../src/slack/voice.ts';

type Sent = Readonly<{ text: string }>;

/** What is said lands here in place of Slack. */
function someVoice() {
  const sent: Sent[] = [];
  const logged: string[] = [];
  const client = { chat: { postEphemeral: async (message: Sent) => sent.push(message) } };
  const log = { error: (_about: object, what: string) => logged.push(what) };
  return { sent, logged, ...voice(client as unknown as WebClient, log as unknown as Logger) };
}
const spot = { channel: 'C1', user: 'U1', thread: null };

it('sends no modal that Slack would refuse: a sentence takes its place', () => {
  const { fitting, logged } = someVoice();
  const sound = noteView('All is well.');
  expect(fitting(sound)).toBe(sound);
  const monster: ModalView = { ...sound, blocks: Array.from({ length: 101 }, () => ({ type: 'divider' as const })) };
  const instead = fitting(monster);
  expect(fits(instead)).toEqual([]);
  expect(JSON.stringify(instead.blocks)).toContain('Something went wrong that I did not expect');
  expect(logged).toEqual(['a modal failed']);
});

it('whispers no more than Slack takes, and nothing of it pings', async () => {
  const { whisper, sent } = someVoice();
  await whisper(spot, `<!channel> ${'&'.repeat(20_000)}`);
  expect(sent[0]?.text.length).toBeLessThan(12_000);
  expect(sent[0]?.text).not.toContain('<!channel>');
});

it('says where it was asked for when a file can’t be given to one person', async () => {
  const views: ModalView[] = [];
  const client = {
    chat: { postMessage: () => Promise.reject(new Error('cannot_dm_bot')) },
    views: {
      push: async ({ view }: { view: ModalView }) => ({ view: { id: `V${views.push(view)}` } }),
      update: async ({ view_id, view }: { view_id: string; view: ModalView }) => {
        expect(view_id).toBe('V1');
        views.push(view);
      },
    },
  };
  const { give, sayAt } = voice(client as unknown as WebClient, { error: () => {} } as unknown as Logger);
  await give({ name: 'a.md', title: 'a', content: 'a' }, 'U1', sayAt(null, 'trigger'));
  const said = views.map((view) => JSON.stringify(view.blocks));
  expect(said).toEqual([
    expect.stringContaining('It comes to you as a file'),
    expect.stringContaining('I could not give you the file in a direct message.'),
  ]);
});
