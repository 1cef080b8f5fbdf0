import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { CommitSha } from '../../domain/digest.ts';
import { WHY_REFUSED } from '../../refine/case/outcome-words.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { plainText } from '../texts/plain-text.ts';
import { bold, code, label, paragraph, richText } from '../texts/rich-text.ts';
import { whatBecame } from '../what-became.ts';
import { type Asked, type CaseButton, defineButton, defineModal } from './control.ts';
import { goOn, type Reply, whisper } from './reply.ts';

const Carried = z.object({ id: CaseId, commit: CommitSha });

/** Roll back: takes a published commit back by another one. */
const rollBack = defineButton({
  id: 'roll-back',
  label: 'Roll back…',
  right: 'decide',
  carries: Carried,
  press: takeBack,
});

async function takeBack({ carried, press, desk, history }: Asked<z.infer<typeof Carried>>): Promise<Reply> {
  const { id, commit } = carried;
  if (history.now.stage !== 'published' || history.now.commit.sha !== commit) return whisper(whatBecame(history));
  const asked = await desk.rollBack(id, press.by);
  if (asked === 'asked') return goOn(id);
  return whisper(asked === 'nothing' ? whatBecame(await desk.find(id)) : WHY_REFUSED[asked.refused]);
}

/** The same by a command, from wherever: so it says first which commit, and where. */
export const rollBackModal = defineModal({
  id: 'roll-back-modal',
  title: 'Take this commit back?',
  submit: 'Roll back',
  right: 'decide',
  carries: Carried,
  body: ({ id, commit, branch }: Readonly<{ id: CaseId; commit: string; branch: string }>) => [
    richText(
      paragraph(bold(id), ' committed ', code(commit.slice(0, 12)), ' to ', code(shorten(plainText(branch), 200)), '.'),
      paragraph(MEANS),
      paragraph('What comes of it stands in the thread of the case.'),
    ),
  ],
  submitted: takeBack,
});

const MEANS =
  'A new commit restores the files as they were, and nothing else is touched. It goes to the same branch; where a pull request was merged on GitHub already, it asks to be merged as another one.';

export const rollBackButton: CaseButton<z.infer<typeof Carried>> = {
  ...rollBack,
  draw: (carried) =>
    rollBack.draw(carried, {
      title: label('Take this commit back?', 100),
      text: label(MEANS, 300),
      confirm: label('Roll back', 30),
      deny: label('Keep it', 30),
      style: 'danger',
    }),
};
