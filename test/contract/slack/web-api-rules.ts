import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, type Place, refusal } from './place.ts';

const METHODS = 'docs.slack.dev/reference/methods';
/** The smallest PNG: one clear pixel. */
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const DIVIDER = { type: 'divider' } as const;

/** Rules of the Web API that need nobody at a keyboard, each under the page that states it. */
export function webApiRules(place: () => Place): void {
  let bot: WebClient;
  let channel: string;
  const posted: string[] = [];
  /** Posts, and cleans up at the end. */
  const post = async (message: Record<string, unknown>): Promise<string> => {
    const { ts = '' } = (await bot.apiCall('chat.postMessage', { channel, text: 'a rule is tried', ...message })) as {
      ts?: string;
    };
    posted.push(ts);
    return ts;
  };
  const read = async (ts: string, all = true) => {
    const { messages = [] } = await bot.conversations.replies({ channel, ts, include_all_metadata: all });
    return messages;
  };

  beforeAll(() => {
    bot = clientOf(place(), place().botToken);
    channel = place().channel;
  });
  afterAll(async () => {
    for (const ts of posted) await bot.chat.delete({ channel, ts }).catch(() => undefined);
  });

  describe('docs.slack.dev/authentication/tokens', () => {
    it('without a token: not_authed', () => refusal(clientOf(place()).auth.test(), 'not_authed'));

    it('with an unknown one: invalid_auth', () =>
      refusal(clientOf(place(), 'xoxb-nobody').auth.test(), 'invalid_auth'));

    it('with the wrong kind: not_allowed_token_type', async () => {
      await refusal(clientOf(place(), place().botToken).apps.connections.open({}), 'not_allowed_token_type');
      const app = clientOf(place(), place().appToken);
      await refusal(app.chat.postMessage({ channel, text: 'never' }), 'not_allowed_token_type');
    });

    it('without the scope: missing_scope, with what is needed and what there is', async () => {
      const { needed, provided } = await refusal(bot.team.info(), 'missing_scope');
      expect(needed).toBe('team:read');
      expect(String(provided).split(',')).toContain('chat:write');
    });

    it('knows no method of another name: unknown_method', () => refusal(bot.apiCall('chat.shout'), 'unknown_method'));

    it('says who the bot is, in every answer which scopes it has', async () => {
      const { user_id: user, bot_id: id, response_metadata: metadata } = await bot.auth.test();
      expect([user, id]).toEqual([expect.stringMatching(/^[UW]/), expect.stringMatching(/^B/)]);
      expect(metadata?.scopes).toContain('chat:write');
    });
  });

  describe(`${METHODS}/chat.postMessage`, () => {
    it('answers with the message as it is kept', async () => {
      const { ts, message } = await bot.chat.postMessage({ channel, text: 'a & b <c> "d"', blocks: [DIVIDER] });
      posted.push(ts ?? '');
      expect(ts).toMatch(/^\d{10}\.\d{6}$/);
      expect(message).toMatchObject({ text: 'a &amp; b &lt;c&gt; "d"', bot_id: expect.any(String), ts });
      expect(message?.blocks?.[0]).toMatchObject({ ...DIVIDER, block_id: expect.any(String) });
    });

    it('refuses an unknown channel, and nothing to say', async () => {
      await refusal(bot.chat.postMessage({ channel: 'C0NOWHERE00', text: 'never' }), 'channel_not_found');
      await refusal(bot.chat.postMessage({ channel, text: '' }), 'no_text');
    });

    it('cuts a text at 40,000 characters, with a warning', async () => {
      const {
        ts,
        message,
        response_metadata: metadata,
      } = await bot.chat.postMessage({ channel, text: 'x'.repeat(40_001) });
      posted.push(ts ?? '');
      expect(message?.text).toHaveLength(40_000);
      expect(metadata?.warnings).toContain('message_truncated');
    });

    it('takes no markdown beside text: markdown_text_conflict', () =>
      refusal(bot.apiCall('chat.postMessage', { channel, text: 'a', markdown_text: 'b' }), 'markdown_text_conflict'));
  });

  describe('docs.slack.dev/messaging/message-metadata', () => {
    const metadata = { event_type: 'contract', event_payload: { slot: 'one', n: 1 } };

    it('is kept, and given to those who ask for it', async () => {
      const ts = await post({ metadata });
      expect((await read(ts))[0]?.metadata).toEqual(metadata);
      expect((await read(ts, false))[0]?.metadata).toBeUndefined();
    });

    it('stays when a message is updated without it, and goes with an empty one', async () => {
      const ts = await post({ metadata });
      await bot.chat.update({ channel, ts, text: 'other' });
      expect((await read(ts))[0]?.metadata).toEqual(metadata);
      await bot.apiCall('chat.update', { channel, ts, text: 'other', metadata: {} });
      expect((await read(ts))[0]?.metadata).toBeUndefined();
    });

    it('needs a type and a payload: invalid_metadata_format', () =>
      refusal(
        bot.apiCall('chat.postMessage', { channel, text: 'a', metadata: { slot: 'one' } }),
        'invalid_metadata_format',
      ));
  });

  describe(`${METHODS}/chat.update`, () => {
    it('text alone takes the blocks away, and is marked as edited', async () => {
      const ts = await post({ blocks: [DIVIDER] });
      await bot.chat.update({ channel, ts, text: 'changed' });
      const [message] = await read(ts);
      expect(message?.text).toBe('changed');
      expect(message?.blocks?.some(({ type }) => type === 'divider') ?? false).toBe(false);
      expect(message).toHaveProperty('edited');
    });

    it('blocks replace blocks', async () => {
      const ts = await post({ blocks: [DIVIDER] });
      const header = { type: 'header', text: { type: 'plain_text', text: 'Now' } } as const;
      await bot.chat.update({ channel, ts, text: 'changed', blocks: [header] });
      expect((await read(ts))[0]?.blocks).toMatchObject([{ type: 'header' }]);
    });

    it('finds only what there is: message_not_found', async () => {
      await refusal(bot.chat.update({ channel, ts: '1.000000', text: 'never' }), 'message_not_found');
      const ts = await post({});
      await bot.chat.delete({ channel, ts });
      await refusal(bot.chat.update({ channel, ts, text: 'never' }), 'message_not_found');
      await refusal(bot.chat.delete({ channel, ts }), 'message_not_found');
    });

    it('takes no more than 4,000 characters: msg_too_long', async () => {
      const ts = await post({});
      await refusal(bot.chat.update({ channel, ts, text: 'x'.repeat(4001) }), 'msg_too_long');
    });
  });

  describe(`${METHODS}/conversations.replies`, () => {
    it('gives a thread by its root, oldest first, in pages', async () => {
      const root = await post({});
      const first = await post({ thread_ts: root });
      const second = await post({ thread_ts: root });
      const seen: (string | undefined)[] = [];
      let pages = 0;
      for await (const page of bot.paginate('conversations.replies', { channel, ts: root, limit: 2 })) {
        pages++;
        const { messages = [] } = page as { messages?: readonly { ts?: string }[] };
        seen.push(...messages.map(({ ts }) => ts));
      }
      expect([...new Set(seen)]).toEqual([root, first, second]);
      expect(pages).toBeGreaterThan(1);
    });

    it('counts replies on the root, and names the root in each', async () => {
      const root = await post({});
      const reply = await post({ thread_ts: root });
      const [first, second] = await read(root);
      expect(first).toMatchObject({ thread_ts: root, reply_count: 1, latest_reply: reply });
      expect(second).toMatchObject({ thread_ts: root, ts: reply });
    });

    it('knows no other thread: thread_not_found', () =>
      refusal(bot.conversations.replies({ channel, ts: '1.000000' }), 'thread_not_found'));

    it('history has roots alone, newest first', async () => {
      const older = await post({});
      const reply = await post({ thread_ts: older });
      const newer = await post({});
      const { messages = [] } = await bot.conversations.history({ channel, limit: 20 });
      const order = messages.map(({ ts }) => ts);
      expect(order).not.toContain(reply);
      expect(order.indexOf(newer)).toBeLessThan(order.indexOf(older));
    });
  });

  describe('docs.slack.dev/reference/methods, the others', () => {
    it('chat.getPermalink leads to a message; a reply with its thread', async () => {
      const root = await post({});
      const reply = await post({ thread_ts: root });
      const { permalink } = await bot.chat.getPermalink({ channel, message_ts: reply });
      expect(permalink).toContain(`/archives/${channel}/p${reply.replace('.', '')}?thread_ts=${root}`);
      await refusal(bot.chat.getPermalink({ channel, message_ts: '1.000000' }), 'message_not_found');
    });

    it('reactions.add works once: already_reacted', async () => {
      const timestamp = await post({});
      await bot.reactions.add({ channel, timestamp, name: 'eyes' });
      await refusal(bot.reactions.add({ channel, timestamp, name: 'eyes' }), 'already_reacted');
      expect((await read(timestamp))[0]?.reactions).toMatchObject([{ name: 'eyes', count: 1 }]);
    });

    it('users.info, conversations.info and conversations.members know the bot', async () => {
      const { user_id: user = '' } = await bot.auth.test();
      expect((await bot.users.info({ user })).user).toMatchObject({ id: user, is_bot: true });
      expect((await bot.conversations.info({ channel })).channel).toMatchObject({ id: channel, is_member: true });
      expect((await bot.conversations.members({ channel, limit: 200 })).members).toContain(user);
      await refusal(bot.users.info({ user: 'U0NOBODY000' }), 'user_not_found');
    });

    it('users.conversations lists where the bot is', async () => {
      const { channels = [] } = await bot.users.conversations({ limit: 200 });
      expect(channels.map(({ id }) => id)).toContain(channel);
    });

    it('a file is uploaded in three steps, and stands in the thread', async () => {
      const root = await post({});
      await bot.files.uploadV2({ channel_id: channel, thread_ts: root, filename: 'a.diff', content: '-a\n+b' });
      const shared = async () => (await read(root)).flatMap(({ files = [] }) => files);
      await expect.poll(shared, { timeout: 10_000 }).toMatchObject([{ name: 'a.diff' }]);
      const [file] = await shared();
      expect((await bot.files.info({ file: file?.id ?? '' })).file).toMatchObject({ name: 'a.diff', size: 5 });
      const download = await fetch(file?.url_private ?? '', {
        headers: { authorization: `Bearer ${place().botToken}` },
      });
      expect(await download.text()).toBe('-a\n+b');
    });

    it('an image that nobody was shown is shown by a block; a text, or no file at all, is refused: invalid_blocks', async () => {
      const uploaded = async (filename: string, content: Buffer) => {
        const answer = await bot.files.uploadV2({ filename, file: content });
        return (answer as unknown as { files: [{ files: [{ id: string }] }] }).files[0].files[0].id;
      };
      const show = (slack_file: Readonly<Record<string, string>>) =>
        post({ blocks: [{ type: 'image', alt_text: 'a dot', slack_file }] });
      const id = await uploaded('dot.png', DOT);
      // Slack looks at a file before it shows it.
      await expect.poll(() => show({ id }).catch(() => undefined), { timeout: 20_000, interval: 1_000 }).toBeDefined();
      const text = await uploaded('no-image.png', Buffer.from('plain'));
      for (const wrong of [{ id: text }, { id: 'F00000000NONE' }, { id, url: 'https://example.com/a.png' }, {}])
        await refusal(show(wrong), 'invalid_blocks');
    });

    it('views.open wants a trigger that was given: invalid_trigger_id', () => {
      const title = { type: 'plain_text', text: 'Never' } as const;
      const view = { type: 'modal' as const, title, blocks: [DIVIDER] };
      return refusal(bot.views.open({ trigger_id: '1.2.abc', view }), 'invalid_trigger_id');
    });
  });
}
