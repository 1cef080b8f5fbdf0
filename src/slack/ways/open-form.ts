import { channelKey } from '../../refine/case/channel-key.ts';
import { modal, type Reply, whisper } from '../controls/reply.ts';
import { type Draft, openingForm } from '../forms/opening-form.ts';
import { MEMBERS_ONLY, NOT_BOUND } from '../hearing/open-case.ts';
import type { Known } from '../people.ts';
import type { SlackTools } from '../tools.ts';

/** `thread`: the message that the case is about, or the first one of its thread; `null` where there is none. */
export type Wanted = Readonly<{
  channel: string;
  thread: string | null;
  draft: Draft | undefined;
  who: Known;
  /** The id of the file that `draft` names. */
  file?: string;
}>;

/** The opening form with what is known already, or in a sentence why there is none. Errors as `Bindings`. */
export async function openForm({ channel, thread, draft, who, file }: Wanted, tools: SlackTools): Promise<Reply> {
  if (who.standing !== 'member') return whisper(MEMBERS_ONLY);
  const bound = await tools.bindings.of(tools.workspace, channelKey({ team: tools.team, channel }));
  return bound ? modal(openingForm.draw({ channel, thread, file }, draft)) : whisper(NOT_BOUND);
}
