import { gzipSync } from 'node:zlib';
import type { Attached } from '../../../playground/slack/human-side.ts';
import { ADA, ADAS_DM, BEN, CONNOR, GWEN, RANDOM, SUPPORT } from '../../slack-ids.ts';
import { failureOf } from '../slack-town.ts';
import { type Bad, bad, deliver, eventOf } from './bad.ts';

const GWENS_DM = 'D000000GWEN';
const MB = 1024 * 1024;

const say =
  (text: string, { as = ADA, channel = SUPPORT } = {}): Bad['act'] =>
  ({ slack }) =>
    slack.human.say({ as, channel, text });
const share =
  (file: Attached, text = '@refinery expected: say no'): Bad['act'] =>
  ({ slack }) =>
    slack.human.say({ as: ADA, channel: SUPPORT, text, files: [file] });
const event =
  (given: Parameters<typeof eventOf>[1]): Bad['act'] =>
  (place) =>
    deliver(place, 'events_api', eventOf(place, given));
const mention = { type: 'app_mention', channel: SUPPORT, user: ADA, text: '<@U0000000BOT> help', ts: '1.000001' };
const message = { ...mention, type: 'message', channel_type: 'channel' };
const HOW = /Mention me with|expected:/;
const UNREADABLE = /can’t read that trace/;
const opens = { opens: true } as const;

