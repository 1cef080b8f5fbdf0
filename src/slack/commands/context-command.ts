import { setTimeout as sleep } from 'node:timers/promises';
import type { ContextWrite } from '../../domain/context-set.ts';
import { kindOf } from '../../domain/errors.ts';
import type { Binding, Project } from '../../domain/project.ts';
import { channelKey } from '../../refine/case/channel-key.ts';
import { contextWords, undoneWords } from '../../refine/context/context-words.ts';
import type { ContextCommand } from '../../refine/context/read-order.ts';
import { recogniseTrace } from '../../refine/trace/recognise-trace.ts';
import { type AnswerForOne, modal, whisper } from '../controls/reply.ts';
import { contextForm } from '../forms/context-form.ts';
import { maySetUp } from '../forms/may-set-up.ts';
import { linksIn } from '../hearing/links-in.ts';
import { type Known, MEMBERS_ONLY_LOOK } from '../people.ts';
import { tellPeople } from '../tell-people.ts';
import type { SlackTools } from '../tools.ts';
import { nearMissView } from '../views/near-miss-view.ts';

export type AskedInChannel = Readonly<{
  channel: string;
  who: Known;
  bound: Binding & Readonly<{ version: number }>;
  /** The whole command. */
  text: string;
  /** As in `Typed`. */
  asked?: string;
}>;

const HERE = '/refinery context';
/** A form can be opened for 3 seconds: https://docs.slack.dev/surfaces/modals */
const PATIENCE_MS = 2_000;

/** `/refinery context …`. Who may set a channel up may say which files its cases work on; everybody else may look. Errors as `ContextDesk`. */
export async function answerContext(
  command: ContextCommand,
  about: AskedInChannel,
  tools: SlackTools,
): Promise<AnswerForOne> {
  const { who, bound } = about;
  if (command.kind === 'near-miss') return nearMissView({ ...command, corrected: `${HERE} ${command.corrected}` });
  const isLooking = command.kind === 'order' && (command.order.do === 'show' || command.order.do === 'list');
  if (isLooking && who.standing !== 'member') return whisper(MEMBERS_ONLY_LOOK);
  const refused = isLooking ? undefined : await maySetUp(who, bound, tools);
  if (refused !== undefined) return whisper(refused);

  switch (command.kind) {
    case 'order':
      return whisper(contextWords(await tools.desk.context(bound.project, command.order, who.by), HERE));
    case 'use':
      return use(command.project, about, tools);
    case 'write':
      return offer(about, { kind: 'declaration' }, tools);
    case 'undo':
      return whisper(undoneWords(await tools.desk.undoContext(bound.project, who.by)));
    case 'extract': {
      const link = linksIn(command.trace)[0]?.link ?? command.trace;
      try {
        const source = recogniseTrace(tools.sources, link).ref;
        const wish: ContextWrite = { kind: 'extracted', source, expectation: null };
        return await offer(about, wish, tools);
      } catch (error) {
        const kind = kindOf(error);
        if (kind === undefined || kind.startsWith('store-')) throw error;
        return whisper(tellPeople(kind));
      }
    }
  }
}

/** Another project of the same repository: its name is all that changes, and its files follow. */
async function use(project: string, { channel, who, bound }: AskedInChannel, tools: SlackTools): Promise<AnswerForOne> {
  const changed: Project = { ...bound.project, name: project, context: null };
  const binding = { project: changed, by: who.by, atMs: tools.clock() };
  const key = channelKey({ team: tools.team, channel });
  if ((await tools.bindings.bind(tools.workspace, key, bound.version, binding)) === 'moved')
    return whisper('Somebody else set this channel up meanwhile. Try again.');
  return whisper(contextWords(await tools.desk.context(changed, { do: 'show' }, who.by), HERE));
}

async function offer(
  { text, asked, channel, bound: { project } }: AskedInChannel,
  wish: ContextWrite,
  tools: SlackTools,
): Promise<AnswerForOne> {
  const making = tools.desk.offerContext(project, wish);
  // What is late is kept, and there at once when they ask again; what then goes wrong is told then.
  making.catch(() => {});
  const made = await Promise.race([making, sleep(PATIENCE_MS, undefined, { ref: false })]);
  if (made === undefined) return whisper('I am still reading that. Try the same again in a moment.');
  if ('refused' in made) return whisper(made.refused);
  const blocked = made.findings.find(({ severity }) => severity === 'block');
  if (blocked) return whisper(`That can’t be written: ${blocked.says}`);
  const carried = { channel, wish, shown: made.offer.digest, typed: text, ...(asked !== undefined && { asked }) };
  return modal(contextForm.draw(carried, made));
}
