import { WHY_REFUSED } from '../../refine/case/outcome-words.ts';
import { forgetModal } from '../controls/forget.ts';
import { modal, type Reply, whisper } from '../controls/reply.ts';
import { MAY_NOT_DECIDE } from '../people.ts';
import type { SlackTools } from '../tools.ts';
import { whatBecame } from '../what-became.ts';
import type { AboutCase } from './reach-case.ts';

/** The modal that asks back, or why not. Errors as `Desk`. */
export async function askToForget(
  { id, history, who }: AboutCase,
  { desk }: Readonly<{ desk: Pick<SlackTools['desk'], 'whyNoYes'> }>,
): Promise<Reply> {
  if (who.standing !== 'member') return whisper(MAY_NOT_DECIDE);
  if (history.now.stage === 'forgotten') return whisper(whatBecame(history));
  const refused = await desk.whyNoYes(history.now, who.by);
  if (refused) return whisper(WHY_REFUSED[refused]);
  return modal(forgetModal.draw({ id }, id));
}
