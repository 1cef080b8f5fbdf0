import { setTimeout as sleep } from 'node:timers/promises';
import { App } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { failureFinder } from '../flow/find-failures.ts';
import { summariser } from '../flow/summarise.ts';
import { tokenWeigher } from '../flow/weigh-tokens.ts';
import { agentSessions } from './agent/sessions.ts';
import { suggestPrompts } from './agent/suggest-prompts.ts';
import { announcer } from './announce.ts';
import { type Address, answerByAddress } from './answer-by-address.ts';
import { answeringClient } from './answering-client.ts';
import { answerCommand } from './commands/answer-command.ts';
import { FROM_AN_OLDER_ME } from './controls/control.ts';
import { readValues } from './controls/read-values.ts';
import type { AnswerForOne, Reply } from './controls/reply.ts';
import type { SlackReceiver } from './deliveries.ts';
import { drawThreads } from './draw-threads.ts';
import type { SlackFace, SlackOptions } from './face.ts';
import { groupsIn } from './groups.ts';
import { answerHeard } from './hearing/answer-heard.ts';
import { earlierMessages } from './hearing/earlier-messages.ts';
import { asChange, hearChange } from './hearing/hear-change.ts';
import { asHeard } from './hearing/hear-message.ts';
import { sharedFile } from './hearing/shared-file.ts';
import { unfurler } from './hearing/unfurl-links.ts';
import { channelsOf } from './home/channels-of.ts';
import { HOME_BUTTONS } from './home/home-buttons.ts';
import { homeKeeper } from './home/home-keeper.ts';
import { closing } from './modals/closing.ts';
import { noteView } from './modals/note-view.ts';
import { viewOf } from './modals/view-of.ts';
import { paintingClient } from './painting/painting-client.ts';
import { people } from './people.ts';
import { pictureFiles } from './picture-files.ts';
import { placeOf } from './place-of.ts';
import { SocketLines } from './receiver.ts';
import { SignedRequests } from './signed-requests.ts';
import { silentLogger } from './silent-logger.ts';
import type { SlackTools } from './tools.ts';
import { voice } from './voice.ts';
import { DIAGNOSE_SHORTCUT, diagnoseMessage } from './ways/shortcut.ts';
import { startError, whoAmI } from './who-am-i.ts';

/** What is dealt with this fast is acknowledged once it is stored. */
const STORE_PATIENCE_MS = 150;
/** Slack takes an acknowledgement for 3 seconds, and that of a modal carries the answer. */
const ACK_PATIENCE_MS = 2_500;
/** A form is opened within 3 seconds of what was typed, and is not only made of this. */
const FORM_PATIENCE_MS = 1_500;
/** At the start Slack may be away for a while: `WebClient` goes on asking. */
const START_PATIENCE_MS = 10_000;
const TAKES_LONGER: Reply = {
  show: 'whisper',
  text: 'That takes a little longer. What comes of it will stand here or in the thread.',
};

/**
 * The one file that knows Bolt: it acknowledges, says who pressed and where, and
 * has carried out what a handler wants shown.
 *
 * @throws RefineryError slack-denied, slack-unavailable
 */
