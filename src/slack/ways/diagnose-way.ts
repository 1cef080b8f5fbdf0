import { z } from 'zod';
import { openForm } from './open-form.ts';
import { defineWay } from './way.ts';

/** Beside a trace that somebody linked, or that failed: the opening form, with its link filled in. */
export const diagnoseWay = defineWay({
  id: 'diagnose',
  label: 'Diagnose',
  style: 'primary',
  /** `thread`: the message that the trace was linked in, or the first one of its thread. */
  carries: z.object({ link: z.string(), expectation: z.string().optional(), thread: z.string().optional() }),
  pressed: ({ thread = null, ...draft }, { who, channel }, tools) => openForm({ channel, thread, draft, who }, tools),
});
