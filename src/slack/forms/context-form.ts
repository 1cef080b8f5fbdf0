import { z } from 'zod';
import { ContextWrite } from '../../domain/context-set.ts';
import { Digest } from '../../domain/digest.ts';
import type { Project } from '../../domain/project.ts';
import type { ContextOffer } from '../../flow/write-context.ts';
import { channelKey } from '../../refine/case/channel-key.ts';
import { textIn, ticksIn } from '../controls/read-values.ts';
import { modal, problems } from '../controls/reply.ts';
import { DOUBTS, doubtingGuards, MESSAGE } from '../modals/approval-view.ts';
import { contextOfferView } from '../modals/context-offer-view.ts';
import { noteView } from '../modals/note-view.ts';
import { plainText } from '../texts/plain-text.ts';
import type { SlackTools } from '../tools.ts';
import { secondYesView, writtenView } from '../views/second-yes-view.ts';
import { defineForm } from './form.ts';
import { maySetUp } from './may-set-up.ts';

/** What `/refinery context write` or `extract` would write, and the yes to exactly that. */
export const contextForm = defineForm({
  id: 'write-context',
  title: 'Write to the repository',
  submit: 'Write it',
  /** `typed`: the command that opened it; `asked`: the message that asks for a second yes. */
  carries: z.object({
    channel: z.string(),
    wish: ContextWrite,
    shown: Digest,
    typed: z.string().optional(),
    asked: z.string().optional(),
  }),
  body: (offer: ContextOffer) => contextOfferView(offer),

  async submitted({ channel, wish, shown, typed, asked }, { values, who }, tools) {
    const bound = await tools.bindings.of(tools.workspace, channelKey({ team: tools.team, channel }));
    const refused = bound ? await maySetUp(who, bound, tools) : OUTDATED;
    if (!bound || refused !== undefined) return modal(noteView(refused ?? OUTDATED));
    // What comes back from outside must not lead to a file of this machine.
    if (wish.kind === 'extracted' && !tools.sources.some(({ name }) => name === wish.source.source))
      return modal(noteView(OUTDATED));
    const { project } = bound;
    const made = await tools.desk.offerContext(project, wish);
    if ('refused' in made) return modal(noteView(made.refused));
    if (made.offer.digest !== shown) return modal(noteView(OUTDATED));
    const accepts = ticksIn(values, DOUBTS);
    if (!doubtingGuards(made.findings).every((guard) => accepts.includes(guard)))
      return problems({ [DOUBTS]: 'Tick every doubt to approve.' });
    if (values.has(MESSAGE) && textIn(values, MESSAGE).trim() === '')
      return problems({ [MESSAGE]: 'A commit needs a message. Say in a line what it changes.' });

    const said = await inTheirWords(made, textIn(values, MESSAGE).trim(), { project, wish }, tools);
    if ('refused' in said) return problems({ [MESSAGE]: said.refused.slice(0, 150) });
    const { offer } = said;
    const written = await tools.desk.writeContext(project, wish, who.by, offer.digest, offer.target.message);
    if ('refused' in written) return modal(noteView(written.refused));
    if ('awaits' in written) {
      const isThere = await tools.announce(channel, secondYesView({ by: who.by, typed, offer }));
      return modal(noteView(isThere ? AWAITED : `${AWAITED} ${TELL_THEM}`));
    }
    if (asked !== undefined) await tools.amendPost(channel, asked, writtenView({ by: who.by, written }));
    const { branch, sha, pullRequest } = written;
    const where = pullRequest ? ` Its pull request: ${pullRequest.url}` : '';
    return modal(noteView(`Written: ${sha.slice(0, 12)} on the branch ${branch}. ${USED}${where}`));
  },
});

const OUTDATED = 'What was shown is not what would be written now. Open it again.';
const USED = 'New cases work on it from now on; merge the branch before others commit, so that it stays so.';
const AWAITED = 'Your yes is kept. Nothing is written before another approver says yes to the same.';
const TELL_THEM = 'I can’t post here, so ask them to send the same command.';

/** The offer that was shown, or the same one with the message that the person wrote. */
async function inTheirWords(
  shown: ContextOffer,
  written: string,
  { project, wish }: Readonly<{ project: Project; wish: ContextWrite }>,
  { desk }: SlackTools,
): Promise<Pick<ContextOffer, 'offer'> | Readonly<{ refused: string }>> {
  if (written === '' || written === plainText(shown.offer.target.message).trim()) return shown;
  const made = await desk.offerContext(project, wish, `${written}\n`);
  if ('refused' in made) return made;
  const isSame = made.offer.change === shown.offer.change && made.offer.base === shown.offer.base;
  return isSame ? made : { refused: OUTDATED };
}