export async function openSlack(options: SlackOptions): Promise<SlackFace> {
  const { botToken, heardBy, apiUrl, log, desk, house, controls } = options;
  const clientOptions = { ...(apiUrl && { slackApiUrl: apiUrl }) };
  const self = await whoAmI(
    new WebClient(botToken, { ...clientOptions, logger: silentLogger, timeout: START_PATIENCE_MS }),
  );
  const client = answeringClient(botToken, clientOptions);
  const painting = paintingClient(botToken, clientOptions);
  const { keeper, upload } = drawThreads(options, painting, self.botId);
  const ending = new AbortController();
  const files = pictureFiles({ pictures: house.pictures, upload, log, signal: ending.signal });
  const speaking = voice(client, log);
  const tools: SlackTools = {
    ...options,
    ...self,
    ...announcer(client, log),
    codeHost: house.codeHost,
    sources: house.sources.filter(({ isLocal }) => !isLocal),
    people: people(client, self.team),
    groups: house.groups,
    groupsHere: () => Promise.race([groupsIn(client, self.team), sleep(FORM_PATIENCE_MS, undefined, { ref: false })]),
    channelsOf: (user) => channelsOf(client, user),
    fileIn: (where) => sharedFile(client, where),
    summarise: summariser(house),
    weighTokens: tokenWeigher(house),
    findFailures: failureFinder(house, house.clock),
    clock: house.clock,
    prices: house.prices,
    run: (typed) => answerCommand(typed, tools),
    resume: keeper.resume,
    redraw: keeper.redraw,
  };
  const onTrouble = (why: string) => log.warn({ why }, 'receiving');
  const receiver: SlackReceiver =
    'appToken' in heardBy
      ? new SocketLines({ ...heardBy, clientOptions, onTrouble })
      : new SignedRequests({ ...heardBy, clock: house.clock, onTrouble });
  const app = new App({
    token: botToken,
    // Without them, Bolt asks Slack who the bot is before it hands on anything that came in.
    botId: self.botId,
    botUserId: self.self,
    receiver,
    clientOptions,
    logger: silentLogger,
    extendedErrorHandler: true,
    tokenVerificationEnabled: false,
  });
  // What `extendedErrorHandler` hands in; Bolt's type of `error` is that of the plain one.
  const noteFailure = async ({ error, body }: Readonly<{ error: Error; body: object }>) => {
    receiver.noteFailure(body);
    speaking.explain(error, 'something that came from Slack');
  };
  app.error(noteFailure as unknown as Parameters<App['error']>[0]);

  /** In place of an answer that could not be given: the sentence that people read. */
  const explained =
    (what: string) =>
    (error: unknown): Reply => ({ show: 'whisper', text: speaking.explain(error, what) });
  const begun = async <Answer extends AnswerForOne>(answer: Answer): Promise<Answer | Reply> => {
    const cases = 'begin' in answer ? (answer.begin ?? []) : [];
    const [refused] = (await Promise.all(cases.map((id) => keeper.begin(id)))).filter((why) => why !== undefined);
    return refused === undefined ? answer : { show: 'whisper', text: refused };
  };
  const followUp = ({ goOn, resume }: Reply) => {
    if (goOn) keeper.goOn(goOn);
    if (resume) keeper.resume(resume);
  };
  const answerAt = (answer: AnswerForOne, address: Address) => answerByAddress(answer, address, { ...speaking, files });

  app.command('/refinery', async ({ command, ack, respond }) => {
    const { text, channel_id: channel, user_id: user, trigger_id: triggerId } = command;
    const who = () => tools.people(user);
    const typed = { text, channel, user, thread: null, who, request: `command/${triggerId}` };
    const answering = tools.run(typed).catch(explained('a command'));
    await Promise.race([answering, sleep(STORE_PATIENCE_MS)]);
    await ack();
    await answerAt(await answering.then(begun), { respond, triggerId, user, thread: null });
  });

  for (const button of controls.buttons) {
    app.action({ type: 'block_actions', action_id: button.id }, async ({ action, body, ack }) => {
      // At home there are no buttons of cases: nobody has looked at which channel such a press is from.
      const isInModal = body.view !== undefined && body.view.type !== 'home';
      const channel = isInModal ? null : (body.channel?.id ?? '');
      const spot =
        channel === null
          ? null
          : { channel, user: body.user.id, thread: body.message?.thread_ts ?? body.message?.ts ?? null };
      const pressing = tools
        .people(body.user.id)
        .then((who) => ({ ...who, team: body.team?.id ?? '', channel }))
        .then((press) => button.press(action.type === 'button' ? (action.value ?? '') : '', press, desk))
        .catch(explained(`the button ${button.id}`));
      await Promise.race([pressing, sleep(STORE_PATIENCE_MS)]);
      await ack();
      const reply = await pressing;
      if (reply.show === 'file') return speaking.give(reply.file, body.user.id, speaking.sayAt(spot, body.trigger_id));
      followUp(reply);
      await speaking.show(reply, spot, body.trigger_id);
    });
  }

  for (const way of controls.ways) {
    app.action({ type: 'block_actions', action_id: way.id }, async ({ action, body, ack, respond }) => {
      await ack();
      const { channel, message, thread } = placeOf(body);
      const value = action.type === 'button' ? (action.value ?? '') : '';
      const user = body.user.id;
      const answer = await tools
        .people(user)
        .then((who) => way.press(value, { channel, message, user, who }, tools))
        .then(begun)
        .catch(explained(`the button ${way.id}`));
      await answerAt(seenAt(body.view, answer), { respond, triggerId: body.trigger_id, user, thread });
    });
  }
  app.shortcut({ callback_id: DIAGNOSE_SHORTCUT, type: 'message_action' }, async ({ shortcut, ack, respond }) => {
    await ack();
    const { channel, user, message, trigger_id: triggerId } = shortcut;
    const answer = await tools
      .people(user.id)
      .then((who) => diagnoseMessage(message, { channel: channel.id, who }, tools))
      .catch(explained('a message shortcut'));
    await answerAt(answer, { respond, triggerId, user: user.id, thread: message.thread_ts ?? null });
  });

  /** The acknowledgement says what came of a modal: it closes, says what is wrong in it, or another takes its place. */
  const onSubmit = (id: string, submit: (modal: Submitted) => Promise<Reply>) => {
    app.view({ callback_id: id, type: 'view_submission' }, async ({ view, body, ack }) => {
      const { private_metadata: raw, state } = view;
      const modal = { raw, state, viewId: view.id, user: body.user.id, team: body.team?.id ?? '' };
      const submitting = submit(modal)
        .then(begun)
        .catch(explained(`the modal ${id}`));
      const inTime = await Promise.race([submitting, sleep(ACK_PATIENCE_MS, TAKES_LONGER)]);
      await ack(closing(inTime, speaking.fitting));
      const reply = await submitting;
      followUp(reply);
      const drawn = inTime === TAKES_LONGER ? viewOf(reply) : undefined;
      // Whoever has closed it by now has seen enough.
      if (drawn) await speaking.amend(view.id, drawn).catch(explained(`the late answer of ${id}`));
    });
  };
  for (const modal of controls.modals) {
    onSubmit(modal.id, async ({ raw, state, user, team }) => {
      const press = { ...(await tools.people(user)), team, channel: null };
      return modal.submit(raw, readValues(state), press, desk);
    });
  }
  for (const form of controls.forms) {
    onSubmit(form.id, async ({ raw, state, viewId, user }) =>
      form.submit(raw, { viewId, values: readValues(state), who: await tools.people(user) }, tools),
    );
  }

  const home = homeKeeper({ ...tools, client, files, examine: options.examine, log });
  for (const id of Object.values(HOME_BUTTONS)) {
    app.action({ type: 'block_actions', action_id: id }, async ({ body, ack }) => {
      await ack();
      await home.press(id, body.user.id);
    });
  }
  // What nobody draws any more is answered all the same: a press that nothing comes of looks broken.
  const known = (list: readonly Readonly<{ id: string }>[]) => list.map(({ id }) => id);
  const pressed = new Set([...known(controls.buttons), ...known(controls.ways), ...Object.values(HOME_BUTTONS)]);
  app.action({ type: 'block_actions' }, async ({ action, body, ack, respond }) => {
    if (pressed.has(action.action_id)) return;
    await ack();
    const { thread } = placeOf(body);
    if (body.view && body.view.type !== 'home')
      return void (await speaking.sayAt(null, body.trigger_id)(FROM_AN_OLDER_ME).catch(explained('an old button')));
    const answer = seenAt(body.view, { show: 'whisper', text: FROM_AN_OLDER_ME });
    await answerAt(answer, { respond, triggerId: body.trigger_id, user: body.user.id, thread });
  });
  const submitted = new Set([...known(controls.modals), ...known(controls.forms)]);
  app.view({ type: 'view_submission' }, async ({ view, ack }) => {
    if (!submitted.has(view.callback_id)) await ack({ response_action: 'update', view: noteView(FROM_AN_OLDER_FORM) });
  });

  const sessions = agentSessions({ client, wait: (ms) => sleep(ms, undefined, { ref: false }), log });
  const earlier = (heard: Parameters<typeof earlierMessages>[1]) => earlierMessages(client, heard);
  const hear = answerHeard({ tools, voice: speaking, files, sessions, earlier });
  app.event('app_mention', async ({ event, context }) => {
    const { channel, ts, thread_ts, user, text } = event;
    const heard = { channel, ts, thread: thread_ts ?? null, text, isDirect: false, files: [] };
    // With a file it comes as a message in any case, and not always as a mention.
    if (user && !('files' in event)) await hear({ ...heard, user }, context.retryNum === undefined);
  });
  app.message(async ({ message, context }) => {
    const change = asChange(message);
    if (change) return hearChange(change, tools);
    const heard = asHeard(message, self.self);
    if (heard) await hear(heard, context.retryNum === undefined);
  });
  app.event('agent_session_stopped', async ({ event: { channel, thread_ts: thread } }) =>
    sessions.stop({ channel, thread }),
  );

  const unfurl = unfurler(tools, (unfurled) => painting.chat.unfurl(unfurled), log);
  app.event('link_shared', async ({ event }) => unfurl(event));
  app.event('app_home_opened', async ({ event: { user, tab, channel } }) => {
    if (tab !== 'messages') return home.draw(user);
    await suggestPrompts(client, channel).catch((error: unknown) =>
      log.info({ error: String(error) }, 'prompts were not suggested'),
    );
  });

  await receiver.start().catch((cause: unknown) => {
    throw startError(cause);
  });
  keeper.takeUp();
  return {
    hear: keeper.hear,
    deafMs: () => receiver.deafMs(),
    take: (request) => receiver.take(request),
    drawAgain: keeper.resume,
    async close() {
      ending.abort();
      await receiver.stop();
      await keeper.close();
    },
  };
}

/** At home nobody would see a whisper: Slack takes none there. */
function seenAt(view: unknown, answer: AnswerForOne): AnswerForOne {
  return view !== undefined && answer.show === 'whisper' ? { show: 'modal', view: noteView(answer.text) } : answer;
}

type Submitted = Readonly<{ raw: string; state: unknown; viewId: string; user: string; team: string }>;

const FROM_AN_OLDER_FORM = 'This form is from an older me. Close it and open a new one.';
