import { z } from 'zod';
import { whisper } from '../controls/reply.ts';
import { NOT_THERE } from './diagnose-there-way.ts';
import { defineWay } from './way.ts';

/** Beside a channel, where a command lacked one: runs it as if it had been typed there, which the person must be in. */
export const runThereWay = defineWay({
  id: 'run-there',
  label: 'This one',
  carries: z.object({ channel: z.string(), text: z.string() }),
  async pressed({ channel, text }, { user, who, channel: shownIn, message }, tools) {
    if (!(await tools.channelsOf(user)).includes(channel)) return whisper(NOT_THERE);
    const request = `run/${shownIn}/${message}/${channel}`;
    return tools.run({ text, channel, shownIn, user, thread: null, who: async () => who, request });
  },
});
