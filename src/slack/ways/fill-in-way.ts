import { z } from 'zod';
import { openForm } from './open-form.ts';
import { defineWay } from './way.ts';

/** Beside a command that lacks something: the form with what it had. */
export const fillInWay = defineWay({
  id: 'fill-in',
  label: 'Fill in the rest',
  style: 'primary',
  /** `thread`: where the command was said, if it was in one. */
  carries: z.object({
    link: z.string().optional(),
    expectation: z.string().optional(),
    thread: z.string().optional(),
  }),
  pressed: ({ thread = null, ...draft }, { who, channel }, tools) => openForm({ channel, thread, draft, who }, tools),
});
