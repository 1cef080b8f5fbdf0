import { ADA, BEN, GWEN, PRIVATE, SUPPORT } from '../../slack-ids.ts';
import { failureOf } from '../slack-town.ts';
import { type Bad, bad, command, deliver, eventOf, goneLink, submit, typed } from './bad.ts';

const OLDER = /older me/;
const opening = (channel: string) => ({ callback_id: 'open-case', private_metadata: JSON.stringify({ channel }) });
/** With the link of a trace, and the words of an expectation. */
const filledIn =
  (channel: string, more: Parameters<typeof submit>[1] = {}): Bad['act'] =>
  (place) =>
    submit({ ...opening(channel), state: typed({ link: goneLink(place), expected: 'no' }) }, more)(place);
const by = (id: string) => ({ user: { id, name: 'x', username: 'x', team_id: 'T0PLAYGROUND' } });
const settings = (given: Readonly<Record<string, string>> = {}) => typed({ project: 'x', repo: 'nowhere', ...given });
const bound = { callback_id: 'setup', private_metadata: JSON.stringify({ channel: SUPPORT, version: 1 }) };
const shared = {
  type: 'link_shared',
  channel: SUPPORT,
  user: ADA,
  message_ts: '1.0',
  is_bot_user_member: true,
  source: 'conversations_history',
};
const slash = {
  command: '/refinery',
  text: 'help',
  channel_id: SUPPORT,
  user_id: ADA,
  trigger_id: '1.1.x',
  response_url: 'http://127.0.0.1:9/x',
};

export const FORMS: readonly Bad[] = [
  bad('a form that there never was', 'nothing', (place) => {
    void submit({ callback_id: 'explode' })(place);
    return Promise.resolve();
  }),
  bad('a form whose metadata is empty', OLDER, submit({ callback_id: 'open-case' })),
  bad('a form whose metadata is no JSON', OLDER, submit({ callback_id: 'open-case', private_metadata: '<xml/>' })),
  bad(
    'a form whose metadata is of another kind',
    OLDER,
    submit({ callback_id: 'open-case', private_metadata: '{"channel":7}' }),
  ),
  bad(
    'a form whose metadata is 3,000 characters',
    OLDER,
    submit({ callback_id: 'setup', private_metadata: 'x'.repeat(3_000) }),
  ),
  bad('a form whose metadata is null', OLDER, submit({ callback_id: 'open-case', private_metadata: null })),
  bad('a form for a private channel without a project', /\/refinery setup/, filledIn(PRIVATE)),
  bad('a form for a channel that does not exist', /\/refinery setup/, filledIn('C0NOWHERE00')),
  bad('a form without a state', /Say in a sentence/, submit({ ...opening(SUPPORT), state: null })),
  bad('a form whose state is a list', /Say in a sentence/, submit({ ...opening(SUPPORT), state: { values: [] } })),
  bad(
    'a form whose fields are numbers',
    /Say in a sentence/,
    submit({ ...opening(SUPPORT), state: { values: { link: { link: { type: 'x', value: 7 } } } } }),
  ),
  bad(
    'a form with a javascript: link',
    /trace/,
    submit({ ...opening(SUPPORT), state: typed({ link: 'javascript:alert(1)', expected: 'no' }) }),
  ),
  bad(
    'a form with 50,000 characters',
    /too long/,
    submit({
      ...opening(SUPPORT),
      state: typed({ link: 'https://smith.langchain.com/x', expected: 'x'.repeat(50_000) }),
    }),
  ),
  bad(
    'a form with a file that is not there',
    /is gone/,
    submit({
      callback_id: 'open-case',
      private_metadata: JSON.stringify({ channel: SUPPORT, file: 'F0NOWHERE' }),
      state: typed({ expected: 'no' }),
    }),
  ),
  bad('a form that a guest sends in', /Only members/, filledIn(SUPPORT, by(GWEN))),
  bad('a form that nobody sends in', /Only members/, filledIn(SUPPORT, by('U0NOBODY000'))),
  bad(
    'a set-up with a repository of nobody',
    /Choose one of the repositories/,
    submit({ ...bound, state: settings() }),
  ),
  bad(
    'a set-up with the path of a repository',
    /Choose one of the repositories/,
    submit({ ...bound, state: settings({ repo: '/etc' }) }),
  ),
  bad(
    'a set-up with a cost that is no number',
    /Write a number/,
    submit({ ...bound, state: settings({ 'case-cap': 'Infinity' }) }),
  ),
  bad('a set-up with a bot that approves', /can’t approve/, (place) =>
    submit({
      ...bound,
      state: {
        values: {
          approvers: { approvers: { type: 'multi_users_select', selected_users: [place.slack.bot.userId, GWEN] } },
        },
      },
    })(place),
  ),
  bad('an approval of an offer that was never made', /./, (place) =>
    submit({
      callback_id: 'approve',
      private_metadata: JSON.stringify({ id: place.caseId, digest: '0'.repeat(64) }),
    })(place),
  ),
  bad('an approval from a foreign team', /./, (place) =>
    submit(
      { callback_id: 'approve', private_metadata: JSON.stringify({ id: place.caseId, digest: '0'.repeat(64) }) },
      { team: { id: 'T0FOREIGN', domain: 'x' } },
    )(place),
  ),
  bad('forgetting, forged by a guest', /./, (place) =>
    submit({ callback_id: 'forget-modal', private_metadata: JSON.stringify({ id: place.caseId }) }, by(GWEN))(place),
  ),
  bad('a form that was opened by somebody else', /has no view/, async ({ slack }) => {
    await slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text: '' });
    return slack.human.submit({ as: BEN, viewId: 'V0000000001', state: { values: {} } }).catch(String);
  }),
  bad('a form that is delivered again', /./, async (place) => {
    const view = { ...opening(SUPPORT), id: 'VAGAIN', state: typed({ link: 'no link', expected: 'no' }) };
    await submit(view)(place);
    return submit(view)(place);
  }),
];

