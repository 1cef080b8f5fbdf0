import type { KnownBlock, ModalView } from '@slack/types';
import type { z } from 'zod';
import type { Values } from '../controls/control.ts';
import { readCarried } from '../controls/read-carried.ts';
import { modal, type Reply } from '../controls/reply.ts';
import { drawModal } from '../modals/draw-modal.ts';
import { noteView } from '../modals/note-view.ts';
import type { Known } from '../people.ts';
import type { SlackTools } from '../tools.ts';

/** A modal that is about a channel, not about a case: it comes before there is one. */
export type Form<Carried, About> = Readonly<{
  id: string;
  draw(carried: Carried, about: About): ModalView;
  /** @param raw the modal's private_metadata. Errors as `Desk`. */
  submit(raw: string, filled: Filled, tools: SlackTools): Promise<Reply>;
}>;

/** What a person filled in. `viewId` is one for each modal that was opened: the same submit twice is one. */
export type Filled = Readonly<{ viewId: string; values: Values; who: Known }>;

export function defineForm<Carried, About>(
  spec: Readonly<{
    id: string;
    title: string;
    submit: string;
    /** Ids alone; they come back from outside, so they are parsed. */
    carries: z.ZodType<Carried>;
    body(about: About): readonly KnownBlock[];
    submitted(carried: Carried, filled: Filled, tools: SlackTools): Promise<Reply>;
  }>,
): Form<Carried, About> {
  return {
    id: spec.id,
    draw: (carried, about) => drawModal(spec, carried, spec.body(about)),
    async submit(raw, filled, tools) {
      const carried = readCarried(raw, spec.carries);
      if (carried === undefined) return modal(noteView('This form is from an older me. Close it and open a new one.'));
      return spec.submitted(carried, filled, tools);
    },
  };
}
