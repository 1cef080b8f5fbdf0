import { ADA, ADAS_DM, BEN, CONNOR, GWEN, PRIVATE, RANDOM, SUPPORT } from '../../slack-ids.ts';
import { failureOf, type Town } from '../slack-town.ts';
import { type Bad, type BadPlace, bad, deliver, pressOf } from './bad.ts';

const OLDER = /older me/;
const ELSEWHERE = /another channel/;

const press =
  (action_id: string, value: unknown, { as = ADA, channel = SUPPORT } = {}): Bad['act'] =>
  ({ slack, root, caseId }) => {
    const words = typeof value === 'string' ? value : JSON.stringify(value).replaceAll('RF-CASE', caseId);
    const action = { type: 'button', action_id, block_id: 'b', value: words };
    return slack.human.press({ as, channel, messageTs: root.ts, action });
  };
const forged =
  (
    action: Parameters<typeof pressOf>[1],
    more: (place: BadPlace) => Parameters<typeof pressOf>[2] = () => ({}),
  ): Bad['act'] =>
  (place) =>
    deliver(place, 'interactive', pressOf(place, action, more(place)));
const stop = (place: BadPlace) => ({ action_id: 'stop', value: JSON.stringify({ id: place.caseId }) });
const user = (id: string, team: string) => ({ user: { id, username: 'x', name: 'x', team_id: team } });
const ours = { id: 'RF-CASE' };

