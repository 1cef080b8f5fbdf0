import { z } from 'zod';
import { ContextWrite } from '../../domain/context-set.ts';
import { Digest } from '../../domain/digest.ts';
import type { ContextOffer } from '../../flow/write-context.ts';
import { channelKey } from '../../refine/case/channel-key.ts';
import { ticksIn } from '../controls/read-values.ts';
import { modal, problems } from '../controls/reply.ts';
import { DOUBTS, doubtingGuards } from '../modals/approval-view.ts';
import { contextOfferView } from '../modals/context-offer-view.ts';
import { noteView } from '../modals/note-view.ts';
import { defineForm } from './form.ts';
import { maySetUp } from './may-set-up.ts';

/** What `/refinery context write` or `extract` would write, and the yes to exactly that. */
export const contextForm = defineForm({
  id: 'write-context',
  title: 'Write to the repository',
  submit: 'Commit it',
  carries: z.object({ channel: z.string(), wish: ContextWrite, shown: Digest }),
  body: (offer: ContextOffer) => contextOfferView(offer),

  async submitted({ channel, wish, shown }, { values, who }, tools) {
    const bound = await tools.bindings.of(tools.workspace, channelKey({ team: tools.team, channel }));
    const refused = bound ? await maySetUp(who, bound, tools) : OUTDATED;
    if (!bound || refused !== undefined) return modal(noteView(refused ?? OUTDATED));
    // What comes back from outside must not lead to a file of this machine.
    if (wish.kind === 'extracted' && !tools.sources.some(({ name }) => name === wish.source.source))
      return modal(noteView(OUTDATED));
    const made = await tools.desk.offerContext(bound.project, wish);
    if ('refused' in made) return modal(noteView(made.refused));
    const accepts = ticksIn(values, DOUBTS);
    if (!doubtingGuards(made.findings).every((guard) => accepts.includes(guard)))
      return problems({ [DOUBTS]: 'Tick every doubt to approve.' });
    const written = await tools.desk.writeContext(bound.project, wish, who.by, shown);
    if ('refused' in written) return modal(noteView(written.refused));
    const { branch, sha, pullRequest } = written;
    const where = pullRequest ? ` Its pull request: ${pullRequest.url}` : ' It holds once that branch is merged.';
    return modal(noteView(`Written: ${sha.slice(0, 12)} on the branch ${branch}.${where}`));
  },
});

const OUTDATED = 'This channel is not bound to a project any more.';
