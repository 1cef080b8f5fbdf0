import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ADA, ADAS_DM, ARCHIVED, BEN, CONNOR, GWEN, PRIVATE, RANDOM, SUPPORT } from '../../slack-ids.ts';
import { clientOf, refusal } from './place.ts';
import { someApp, someSlack } from './some-slack.ts';

const QUIET = join(import.meta.dirname, 'quiet-manifest.yml');

describe('docs.slack.dev/messaging/formatting-message-text', () => {
  it.each([
    ['a & b < c > d', 'a &amp; b &lt; c &gt; d'],
    ['see https://a.example/x?b=1&c=2.', 'see <https://a.example/x?b=1&amp;c=2>.'],
    ['@ada and @refinery', '<@U0000000ADA> and <@U0000000BOT>'],
    ['<@U0000000BOT> and <@U0NOBODY000>', '<@U0000000BOT> and &lt;@U0NOBODY000&gt;'],
    ['me@ada.example, @nobody', 'me@ada.example, @nobody'],
    ['#random and #nowhere', '<#C0000RANDOM> and #nowhere'],
    ['@here, but <!channel> is text', '<!here>, but &lt;!channel&gt; is text'],
  ])('what a person types is stored: %s', async (typed, stored) => {
    const slack = await someSlack();
    await slack.human.say({ as: BEN, channel: SUPPORT, text: typed });
    expect(slack.human.messages({ as: ADA, channel: SUPPORT }).messages.at(-1)?.text).toBe(stored);
  });

  it.each([
    ['<!channel> hi', 'channel'],
    ['<@U0000000ADA> hi', ADA],
    ['<!subteam^S0GROUP|@team>', 'S0GROUP'],
  ])('an app that sends %s notifies people', async (text, target) => {
    const slack = await someSlack();
    const bot = clientOf(slack, slack.botToken);
    await bot.chat.postMessage({ channel: SUPPORT, text });
    expect(slack.pings).toMatchObject([{ by: slack.bot.userId, target, channel: SUPPORT }]);
  });

  it('an address in a span of code ends before its end', async () => {
    const slack = await someSlack();
    const bot = clientOf(slack, slack.botToken);
    await bot.chat.postMessage({ channel: SUPPORT, text: '`/x https://a.example/b` does it.' });
    const { messages } = slack.human.messages({ as: ADA, channel: SUPPORT });
    expect(messages.at(-1)?.text).toBe('`/x <https://a.example/b>` does it.');
  });

  it('so do its blocks, but neither plain text nor what is escaped', async () => {
    const slack = await someSlack();
    const bot = clientOf(slack, slack.botToken);
    const section = (type: 'mrkdwn' | 'plain_text', text: string) => ({
      type: 'section' as const,
      text: { type, text },
    });
    const quiet = [section('plain_text', '<!channel>'), section('mrkdwn', '&lt;!channel&gt; @channel')];
    await bot.chat.postMessage({ channel: SUPPORT, text: '&lt;!here&gt;', blocks: quiet });
    expect(slack.pings).toEqual([]);
    const rich = {
      type: 'rich_text' as const,
      elements: [
        { type: 'rich_text_section' as const, elements: [{ type: 'broadcast' as const, range: 'everyone' as const }] },
      ],
    };
    const { ts = '' } = await bot.chat.postMessage({
      channel: SUPPORT,
      text: 'x',
      blocks: [section('mrkdwn', '<!here>'), rich],
    });
    expect(slack.pings.map(({ target }) => target)).toEqual(['here', 'everyone']);
    await bot.chat.update({ channel: SUPPORT, ts, text: 'x', blocks: [section('mrkdwn', '<!here> <!channel>')] });
    expect(slack.pings.map(({ target }) => target)).toEqual(['here', 'everyone', 'channel']);
  });
});

