import type { CaseId } from '../../domain/case.ts';
import { kindOf, RefineryError } from '../../domain/errors.ts';
import { channelKey } from '../../refine/case/channel-key.ts';
import { recogniseTrace } from '../../refine/trace/recognise-trace.ts';
import type { Known } from '../people.ts';
import { tellPeople } from '../tell-people.ts';
import type { SlackTools } from '../tools.ts';
import type { LinkJudge } from './read-command.ts';

export type ToOpen = Readonly<{
  link: string;
  expectation: string;
  channel: string;
  /** The thread that the case is discussed in; `null` when its first message begins one. */
  thread: string | null;
  who: Known;
  /** The press, message or command that asks. */
  requestKey: string;
  /** As in `OpenRequest`. */
  fresh?: true | undefined;
  /** As `Project.given`. */
  files?: readonly string[] | undefined;
}>;

export type Opening = Readonly<{ opened: CaseId }> | Readonly<{ says: string }>;

export const NOT_BOUND =
  'This channel is not bound to a project yet, so I don’t know which repository to look into. Bind it with /refinery setup.';
const MEMBERS_ONLY = 'Only members of this workspace can open a case. Ask one of them; you can join the discussion.';

const HOW_TO_NAME = 'Write files by their path from the top of the repository.';

/** Opens a case for somebody in Slack, or says in a sentence why not. Errors as `Desk.open`, but for those that people can mend. */
export async function openCase(
  { link, expectation, channel, thread, who, requestKey, fresh, files = [] }: ToOpen,
  { desk, bindings, workspace, team, sources }: SlackTools,
): Promise<Opening> {
  if (who.standing !== 'member') return { says: MEMBERS_ONLY };
  const bound = await bindings.of(workspace, channelKey({ team, channel }));
  if (!bound) return { says: NOT_BOUND };
  try {
    const { ref } = recogniseTrace(sources, link);
    const place = { team, channel, thread };
    const project = files.length === 0 ? bound.project : { ...bound.project, given: files };
    const asked = { requestKey, by: who.by, source: ref, expectation, project, place, fresh };
    return { opened: await desk.open(asked) };
  } catch (error) {
    const kind = kindOf(error);
    if (kind === 'given-missing' && error instanceof RefineryError) return { says: `${error.detail}. ${HOW_TO_NAME}` };
    if (kind === undefined || kind.startsWith('store-') || kind === 'disk-full') throw error;
    return { says: tellPeople(kind) };
  }
}

/** Which links lead to a trace. */
export function linkJudge({ sources }: Pick<SlackTools, 'sources'>): LinkJudge {
  return (text) => {
    const opinions = sources.map((source) => source.recognise(text));
    if (opinions.some((opinion) => typeof opinion === 'object')) return 'trace';
    return opinions.includes('foreign') ? 'foreign' : undefined;
  };
}