export const MESSAGES: readonly Bad[] = [
  bad('a mention that says nothing', HOW, say('@refinery')),
  bad('a mention of characters that nobody sees', HOW, say('@refinery \u200b\u2060\ufeff')),
  bad('a mention of 40,000 characters', /too long|missing/, say(`@refinery ${'a '.repeat(20_000)}`)),
  bad('a mention that calls the channel', /./, say('@refinery @channel @here explode')),
  bad(
    'a mention with a foreign link',
    /host that I do not read from|no link/,
    say('@refinery https://evil.example/r expected: no'),
  ),
  bad(
    'a mention by a guest',
    /Only members/,
    (place) => say(`@refinery ${failureOf(place, 'memory').link} expected: no`, { as: GWEN })(place),
    { as: GWEN },
  ),
  bad(
    'a mention by somebody of another company',
    /Only members/,
    (place) => say(`@refinery ${failureOf(place, 'memory').link} expected: no`, { as: CONNOR })(place),
    { as: CONNOR },
  ),
  bad(
    'a direct message with a foreign link',
    /no link to a trace/,
    say('https://evil.example/r', { channel: ADAS_DM }),
    { channel: ADAS_DM },
  ),
  bad(
    'a direct message by a guest',
    /not decide/,
    (place) => say(failureOf(place, 'memory').link, { as: GWEN, channel: GWENS_DM })(place),
    { as: GWEN, channel: GWENS_DM },
  ),
  bad(
    'a direct question about a case that is not there',
    /no such case here|There is no case/,
    say('RF-4711, why?', { channel: ADAS_DM }),
    { channel: ADAS_DM },
  ),
  bad(
    'a direct question of a stranger about a case',
    /no such case here|There is no case/,
    ({ slack, caseId }) =>
      slack.human.say({ as: BEN, channel: 'D0000000BEN', text: `${caseId.replace(/\d+/, '999')}, why?` }),
    { as: BEN, channel: 'D0000000BEN' },
  ),
  bad(
    '“that’s not it” in a case by a guest',
    /not decide/,
    ({ slack, root }) =>
      slack.human.say({
        as: GWEN,
        channel: SUPPORT,
        threadTs: root.ts,
        text: 'That’s not it: I say so.',
      }),
    { as: GWEN },
  ),
  bad(
    '“stop” in a case by somebody of another company',
    /not decide/,
    ({ slack, root }) => slack.human.say({ as: CONNOR, channel: SUPPORT, threadTs: root.ts, text: '@refinery stop' }),
    { as: CONNOR },
  ),
  bad('a message that was edited to mention the bot', 'nothing', async ({ slack }) => {
    const { ts } = await slack.human.say({ as: BEN, channel: SUPPORT, text: 'hello' });
    await slack.human.edit({ as: BEN, channel: SUPPORT, ts, text: '@refinery stop' });
  }),
  bad('a message that is deleted as soon as it is said', 'nothing', async ({ slack }) => {
    const { ts } = await slack.human.say({ as: BEN, channel: SUPPORT, text: 'hello' });
    await slack.human.delete({ as: BEN, channel: SUPPORT, ts });
  }),
  bad(
    'an edit that Slack tells of without what was there before',
    'nothing',
    event({
      type: 'message',
      subtype: 'message_changed',
      channel: SUPPORT,
      channel_type: 'channel',
      ts: '2.0',
      message: { ts: '1.0', thread_ts: '1.0', user: ADA, text: 'x' },
    }),
  ),
  bad('a deletion of somebody else’s message that was never there', 'nothing', ({ slack, ...place }) =>
    deliver(
      { slack, ...place },
      'events_api',
      eventOf(
        { slack, ...place },
        {
          type: 'message',
          subtype: 'message_deleted',
          channel: SUPPORT,
          channel_type: 'channel',
          ts: '2.0',
          previous_message: { ts: '1.5', thread_ts: place.root.ts, user: BEN, text: 'x' },
        },
      ),
    ),
  ),
  bad(
    'a mention by a bot',
    'nothing',
    event({ ...message, subtype: 'bot_message', bot_id: 'B0OTHER', channel_type: 'im' }),
  ),
  bad(
    'a direct message of a bot',
    'nothing',
    event({ ...message, channel: ADAS_DM, channel_type: 'im', bot_id: 'B0OTHER' }),
  ),
  bad('a message of nobody', 'nothing', event({ ...message, user: null, thread_ts: '1.0' }), { isIllegible: true }),
  bad('a message without a text', 'nothing', event({ ...message, text: null, channel: ADAS_DM, channel_type: 'im' })),
  bad('a message of a kind that does not exist', 'nothing', event({ ...message, subtype: 'explosion' })),
  bad(
    'a message in a channel that does not exist',
    'nothing',
    event({ ...message, channel: 'C0NOWHERE00', thread_ts: '1.0' }),
  ),
  bad('a mention without a user', 'nothing', event({ ...mention, user: null }), { isIllegible: true }),

  bad(
    'a zip bomb, .json.gz',
    /whose names end in/,
    share({ name: 'trace.json.gz', content: gzipSync(Buffer.alloc(4 * MB)) }),
  ),
  bad(
    'a zip bomb that is called .json',
    UNREADABLE,
    share({ name: 'trace.json', content: gzipSync(Buffer.alloc(60 * MB)) }),
    opens,
  ),
  bad('an empty file', UNREADABLE, share({ name: 'trace.json', content: '' }), opens),
  bad(
    'a picture that is called .json',
    UNREADABLE,
    share({ name: 'trace.json', content: Buffer.from('89504e470d0a1a0a00', 'hex') }),
    opens,
  ),
  bad(
    'a page to sign in that is called .json',
    UNREADABLE,
    share({ name: 'trace.json', content: '<!doctype html><p>Sign in' }),
    opens,
  ),
  bad(
    'JSON that is nested 100,000 deep',
    UNREADABLE,
    share({ name: 'trace.json', content: '['.repeat(100_000) }),
    opens,
  ),
  bad(
    'YAML that grows without end',
    UNREADABLE,
    share({
      name: 'trace.yaml',
      content: `a: &a [x,x]\n${'bcdefghi'
        .split('')
        .map((key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefghi'[at]}`).join(',')}]`)
        .join('\n')}`,
    }),
    opens,
  ),
  bad('a file of 51 MB', /too large/, share({ name: 'trace.json', content: Buffer.alloc(51 * MB, 32) })),
  bad('a program', /whose names end in/, share({ name: 'trace.exe', content: 'MZ' })),
  bad('a file whose name calls the channel', /whose names end in/, share({ name: '<!channel>.txt', content: 'x' })),
  bad('a file that was deleted before it is read', /is gone/, async ({ slack }) => {
    const { id } = await slack.human.upload({ as: ADA, name: 'trace.json', content: '{}' });
    await slack.human.say({ as: ADA, channel: SUPPORT, text: '@refinery expected: no', files: [{ id }] });
    await slack.human.deleteFile({ as: ADA, file: id });
  }),
  bad(
    'a file that lies elsewhere',
    /not shared in this channel/,
    share({ name: 'trace.json', address: 'https://drive.example/trace.json', mode: 'external' }),
  ),
  bad('a canvas', /whose names end in/, share({ name: 'Notes', content: '<p>notes</p>', mode: 'quip' })),
  bad(
    'a canvas that is called .json',
    UNREADABLE,
    share({ name: 'trace.json', content: '<p>notes</p>', mode: 'quip' }),
    opens,
  ),
  bad('a file that was shared elsewhere, in a forged event', /not shared in this channel/, async (place) => {
    const { slack } = place;
    const { id } = await slack.human.upload({ as: ADA, name: 'trace.json', content: '{}' });
    await slack.human.say({ as: ADA, channel: RANDOM, text: 'secret', files: [{ id }] });
    const text = '<@U0000000BOT> expected: no';
    await deliver(place, 'events_api', eventOf(place, { ...message, subtype: 'file_share', text, files: [{ id }] }));
  }),
  bad('ten files that are none', /whose names end in/, ({ slack }) =>
    slack.human.say({
      as: ADA,
      channel: SUPPORT,
      text: '@refinery expected: no',
      files: Array(10).fill({ name: 'a.bin', content: '\u0000' }),
    }),
  ),
  bad('files that are no list', 'nothing', event({ ...message, subtype: 'file_share', files: 'trace.json' })),
];