describe('docs.slack.dev/reference/events', () => {
  const kinds = (slack: Awaited<ReturnType<typeof someSlack>>) =>
    slack.envelopes.map(({ payload }) => {
      const { type, subtype } = payload.event as { type: string; subtype?: string };
      return subtype ? `${type}/${subtype}` : type;
    });

  /** With an app that acknowledges, so that nothing comes twice. */
  const connected = async (options: Parameters<typeof someSlack>[0] = {}) => {
    const slack = await someSlack(options);
    await someApp(slack);
    return slack;
  };

  it('a mention comes twice, as message and as app_mention, with one ts', async () => {
    const slack = await connected();
    const { ts } = await slack.human.say({ as: ADA, channel: SUPPORT, text: '@refinery hi' });
    expect(kinds(slack)).toEqual(['message', 'app_mention']);
    for (const { payload } of slack.envelopes) {
      expect(payload.event).toMatchObject({ ts, user: ADA, channel: SUPPORT, text: '<@U0000000BOT> hi' });
    }
  });

  it('in a direct message it comes once', async () => {
    const slack = await connected();
    await slack.human.say({ as: ADA, channel: ADAS_DM, text: '@refinery hi' });
    expect(slack.envelopes.map(({ payload }) => payload.event)).toMatchObject([
      { type: 'message', channel_type: 'im' },
    ]);
  });

  it('the app hears itself, edits and deletions', async () => {
    const slack = await connected();
    const bot = clientOf(slack, slack.botToken);
    const { ts = '' } = await bot.chat.postMessage({ channel: SUPPORT, text: 'a' });
    await bot.chat.update({ channel: SUPPORT, ts, text: 'b' });
    await bot.chat.delete({ channel: SUPPORT, ts });
    expect(kinds(slack)).toEqual(['message', 'message/message_changed', 'message/message_deleted']);
    expect(slack.envelopes[0]?.payload.event).toMatchObject({ bot_id: slack.bot.botId });
  });

  it('it hears nothing where it is not, and is told when it is invited', async () => {
    const slack = await connected();
    await slack.human.say({ as: ADA, channel: PRIVATE, text: '@refinery hi' });
    expect(slack.envelopes).toEqual([]);
    await slack.human.invite({ as: ADA, channel: PRIVATE });
    await slack.human.say({ as: ADA, channel: PRIVATE, text: 'now' });
    expect(kinds(slack)).toEqual(['message/channel_join', 'member_joined_channel', 'message']);
    expect(slack.human.world({ as: ADA }).channels.find(({ id }) => id === PRIVATE)?.botIsMember).toBe(true);
  });

  it('only events that the manifest subscribes to', async () => {
    const slack = await connected({ manifestPath: QUIET });
    await slack.human.say({ as: ADA, channel: SUPPORT, text: '@refinery hi' });
    expect(slack.envelopes).toEqual([]);
  });

  it('a link to one of its domains comes as link_shared, and is unfurled', async () => {
    const slack = await connected();
    const link = 'https://trace.example.com/r/1?a=1&b=2';
    const { ts } = await slack.human.say({ as: ADA, channel: SUPPORT, text: `${link} https://other.example` });
    const links = [{ url: link, domain: 'trace.example.com' }];
    expect(slack.envelopes.at(-1)?.payload.event).toMatchObject({ type: 'link_shared', message_ts: ts, links });
    const blocks = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'a trace' } }];
    await clientOf(slack, slack.botToken).chat.unfurl({ channel: SUPPORT, ts, unfurls: { [link]: { blocks } } });
    expect(slack.human.messages({ as: BEN, channel: SUPPORT }).messages[0]?.attachments).toMatchObject([
      { from_url: link },
    ]);
  });

  it('unfurls links of that message alone, of domains in its manifest, and a second time anew', async () => {
    const slack = await connected();
    const bot = clientOf(slack, slack.botToken);
    const [mine, other] = ['https://trace.example.com/r/1', 'https://other.example/'];
    const { ts } = await slack.human.say({ as: ADA, channel: SUPPORT, text: `${mine} ${other}` });
    const blocks = (words: string) => ({ blocks: [{ type: 'section', text: { type: 'plain_text', text: words } }] });
    const unfurl = (unfurls: object, at: object = { channel: SUPPORT, ts }) =>
      bot.apiCall('chat.unfurl', { ...at, unfurls });
    await refusal(unfurl({ 'https://trace.example.com/r/2': blocks('no') }), 'cannot_unfurl_message');
    await refusal(unfurl({ [other]: blocks('no') }), 'cannot_unfurl_url');
    await refusal(unfurl({}), 'missing_unfurls');
    await refusal(unfurl({ [mine]: blocks('no') }, { channel: SUPPORT, ts: '1.000000' }), 'cannot_find_message');
    await refusal(unfurl({ [mine]: blocks('no') }, { channel: 'C0NOWHERE00', ts }), 'cannot_find_channel');
    await refusal(unfurl({ [mine]: blocks('x'.repeat(3001)) }), 'invalid_blocks');
    for (const words of ['one', 'two']) await unfurl({ [mine]: blocks(words) });
    const [message] = slack.human.messages({ as: BEN, channel: SUPPORT }).messages;
    expect(message?.attachments).toMatchObject([{ from_url: mine, blocks: [{ text: { text: 'two' } }] }]);
    // A preview is no edit.
    expect(message).not.toHaveProperty('edited');
  });

  it('unfurling wants links:write: missing_scope', async () => {
    const slack = await someSlack({ manifestPath: QUIET });
    const asked = clientOf(slack, slack.botToken).apiCall('chat.unfurl', { channel: SUPPORT, ts: '1.0', unfurls: {} });
    expect((await refusal(asked, 'missing_scope')).needed).toBe('links:write');
  });

  it('a button in what was unfurled is pressed without the message, which is not the app’s', async () => {
    const slack = await connected();
    const { ts } = await slack.human.say({ as: ADA, channel: SUPPORT, text: 'https://trace.example.com/r/1' });
    const action = { type: 'button' as const, action_id: 'look', value: '7' };
    const blocks = [
      { type: 'actions' as const, elements: [{ ...action, text: { type: 'plain_text' as const, text: 'Look' } }] },
    ];
    const unfurls = { 'https://trace.example.com/r/1': { blocks } };
    await clientOf(slack, slack.botToken).chat.unfurl({ channel: SUPPORT, ts, unfurls });
    const press = (value: string) =>
      slack.human.press({ as: BEN, channel: SUPPORT, messageTs: ts, action: { ...action, value } });
    void press('7');
    const { payload } = slack.envelopes.at(-1) ?? {};
    expect(payload).toMatchObject({ container: { is_app_unfurl: true, message_ts: ts, channel_id: SUPPORT } });
    expect(payload).not.toHaveProperty('message');
    await expect(press('8')).rejects.toThrow('not by the app');
  });
});

