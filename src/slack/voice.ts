import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { PostForOne, Reply } from './controls/reply.ts';
import { noteView } from './modals/note-view.ts';
import { viewOf } from './modals/view-of.ts';
import type { FileToShare } from './post.ts';
import { QUIETLY } from './quietly.ts';
import { tellPeople } from './tell-people.ts';
import { fits } from './texts/limits.ts';
import { mrkdwn } from './texts/mrkdwn.ts';
import { startOf } from './texts/plain-text.ts';

/** Where somebody is who shall be told something. `thread` is the `ts` of its first message. */
export type Spot = Readonly<{ channel: string; user: string; thread: string | null }>;

/** Escaped, it may be five times as long, and still fits: https://docs.slack.dev/reference/methods/chat.postEphemeral */
const MOST_WHISPERED_CHARS = 2_000;

/** Plain text for one person, where they asked. Errors as `WebClient`. */
export type Say = (text: string) => Promise<unknown>;

/** What is said to one person alone. */
export type Voice = Readonly<{
  /** Plain text. Errors as `WebClient`. */
  whisper(spot: Spot, text: string): Promise<void>;
  /** What can be pressed; in a direct message, where nobody else is, it stays. Errors as `WebClient`. */
  tell(spot: Spot, post: PostForOne, isDirect: boolean): Promise<void>;
  /** @throws RefineryError unexpected when it is more than Slack takes; errors as `WebClient` */
  open(triggerId: string, view: ModalView): Promise<void>;
  /** The view as it may be sent: one that is more than Slack takes gives way to a sentence. */
  fitting(view: ModalView): ModalView;
  /** Draws something else in a modal that stands open. Errors as `open`. */
  amend(viewId: string, view: ModalView): Promise<void>;
  /** What a button's handler wants shown, `null`: on top of the modal that it stands in. A modal that can't be opened is explained instead. */
  show(reply: Reply, spot: Spot | null, triggerId: string): Promise<void>;
  /** A file for one person, in the direct message with them; `say` is told that it comes, or why not. Errors as `say`. */
  give(file: FileToShare, user: string, say: Say): Promise<void>;
  /** Says things one after the other where somebody pressed. `spot` as in `show`. */
  sayAt(spot: Spot | null, triggerId: string): Say;
  /** The sentence that people read of something that broke; the rest goes to the log. */
  explain(error: unknown, what: string): string;
}>;

export function voice(client: Pick<WebClient, 'chat' | 'views' | 'filesUploadV2'>, log: Logger): Voice {
  const explain = (error: unknown, what: string): string => {
    log.error({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, `${what} failed`);
    return tellPeople(kindOf(error) ?? 'unexpected');
  };
  const whisper = async ({ channel, user, thread }: Spot, text: string) => {
    const where = { channel, user, ...(thread !== null && { thread_ts: thread }) };
    await client.chat.postEphemeral({ ...where, text: mrkdwn(startOf(text, MOST_WHISPERED_CHARS)), ...QUIETLY });
  };
  const tell = async ({ channel, user, thread }: Spot, { text, blocks }: PostForOne, isDirect: boolean) => {
    const said = { channel, text, ...(thread !== null && { thread_ts: thread }), ...QUIETLY };
    const shown = blocks.length > 0 ? { blocks: [...blocks] } : {};
    if (isDirect) await client.chat.postMessage({ ...said, ...shown });
    else await client.chat.postEphemeral({ ...said, ...shown, user });
  };
  const checked = (view: ModalView): ModalView => {
    const wrong = fits(view);
    if (wrong.length > 0) throw new RefineryError('unexpected', `a modal does not fit into Slack: ${wrong.join('; ')}`);
    return view;
  };
  const open = async (triggerId: string, view: ModalView) => {
    await client.views.open({ trigger_id: triggerId, view: checked(view) });
  };
  const fitting = (view: ModalView): ModalView => {
    try {
      return checked(view);
    } catch (error) {
      return noteView(explain(error, 'a modal'));
    }
  };
  const push = async (view: ModalView, triggerId: string) => {
    return (await client.views.push({ trigger_id: triggerId, view: fitting(view) })).view?.id;
  };
  const putOnTop = async (reply: Reply, triggerId: string) => {
    const view = viewOf(reply);
    if (view) await push(view, triggerId);
  };
  const amend = async (viewId: string, view: ModalView) => {
    await client.views.update({ view_id: viewId, view: checked(view) });
  };
  return {
    whisper,
    tell,
    open,
    explain,
    fitting,
    amend,
    async give(file, user, say) {
      // First: a trigger is good for three seconds, and a file may take longer.
      await say(IT_COMES);
      await shareWithOne(client, user, file).catch((error: unknown) =>
        say(`${IT_CAME_NOT} ${explain(error, `the file ${file.name} for one person`)}`),
      );
    },
    sayAt(spot, triggerId) {
      if (spot !== null) return (text) => whisper(spot, text);
      let shown: string | undefined;
      return async (text) => {
        if (shown === undefined) shown = await push(noteView(text), triggerId);
        else await amend(shown, noteView(text));
      };
    },
    async show(reply, spot, triggerId) {
      if (spot === null) {
        // Whoever has closed the modal by now has seen enough.
        await putOnTop(reply, triggerId).catch((error: unknown) => explain(error, 'a modal on top of another'));
        return;
      }
      if (reply.show === 'whisper') await whisper(spot, reply.text);
      if (reply.show !== 'modal') return;
      await open(triggerId, reply.view).catch((error: unknown) => whisper(spot, whyNotOpened(error, explain)));
    },
  };
}

const IT_COMES = 'It comes to you as a file, in a direct message from me.';
const IT_CAME_NOT = 'I could not give you the file in a direct message.';

/**
 * An ephemeral message carries no file, and an upload takes no person's id, only that of the direct message with them,
 * which the message before it brings: https://github.com/slackapi/bolt-js/issues/2115. Errors as `WebClient`.
 */
async function shareWithOne(
  client: Pick<WebClient, 'chat' | 'filesUploadV2'>,
  user: string,
  { name, title, content }: FileToShare,
): Promise<void> {
  const { channel } = await client.chat.postMessage({ channel: user, text: mrkdwn(title), ...QUIETLY });
  if (channel === undefined) throw new RefineryError('unexpected', 'Slack named no direct message');
  await client.filesUploadV2({ channel_id: channel, filename: name, title, content });
}

const TOO_LATE = 'That took me too long, and Slack gave up waiting. Please press the button once more.';

/** A trigger is good for three seconds, once. */
function whyNotOpened(error: unknown, explain: Voice['explain']): string {
  const isLate = error instanceof Error && /trigger/.test(error.message);
  return isLate ? TOO_LATE : explain(error, 'a modal');
}
