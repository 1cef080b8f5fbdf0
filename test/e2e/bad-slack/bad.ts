import type { Json, JsonObject } from '../../../playground/langsmith/json.ts';
import type { Envelope, SlackMessage } from '../../../playground/slack/human-side.ts';
import { ADA, SUPPORT } from '../../slack-ids.ts';
import { failureOf, type Town } from '../slack-town.ts';

/** Something that no bot should be given. */
export type Bad = Readonly<{
  name: string;
  /** @returns what whoever did it is answered at once, such as errors of a form */
  act(place: BadPlace): Promise<unknown>;
  /** What they read of it: in the channel, in its threads, in a form, or as the answer. `nothing`: nobody is told. */
  told: RegExp | 'nothing';
  as?: string;
  channel?: string;
  /** An event that Slack's own SDK can't read: it is not acknowledged, and the log says so. */
  isIllegible?: true;
  /** Where it is a case after all, that then can't be read. */
  opens?: true;
}>;

/** Where it is given: a town with one case, whose trace can't be had. `root`: what its thread begins with. */
export type BadPlace = Pick<Town, 'slack' | 'sample'> & Readonly<{ root: SlackMessage; caseId: string }>;

export const bad = (name: string, told: Bad['told'], act: Bad['act'], more: Partial<Bad> = {}): Bad => ({
  name,
  told,
  act,
  ...more,
});

export const command =
  (text: string, { as = ADA, channel = SUPPORT } = {}): Bad['act'] =>
  ({ slack }) =>
    slack.human.command({ as, channel, command: '/refinery', text });

/** A link that is one of a trace, to a trace that is not there: whatever stands beside it is read, and nothing is diagnosed. */
export const goneLink = (place: Pick<BadPlace, 'sample'>): string =>
  failureOf(place, 'memory').link.replace(
    /[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\/?$)/,
    '00000000',
  );

let last = 0;

/** An event as Slack wraps it. */
export const eventOf = ({ slack }: BadPlace, event: Json): JsonObject => ({
  token: 'unused',
  team_id: slack.team.id,
  api_app_id: slack.bot.appId,
  type: 'event_callback',
  event_id: `EvBAD${++last}`,
  event_time: 1,
  authorizations: [
    {
      enterprise_id: null,
      team_id: slack.team.id,
      user_id: slack.bot.userId,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
  event,
});

/** Delivers it without waiting for an acknowledgement, which may never come. */
export const deliver = async ({ slack }: BadPlace, type: Envelope['type'], payload: JsonObject): Promise<void> => {
  void slack.faults.deliver(type, payload);
};

/** A press as Slack tells of it, in the first message of the case; `more` takes the place of what is right. */
export const pressOf = ({ slack, root }: BadPlace, action: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'block_actions',
  token: 'unused',
  team: { id: slack.team.id, domain: slack.team.domain },
  enterprise: null,
  user: { id: ADA, username: 'ada', name: 'ada', team_id: slack.team.id },
  api_app_id: slack.bot.appId,
  is_enterprise_install: false,
  trigger_id: `${++last}.1.bad`,
  container: { type: 'message', message_ts: root.ts, channel_id: SUPPORT, is_ephemeral: false },
  channel: { id: SUPPORT, name: 'support-agents' },
  message: { type: 'message', ts: root.ts, thread_ts: root.ts, user: slack.bot.userId, text: '' },
  state: { values: {} },
  response_url: 'http://127.0.0.1:9/nobody',
  actions: [{ type: 'button', block_id: 'b', action_ts: '1.0', ...action }],
  ...more,
});

/** A modal that was sent in. */
export const submitOf = ({ slack }: BadPlace, view: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'view_submission',
  token: 'unused',
  team: { id: slack.team.id, domain: slack.team.domain },
  enterprise: null,
  user: { id: ADA, username: 'ada', name: 'ada', team_id: slack.team.id },
  api_app_id: slack.bot.appId,
  is_enterprise_install: false,
  trigger_id: `${++last}.1.bad`,
  response_urls: [],
  view: {
    id: `VBAD${last}`,
    team_id: slack.team.id,
    type: 'modal',
    title: { type: 'plain_text', text: 'x' },
    blocks: [],
    private_metadata: '',
    state: { values: {} },
    hash: '1.h',
    ...view,
  },
  ...more,
});

/** Sends in a modal that stands open nowhere; what the bot acknowledges it with is the answer. */
export const submit =
  (view: JsonObject, more: JsonObject = {}): Bad['act'] =>
  async (place) => {
    const from = place.slack.envelopes.length;
    await place.slack.faults.deliver('interactive', submitOf(place, view, more));
    return place.slack.envelopes[from]?.response;
  };

/** `{ block: { action: … } }` of text fields. */
export const typed = (fields: Readonly<Record<string, string>>): JsonObject => ({
  values: Object.fromEntries(
    Object.entries(fields).map(([id, value]) => [id, { [id]: { type: 'plain_text_input', value } }]),
  ),
});