describe('docs.slack.dev/reference/methods: where the app may go', () => {
  it.each([
    [RANDOM, 'not_in_channel'],
    [PRIVATE, 'channel_not_found'],
    [ARCHIVED, 'is_archived'],
  ])('chat.postMessage to %s: %s', async (channel, error) => {
    const slack = await someSlack();
    await refusal(clientOf(slack, slack.botToken).chat.postMessage({ channel, text: 'never' }), error);
  });

  it('reading where it is not: not_in_channel', async () => {
    const slack = await someSlack();
    const { ts } = await slack.human.say({ as: ADA, channel: RANDOM, text: 'hi' });
    await refusal(clientOf(slack, slack.botToken).conversations.replies({ channel: RANDOM, ts }), 'not_in_channel');
  });

  it("changing others' messages: cant_update_message, cant_delete_message", async () => {
    const slack = await someSlack();
    const bot = clientOf(slack, slack.botToken);
    const { ts } = await slack.human.say({ as: ADA, channel: SUPPORT, text: 'hi' });
    await refusal(bot.chat.update({ channel: SUPPORT, ts, text: 'never' }), 'cant_update_message');
    await refusal(bot.chat.delete({ channel: SUPPORT, ts }), 'cant_delete_message');
  });

  it('an ephemeral message is for one member, and can be neither read nor changed', async () => {
    const slack = await someSlack();
    const bot = clientOf(slack, slack.botToken);
    const { message_ts: ts = '' } = await bot.chat.postEphemeral({ channel: SUPPORT, user: ADA, text: 'psst' });
    expect(slack.human.messages({ as: ADA, channel: SUPPORT }).messages).toMatchObject([{ ts, ephemeral: true }]);
    expect(slack.human.messages({ as: BEN, channel: SUPPORT }).messages).toEqual([]);
    expect((await bot.conversations.history({ channel: SUPPORT })).messages).toEqual([]);
    await refusal(bot.chat.update({ channel: SUPPORT, ts, text: 'never' }), 'message_not_found');
    const outsider = bot.chat.postEphemeral({ channel: SUPPORT, user: 'U0NOBODY000', text: 'x' });
    await refusal(outsider, 'user_not_in_channel');
  });

  it('a person is a channel: the direct message with them', async () => {
    const slack = await someSlack();
    const bot = clientOf(slack, slack.botToken);
    expect((await bot.conversations.open({ users: ADA })).channel?.id).toBe(ADAS_DM);
    expect((await bot.chat.postMessage({ channel: ADA, text: 'hi' })).channel).toBe(ADAS_DM);
    expect(() => slack.human.messages({ as: BEN, channel: ADAS_DM })).toThrow('sees no channel');
  });

  it('guests and people of another company are told apart', async () => {
    const slack = await someSlack();
    const bot = clientOf(slack, slack.botToken);
    expect((await bot.users.info({ user: GWEN })).user).toMatchObject({ is_restricted: true, team_id: slack.team.id });
    const { user: connor } = await bot.users.info({ user: CONNOR });
    expect(connor).toMatchObject({ is_stranger: true });
    expect(connor?.team_id).not.toBe(slack.team.id);
    expect((await bot.conversations.info({ channel: SUPPORT })).channel?.is_ext_shared).toBe(true);
    const seen = (as: string) => slack.human.world({ as }).channels.map(({ id }) => id);
    expect(seen(GWEN)).toEqual([SUPPORT, 'D000000GWEN']);
    expect(seen(ADA)).toEqual([SUPPORT, RANDOM, PRIVATE, ARCHIVED, ADAS_DM]);
  });

  it('the root of a thread leaves a tombstone, anything else is gone', async () => {
    const slack = await someSlack();
    const root = await slack.human.say({ as: ADA, channel: SUPPORT, text: 'root' });
    const reply = await slack.human.say({ as: ADA, channel: SUPPORT, text: 'reply', threadTs: root.ts });
    await slack.human.delete({ as: ADA, channel: SUPPORT, ts: root.ts });
    const texts = () => slack.human.messages({ as: BEN, channel: SUPPORT }).messages.map(({ text }) => text);
    expect(texts()).toEqual(['This message was deleted.', 'reply']);
    await slack.human.edit({ as: ADA, channel: SUPPORT, ts: reply.ts, text: 'changed' });
    expect(texts()[1]).toBe('changed');
    await slack.human.delete({ as: ADA, channel: SUPPORT, ts: reply.ts });
    expect(texts()).toHaveLength(1);
    await expect(slack.human.edit({ as: BEN, channel: SUPPORT, ts: root.ts, text: 'x' })).rejects.toThrow('is not by');
  });

  it('reading wants the scope of the kind of channel: missing_scope', async () => {
    const slack = await someSlack({ manifestPath: QUIET });
    const bot = clientOf(slack, slack.botToken);
    const { needed } = await refusal(bot.conversations.history({ channel: ADAS_DM }), 'missing_scope');
    expect(needed).toBe('im:history');
    await refusal(bot.conversations.info({ channel: SUPPORT }), 'missing_scope');
    expect((await bot.conversations.history({ channel: SUPPORT })).ok).toBe(true);
  });

  it('lists user groups and who is in them, but those that are disabled', async () => {
    const slack = await someSlack();
    const bot = clientOf(slack, slack.botToken);
    const listed = async (given: object) => ((await bot.usergroups.list(given)).usergroups ?? []).map(({ id }) => id);
    const [id = ''] = await listed({});
    expect((await bot.usergroups.users.list({ usergroup: id })).users).toContain(ADA);
    await slack.human.changeGroup({ as: ADA, group: id, isDisabled: true });
    expect([await listed({}), await listed({ include_disabled: true })]).toEqual([[], [id]]);
    await refusal(bot.usergroups.users.list({ usergroup: id }), 'no_such_subteam');
  });

  it('lists what it may see, and no user group that is not there', async () => {
    const slack = await someSlack();
    const bot = clientOf(slack, slack.botToken);
    const list = async (given: object) => ((await bot.conversations.list(given)).channels ?? []).map(({ id }) => id);
    expect(await list({})).toEqual([SUPPORT, RANDOM, ARCHIVED]);
    expect(await list({ exclude_archived: true, limit: 1 })).toEqual([SUPPORT]);
    expect(await list({ types: 'private_channel,im' })).toContain(ADAS_DM);
    await refusal(bot.usergroups.users.list({ usergroup: 'S0' }), 'no_such_subteam');
    await refusal(bot.conversations.list({ cursor: 'mine' }), 'invalid_cursor');
  });

  it('says what it is doing, with one of four words', async () => {
    const slack = await someSlack();
    const bot = clientOf(slack, slack.botToken);
    const { ts } = await slack.human.say({ as: ADA, channel: SUPPORT, text: 'hi' });
    const at = { channel_id: SUPPORT, thread_ts: ts };
    expect(await bot.agents.sessions.setStatus({ ...at, status: 'processing' })).toMatchObject({
      status: 'processing',
    });
    await refusal(bot.agents.sessions.setStatus({ ...at, status: 'thinking' }), 'invalid_arguments');
    expect((await bot.assistant.threads.setStatus({ ...at, status: 'is reading…' })).ok).toBe(true);
  });
});
