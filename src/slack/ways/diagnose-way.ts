import { z } from 'zod';
import { whisper } from '../controls/reply.ts';
import { NOT_THERE } from './diagnose-there-way.ts';
import { openForm } from './open-form.ts';
import { defineWay } from './way.ts';

/** Beside a trace that somebody linked, or that failed: the opening form, with its link filled in. */
export const diagnoseWay = defineWay({
  id: 'diagnose',
  label: 'Diagnose',
  /**
   * `thread`: the message that the trace was linked in, or the first one of its thread; `channel`: where the case belongs, if
   * not where the button stands.
   */
  carries: z.object({
    link: z.string(),
    expectation: z.string().optional(),
    thread: z.string().optional(),
    channel: z.string().optional(),
  }),
  async pressed({ thread = null, channel: there, ...draft }, { user, who, channel }, tools) {
    if (there !== undefined && !(await tools.channelsOf(user)).includes(there)) return whisper(NOT_THERE);
    return openForm({ channel: there ?? channel, thread, draft, who }, tools);
  },
});
