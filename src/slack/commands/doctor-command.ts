import { membersIn } from '../../flow/rights-now.ts';
import { inGroups, rightsOf } from '../../refine/case/rights.ts';
import { type AnswerForOne, postForOne, whisper } from '../controls/reply.ts';
import { boundAmong } from '../home/bound-among.ts';
import type { SlackTools, Typed } from '../tools.ts';
import { doctorBlocks } from '../views/doctor-view.ts';

const APPROVERS_ONLY =
  'How I am set up is shown to those who approve fixes in one of my channels. Ask one of them, or whoever runs me.';

/** `/refinery doctor`: what is in order, what is not, and what to do about it. Errors as `WebClient`, and as `Bindings`. */
export async function answerDoctor(
  { user, who: whoTyped }: Pick<Typed, 'user' | 'who'>,
  tools: Pick<SlackTools, 'channelsOf' | 'groups' | 'bindings' | 'workspace' | 'team' | 'examine'>,
): Promise<AnswerForOne> {
  const [who, channels] = await Promise.all([whoTyped(), tools.channelsOf(user)]);
  const bound = await boundAmong(channels, tools);
  const members = await membersIn(
    bound.map(({ binding }) => binding.project),
    tools.groups,
  );
  const mayLook =
    who.standing === 'member' &&
    bound.some(({ binding }) => rightsOf(binding.project, inGroups(members)).mayApprove(who.by));
  if (!mayLook) return whisper(APPROVERS_ONLY);
  const blocks = doctorBlocks(await tools.examine());
  return postForOne('Configuration', blocks);
}
