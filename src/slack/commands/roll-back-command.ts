import { WHY_REFUSED } from '../../refine/case/outcome-words.ts';
import { modal, type Reply, whisper } from '../controls/reply.ts';
import { rollBackModal } from '../controls/roll-back.ts';
import { MAY_NOT_DECIDE } from '../people.ts';
import type { SlackTools } from '../tools.ts';
import { whatBecame } from '../what-became.ts';
import type { AboutCase } from './reach-case.ts';

/** The modal that asks back, or why not. Errors as `Desk`. */
export async function askToRollBack(
  { id, history, who }: AboutCase,
  { desk }: Readonly<{ desk: Pick<SlackTools['desk'], 'whyNoYes'> }>,
): Promise<Reply> {
  if (who.standing !== 'member') return whisper(MAY_NOT_DECIDE);
  const { now } = history;
  if (now.stage !== 'published')
    return whisper('commit' in now ? whatBecame(history) : `${id} has no commit that could be taken back.`);
  const refused = await desk.whyNoYes(now, who.by);
  if (refused) return whisper(WHY_REFUSED[refused]);
  const { sha: commit, branch } = now.commit;
  return modal(rollBackModal.draw({ id, commit }, { id, commit, branch }));
}
