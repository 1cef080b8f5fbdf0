import type { ModalView } from '@slack/types';
import type { CaseId } from '../../domain/case.ts';
import { kindOf } from '../../domain/errors.ts';
import { WHY_REFUSED } from '../../refine/case/outcome-words.ts';
import { forgetModal } from '../controls/forget.ts';
import { type Known, MAY_NOT_DECIDE } from '../people.ts';
import type { SlackTools } from '../tools.ts';
import { whatBecame } from '../what-became.ts';

/** The modal that asks back, or why not. Of a case of another channel nobody learns that it exists. Errors as `Desk`. */
export async function askToForget(
  id: CaseId,
  { who, channel }: Readonly<{ who: Known; channel: string }>,
  { desk, team }: Pick<SlackTools, 'desk' | 'team'>,
): Promise<Readonly<{ whisper: string }> | Readonly<{ modal: ModalView }>> {
  if (who.standing !== 'member') return { whisper: MAY_NOT_DECIDE };
  const history = await desk.find(id).catch((error: unknown) => {
    if (kindOf(error) !== 'case-not-found') throw error;
    return undefined;
  });
  const place = history?.now.place;
  if (!history || place?.team !== team || place.channel !== channel)
    return { whisper: `There is no case ${id} in this channel.` };
  if (history.now.stage === 'forgotten') return { whisper: whatBecame(history) };
  const refused = await desk.whyNoYes(history.now, who.by);
  if (refused) return { whisper: WHY_REFUSED[refused] };
  return { modal: forgetModal.draw({ id }, id) };
}
