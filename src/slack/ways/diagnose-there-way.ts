import { z } from 'zod';
import { whisper } from '../controls/reply.ts';
import { openForm } from './open-form.ts';
import { defineWay } from './way.ts';

export const NOT_THERE = 'You are not in that channel any more, or I am not. Choose another one.';

/** In a direct message: the form for a case that is discussed in a channel, which the person must be in. */
export const diagnoseThereWay = defineWay({
  id: 'diagnose-there',
  label: 'Open it there',
  carries: z.object({ channel: z.string(), link: z.string(), expectation: z.string().optional() }),
  async pressed({ channel, ...draft }, { user, who }, tools) {
    const channels = await tools.channelsOf(user);
    return channels.includes(channel) ? openForm({ channel, thread: null, draft, who }, tools) : whisper(NOT_THERE);
  },
});
