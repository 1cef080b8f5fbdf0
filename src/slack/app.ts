import { setTimeout as sleep } from 'node:timers/promises';
import { App, type RespondFn, type ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { WebClient } from '@slack/web-api';
import { kindOf } from '../domain/errors.ts';
import { failureFinder } from '../flow/find-failures.ts';
import { summariser } from '../flow/summarise.ts';
import { answeringClient } from './answering-client.ts';
import { readValues } from './controls/read-values.ts';
import type { PostForOne, Reply } from './controls/reply.ts';
import type { SlackFace, SlackOptions } from './face.ts';
import { groupsIn } from './groups.ts';
import { earlierMessages } from './hearing/earlier-messages.ts';
import { asChange, hearChange } from './hearing/hear-change.ts';
import { asHeard, hearMessage } from './hearing/hear-message.ts';
import type { Heard } from './hearing/heard.ts';
import { sharedFile } from './hearing/shared-file.ts';
import { unfurler } from './hearing/unfurl-links.ts';
import { channelsOf } from './home/channels-of.ts';
import { HOME_BUTTONS } from './home/home-buttons.ts';
import { homeKeeper } from './home/home-keeper.ts';
import { illustrator } from './illustrator.ts';
import { noteView } from './modals/note-view.ts';
import { viewOf } from './modals/view-of.ts';
import { pacedClient } from './painting/paced-client.ts';
import { paintingClient } from './painting/painting-client.ts';
import { progressPainter } from './painting/progress-painter.ts';
import { threadPainter } from './painting/thread-painter.ts';
import { uploadPicture } from './painting/upload-picture.ts';
import { people } from './people.ts';
import { placeOf } from './place-of.ts';
import { SocketLines } from './receiver.ts';
import { silentLogger } from './silent-logger.ts';
import { answerCommand } from './slash-command.ts';
import { tellPeople } from './tell-people.ts';
import { mrkdwn } from './texts/mrkdwn.ts';
import { threadKeeper } from './thread-keeper.ts';
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
/** Slack takes about fifty edits a minute, of all messages together: https://docs.slack.dev/reference/methods/chat.update */
const PROGRESS_EVERY_MS = 1_500;
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
  const { botToken, appToken, apiUrl, log, desk, house, controls } = options;
  const clientOptions = { ...(apiUrl && { slackApiUrl: apiUrl }) };
  const self = await whoAmI(
    new WebClient(botToken, { ...clientOptions, logger: silentLogger, timeout: START_PATIENCE_MS }),
  );
  const client = answeringClient(botToken, clientOptions);
  // Nothing that waits to be drawn keeps the process from ending.
  const wait = (ms: number) => sleep(ms, undefined, { ref: false });
  const painting = paintingClient(botToken, clientOptions);
  const drawing = pacedClient(painting, { clock: () => performance.now(), wait });
  const progress = progressPainter(drawing, { everyMs: PROGRESS_EVERY_MS, wait });
  const painter = threadPainter({ client: drawing, botId: self.botId, wait }, progress);
  const keeper = threadKeeper({
    ...options,
    painter,
    illustrate: (redraw, signal) =>
      illustrator({
        pictures: house.pictures,
        upload: (file) => uploadPicture({ client: drawing }, file),
        redraw,
        log,
        signal,
      }),
    clock: house.clock,
  });
  const { whisper, tell, open, amend, show, give, explain, fitting } = voice(client, log);
  const tools: SlackTools = {
    ...options,
    ...self,
    codeHost: house.codeHost,
    sources: house.sources.filter(({ isLocal }) => !isLocal),
    people: people(client, self.team),
    groups: house.groups,
    groupsHere: () => Promise.race([groupsIn(client, self.team), wait(FORM_PATIENCE_MS).then(() => undefined)]),
    channelsOf: (user) => channelsOf(client, user),
    fileIn: (where) => sharedFile(client, where),
    announce: (channel, post) =>
      tell({ channel, user: self.self, thread: null }, post, true).then(
        () => true,
        (error: unknown) => {
          explain(error, 'a message for a channel');
          return false;
        },
      ),
    amend: async (channel, ts, { text, blocks }) => {
      await painting.chat
        .update({ channel, ts, text, blocks: [...blocks] })
        .catch((error: unknown) => explain(error, 'what became of a message'));
    },
    summarise: summariser(house),
    findFailures: failureFinder(house, house.clock),
    clock: house.clock,
    run: (typed) => answerCommand(typed, tools),
    resume: keeper.resume,
    redraw: keeper.redraw,
  };
  const receiver = new SocketLines({ appToken, clientOptions, onTrouble: (why) => log.warn({ why }, 'socket mode') });
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
    explain(error, 'something that came from Slack');
  };
  app.error(noteFailure as unknown as Parameters<App['error']>[0]);

  /** What is answered before there is a case. By its own address, for the bot may be no member there yet. */
  const say = async (reply: Reply | PostForOne, respond: RespondFn, triggerId: string, thread: string | null) => {
    const where = {
      response_type: 'ephemeral' as const,
      replace_original: false,
      ...(thread && { thread_ts: thread }),
    };
    const whisper = (words: string) => respond({ ...where, text: mrkdwn(words) });
    if (reply.show === 'whisper') await whisper(reply.text);
    if (reply.show === 'post') await respond({ ...where, text: reply.text, blocks: [...reply.blocks] });
    if (reply.show === 'modal')
      await open(triggerId, reply.view).catch((error: unknown) => whisper(explain(error, 'a form')));
  };
  app.command('/refinery', async ({ command, ack, respond }) => {
    const { text, channel_id: channel, user_id: user, trigger_id: triggerId } = command;
    const typed = { text, channel, thread: null, who: () => tools.people(user), request: `command/${triggerId}` };
    const answering = tools
      .run(typed)
      .catch((error: unknown): Reply => ({ show: 'whisper', text: explain(error, 'a command') }));
    await Promise.race([answering, sleep(STORE_PATIENCE_MS)]);
    await ack();
    await say(await answering.then(begun), respond, triggerId, null);
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
        .catch((error: unknown): Reply => ({ show: 'whisper', text: explain(error, `the button ${button.id}`) }));
      await Promise.race([pressing, sleep(STORE_PATIENCE_MS)]);
      await ack();
      const reply = await pressing;
      if (reply.show === 'file') return give(reply.file, body.user.id, spot, body.trigger_id);
      if (reply.goOn) keeper.goOn(reply.goOn);
      await show(reply, spot, body.trigger_id);
    });
  }

  for (const way of controls.ways) {
    app.action({ type: 'block_actions', action_id: way.id }, async ({ action, body, ack, respond }) => {
      await ack();
      const { channel, message, thread } = placeOf(body);
      const value = action.type === 'button' ? (action.value ?? '') : '';
      const reply = await tools
        .people(body.user.id)
        .then((who) => way.press(value, { channel, message, user: body.user.id, who }, tools))
        .then(begun)
        .catch((error: unknown): Reply => ({ show: 'whisper', text: explain(error, `the button ${way.id}`) }));
      await say(reply, respond, body.trigger_id, thread);
    });
  }
  app.shortcut({ callback_id: DIAGNOSE_SHORTCUT, type: 'message_action' }, async ({ shortcut, ack, respond }) => {
    await ack();
    const { channel, user, message, trigger_id: triggerId } = shortcut;
    const reply = await tools
      .people(user.id)
      .then((who) => diagnoseMessage(message, { channel: channel.id, who }, tools))
      .catch((error: unknown): Reply => ({ show: 'whisper', text: explain(error, 'a message shortcut') }));
    await say(reply, respond, triggerId, message.thread_ts ?? null);
  });

  /** The acknowledgement says what came of a modal: it closes, says what is wrong in it, or another takes its place. */
  const onSubmit = (id: string, submit: (modal: Submitted) => Promise<Reply>) => {
    app.view({ callback_id: id, type: 'view_submission' }, async ({ view, body, ack }) => {
      const { private_metadata: raw, state } = view;
      const modal = { raw, state, viewId: view.id, user: body.user.id, team: body.team?.id ?? '' };
      const submitting = submit(modal)
        .then(begun)
        .catch((error: unknown): Reply => ({ show: 'whisper', text: explain(error, `the modal ${id}`) }));
      const inTime = await Promise.race([submitting, sleep(ACK_PATIENCE_MS, TAKES_LONGER)]);
      await ack(closing(inTime, fitting));
      const reply = await submitting;
      if (reply.goOn) keeper.goOn(reply.goOn);
      const drawn = inTime === TAKES_LONGER ? viewOf(reply) : undefined;
      // Whoever has closed it by now has seen enough.
      if (drawn) await amend(view.id, drawn).catch((error: unknown) => explain(error, `the late answer of ${id}`));
    });
  };
  const begun = async <Answer extends Reply | PostForOne>(reply: Answer): Promise<Answer | Reply> => {
    const cases = reply.show === 'post' ? [] : (reply.begin ?? []);
    const [refused] = (await Promise.all(cases.map((id) => keeper.begin(id)))).filter((why) => why !== undefined);
    return refused === undefined ? reply : { show: 'whisper', text: refused };
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

  const hear = async (heard: Heard, isFirstTime: boolean) => {
    const spot = { ...heard, thread: heard.thread ?? (heard.isDirect ? null : heard.ts) };
    try {
      const answer = await hearMessage(heard, tools, () => earlierMessages(client, heard));
      if (answer?.show === 'whisper') await whisper(spot, answer.text);
      if (answer?.show === 'post') await tell(spot, answer, heard.isDirect);
    } catch (error) {
      // Slack brings it again. Whoever waits for an answer is told meanwhile, once.
      const isWaitedFor = heard.isDirect || heard.text.includes(`<@${self.self}>`);
      if (isWaitedFor && isFirstTime) await whisper(spot, tellPeople(kindOf(error) ?? 'unexpected')).catch(() => {});
      throw error;
    }
  };
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

  const unfurl = unfurler(tools, (unfurled) => painting.chat.unfurl(unfurled), log);
  app.event('link_shared', async ({ event }) => unfurl(event));
  const home = homeKeeper({ ...tools, client, examine: options.examine, log });
  app.event('app_home_opened', async ({ event: { user, tab } }) => {
    if (tab !== 'messages') await home.draw(user);
  });
  for (const id of Object.values(HOME_BUTTONS)) {
    app.action({ type: 'block_actions', action_id: id }, async ({ body, ack }) => {
      await ack();
      await home.press(id, body.user.id);
    });
  }

  await receiver.start().catch((cause: unknown) => {
    throw startError(cause);
  });
  keeper.takeUp();
  return {
    hear: keeper.hear,
    deafMs: () => receiver.deafMs(),
    drawAgain: keeper.resume,
    async close() {
      await receiver.stop();
      await keeper.close();
    },
  };
}

type Submitted = Readonly<{ raw: string; state: unknown; viewId: string; user: string; team: string }>;

function closing(reply: Reply, fitting: (view: ModalView) => ModalView): ViewResponseAction | undefined {
  switch (reply.show) {
    case 'nothing':
      return undefined;
    case 'whisper':
      return { response_action: 'update', view: noteView(reply.text) };
    case 'modal':
      return { response_action: 'update', view: fitting(reply.view) };
    case 'problems':
      return { response_action: 'errors', errors: { ...reply.problems } };
  }
}