export const PRESSES: readonly Bad[] = [
  bad('a button that there never was', 'nothing', forged({ action_id: 'explode', value: '1' })),
  bad('a button with nothing in it', OLDER, press('stop', '')),
  bad('a button that carries no JSON', OLDER, press('stop', '{')),
  bad('a button that carries null', OLDER, press('stop', null)),
  bad('a button that carries a prototype', OLDER, press('stop', '{"__proto__":{"id":"RF-1"}}')),
  bad('a button that carries 100 KB', OLDER, press('stop', { id: 'x'.repeat(100_000) })),
  bad('a button of a case that is not there', /no such case here/, press('stop', { id: 'RF-4711' })),
  bad('a button whose case is a query', OLDER, press('stop', { id: "RF-1' or 1=1 --" })),
  bad('a button whose value is null', OLDER, forged({ action_id: 'stop', value: null })),
  bad('a button without a value', OLDER, forged({ action_id: 'stop' })),
  bad(
    'a menu by the name of a button',
    OLDER,
    forged({ action_id: 'stop', type: 'static_select', selected_option: null }),
  ),
  bad(
    'a press without an action',
    'nothing',
    forged({}, () => ({ actions: [] })),
  ),
  bad(
    'a press without a message or a channel',
    'nothing',
    forged({ action_id: 'stop', value: '{' }, () => ({ channel: null, message: null, container: null })),
  ),

  bad('a stop by a guest', /not decide/, press('stop', ours, { as: GWEN }), { as: GWEN }),
  bad('a stop by somebody of another company', /not decide/, press('stop', ours, { as: CONNOR }), { as: CONNOR }),
  bad('a stop by a bot', 'nothing', (place) =>
    deliver(place, 'interactive', pressOf(place, stop(place), user(place.slack.bot.userId, place.slack.team.id))),
  ),
  bad('a stop by nobody', 'nothing', (place) =>
    deliver(place, 'interactive', pressOf(place, stop(place), user('U0NOBODY000', place.slack.team.id))),
  ),
  bad('a stop from a foreign team', ELSEWHERE, (place) =>
    deliver(place, 'interactive', pressOf(place, stop(place), { team: { id: 'T0FOREIGN', domain: 'evil' } })),
  ),
  bad('a stop from no team', ELSEWHERE, (place) =>
    deliver(place, 'interactive', pressOf(place, stop(place), { team: null })),
  ),
  bad(
    'a stop from another channel',
    ELSEWHERE,
    async ({ slack, caseId }) => {
      const { ts } = await slack.human.say({ as: ADA, channel: ADAS_DM, text: 'hello' });
      const payload = { type: 'button', action_id: 'stop', block_id: 'b', value: JSON.stringify({ id: caseId }) };
      const at = await answerAfter(slack, ts);
      return slack.human.press({ as: ADA, channel: ADAS_DM, messageTs: at, action: payload });
    },
    { channel: ADAS_DM },
  ),
  bad(
    'a choice of a fix that was never proposed',
    /./,
    press('choose', { id: 'RF-CASE', hypothesis: 'h99', digest: 'x' }),
  ),
  bad('a choice of a fix by a guest', /not decide|older me/, press('choose', ours, { as: GWEN }), { as: GWEN }),
  bad('a roll-back of what was not published', /./, press('roll-back', ours)),
  bad('an answer to a question that was not asked', /./, press('meant-first', ours)),
  bad('a sending that nobody asked for', /./, press('send', ours)),

  bad(
    'Diagnose for a foreign link by a guest',
    /Only members/,
    press('diagnose', { link: 'https://evil.example' }, { as: GWEN }),
    { as: GWEN },
  ),
  bad('Diagnose without a link', OLDER, press('diagnose', { thread: '1.0' })),
  bad(
    'Diagnose with a link of 100 KB',
    /./,
    press('diagnose', { link: `https://evil.example/${'a'.repeat(100_000)}` }),
  ),
  bad(
    'Diagnose there, in a private channel that one is not in',
    /not in that channel/,
    press('diagnose-there', { channel: PRIVATE, link: 'https://smith.langchain.com/public/a/r' }, { as: BEN }),
    { as: BEN },
  ),
  bad('Diagnose all of nothing', OLDER, press('diagnose-all', { traces: [] })),
  bad(
    'Diagnose all of 500 traces',
    /./,
    press('diagnose-all', { traces: Array(500).fill({ link: 'https://evil.example', title: '<!channel>' }) }),
  ),
  bad(
    'Run this, with a foreign link',
    /host that I do not read from|no link/,
    press('run-command', { text: 'https://evil.example/r expected: no' }),
  ),
  bad(
    'Run this, with a command that leads round in a circle',
    /There is no command/,
    press('run-command', { text: '/refinery /refinery' }),
  ),
  bad(
    'Run this, by a guest',
    /Only members/,
    (place) => press('run-command', { text: `${failureOf(place, 'memory').link} expected: no` }, { as: GWEN })(place),
    { as: GWEN },
  ),
  bad('a press that is delivered again', /./, async (place) => {
    await press('stop', '{')(place);
    const { payload = {} } = place.slack.envelopes.findLast(({ type }) => type === 'interactive') ?? {};
    await deliver(place, 'interactive', payload);
  }),

  bad('a shortcut on a message without a link', /no link to a trace/, async ({ slack }) => {
    const { ts } = await slack.human.say({ as: ADA, channel: SUPPORT, text: 'This was wrong: https://evil.example' });
    return slack.human.shortcut({ as: ADA, channel: SUPPORT, ts, callbackId: 'diagnose-message' });
  }),
  bad(
    'a shortcut where no project is',
    /\/refinery setup/,
    async (place) => {
      const { ts } = await place.slack.human.say({
        as: ADA,
        channel: RANDOM,
        text: failureOf(place, 'memory').link,
      });
      return place.slack.human.shortcut({ as: ADA, channel: RANDOM, ts, callbackId: 'diagnose-message' });
    },
    { channel: RANDOM },
  ),
  bad('a shortcut on a message that Slack does not show', 'nothing', (place) =>
    deliver(place, 'interactive', {
      ...pressOf(place, {}),
      type: 'message_action',
      callback_id: 'diagnose-message',
      message: null,
      message_ts: '1.0',
    }),
  ),
  bad('a shortcut that there never was', 'nothing', (place) =>
    deliver(place, 'interactive', { ...pressOf(place, {}), type: 'message_action', callback_id: 'explode' }),
  ),
  bad('a shortcut whose trigger is long gone', 'nothing', (place) =>
    deliver(place, 'interactive', {
      ...pressOf(place, {}),
      type: 'message_action',
      callback_id: 'diagnose-message',
      message: { ts: '1.0', text: failureOf(place, 'memory').link },
    }),
  ),
];

/** What the bot said after that. */
async function answerAfter(slack: Town['slack'], ts: string): Promise<string> {
  for (;;) {
    const found = slack.human
      .messages({ as: ADA, channel: ADAS_DM })
      .messages.find((said) => Number(said.ts) > Number(ts));
    if (found) return found.ts;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