export const ENVELOPES: readonly Bad[] = [
  bad('an event of a kind that does not exist', 'nothing', (place) =>
    deliver(place, 'events_api', eventOf(place, { type: 'explosion' })),
  ),
  bad('an event that is null', 'nothing', (place) => deliver(place, 'events_api', eventOf(place, null)), {
    isIllegible: true,
  }),
  bad('an event that is a text', 'nothing', (place) => deliver(place, 'events_api', eventOf(place, 'boom')), {
    isIllegible: true,
  }),
  bad('a payload with nothing in it', 'nothing', (place) => deliver(place, 'events_api', {}), { isIllegible: true }),
  bad('an interaction with nothing in it', 'nothing', (place) => deliver(place, 'interactive', {})),
  bad('an interaction of a kind that does not exist', 'nothing', (place) =>
    deliver(place, 'interactive', { type: 'explosion', team: { id: 'T0PLAYGROUND' } }),
  ),
  bad('a command with nothing in it', 'nothing', (place) => deliver(place, 'slash_commands', {})),
  bad('a command that is not ours', 'nothing', (place) =>
    deliver(place, 'slash_commands', { ...slash, command: '/evil' }),
  ),
  bad('a command without a text', 'nothing', (place) => deliver(place, 'slash_commands', { ...slash, text: null })),
  bad('a command whose text is a list', 'nothing', (place) =>
    deliver(place, 'slash_commands', { ...slash, text: ['help'] }),
  ),
  bad('a command without a user', 'nothing', (place) =>
    deliver(place, 'slash_commands', { ...slash, text: 'setup', user_id: null }),
  ),
  bad('a command that answers to a foreign address', 'nothing', (place) =>
    deliver(place, 'slash_commands', { ...slash, response_url: 'https://evil.invalid/' }),
  ),
  bad('a form whose trigger was used before', 'nothing', (place) =>
    deliver(place, 'slash_commands', { ...slash, text: '' }),
  ),
  bad('a case of a foreign team', 'nothing', (place) =>
    deliver(place, 'slash_commands', {
      ...slash,
      team_id: 'T0FOREIGN',
      user_id: 'U0FOREIGN',
      text: `${failureOf(place, 'memory').link} expected: no`,
    }),
  ),
  bad('a command that is delivered twice', /There is no command/, async (place) => {
    await command('tiwce')(place);
    const { payload = {} } = place.slack.envelopes.findLast(({ type }) => type === 'slash_commands') ?? {};
    await deliver(place, 'slash_commands', payload);
  }),
  bad('a mention that is delivered three times', /There is no command|Mention me/, async (place) => {
    await place.slack.human.say({ as: ADA, channel: SUPPORT, text: '@refinery thrcie' });
    const { payload = {} } = place.slack.envelopes.findLast(({ type }) => type === 'events_api') ?? {};
    for (let again = 0; again < 2; again++) await deliver(place, 'events_api', payload);
  }),
  bad('a thousand links', 'nothing', (place) =>
    deliver(
      place,
      'events_api',
      eventOf(place, {
        ...shared,
        links: Array.from({ length: 1_000 }, (_, at) => ({
          url: `https://smith.langchain.com/public/${at}/r`,
          domain: 'smith.langchain.com',
        })),
      }),
    ),
  ),
  bad('a link of 100 KB that is to be unfurled', 'nothing', (place) =>
    deliver(
      place,
      'events_api',
      eventOf(place, {
        ...shared,
        links: [{ url: `https://evil.example/${'a'.repeat(100_000)}`, domain: 'evil.example' }],
      }),
    ),
  ),
  bad('links that are null', 'nothing', (place) =>
    deliver(place, 'events_api', eventOf(place, { ...shared, links: null })),
  ),
  bad('a link while it is being written', 'nothing', (place) =>
    deliver(
      place,
      'events_api',
      eventOf(place, {
        ...shared,
        source: 'composer',
        links: [{ url: failureOf(place, 'memory').link, domain: '127.0.0.1' }],
      }),
    ),
  ),
  bad('Home of somebody who does not exist', 'nothing', (place) =>
    deliver(
      place,
      'events_api',
      eventOf(place, { type: 'app_home_opened', user: 'U0NOBODY000', channel: 'D0', tab: 'home' }),
    ),
  ),
  bad(
    'Home of nobody',
    'nothing',
    (place) => deliver(place, 'events_api', eventOf(place, { type: 'app_home_opened', user: null, tab: 'home' })),
    { isIllegible: true },
  ),
];
