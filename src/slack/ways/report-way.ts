import { z } from 'zod';
import { whisper } from '../controls/reply.ts';
import { NOT_THERE } from './diagnose-there-way.ts';
import { openForm } from './open-form.ts';
import { asTyped, defineWay } from './way.ts';

/** In the help, and at home beside a channel: the opening form with nothing filled in. */
export const reportWay = defineWay({
  id: 'report',
  label: 'Report a wrong answer…',
  /** `channel`: where the case belongs; else where the button stands, or wherever the person then says. */
  carries: z.object({ channel: z.string().optional() }),
  async pressed({ channel: there }, pressed, tools) {
    if (there === undefined) return tools.run(asTyped('', pressed));
    if (!(await tools.channelsOf(pressed.user)).includes(there)) return whisper(NOT_THERE);
    return openForm({ channel: there, thread: null, draft: { channel: there }, who: pressed.who }, tools);
  },
});
