import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import type { Values } from '../controls/control.ts';
import { modal, type Reply } from '../controls/reply.ts';
import type { Known } from '../people.ts';
import { label } from '../texts/rich-text.ts';
import type { SlackTools } from '../tools.ts';
import { noteView } from '../views/note-view.ts';

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
    draw: (carried, about) => ({
      type: 'modal',
      callback_id: spec.id,
      title: label(spec.title, 24),
      submit: label(spec.submit, 24),
      close: label('Cancel', 24),
      private_metadata: JSON.stringify(carried),
      blocks: [...spec.body(about)],
    }),
    async submit(raw, filled, tools) {
      const carried = z.string().transform(json).pipe(spec.carries).safeParse(raw);
      if (!carried.success) return modal(noteView('This form is from an older me. Close it and open a new one.'));
      return spec.submitted(carried.data, filled, tools);
    },
  };
}

function json(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
}
