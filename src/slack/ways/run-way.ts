import { z } from 'zod';
import { defineWay } from './way.ts';

/** Beside a corrected command: runs it, as if whoever presses had typed it here. Pressed again, it opens no second case. */
export const runWay = defineWay({
  id: 'run-command',
  label: 'Run this',
  style: 'primary',
  /** `thread`: where the command was said, if it was in one. */
  carries: z.object({ text: z.string(), thread: z.string().optional() }),
  pressed: ({ text, thread = null }, { who, user, channel, message }, tools) =>
    tools.run({
      text: text.replace(/^\/refinery\s*/, ''),
      channel,
      user,
      thread,
      who: async () => who,
      request: `run/${channel}/${message}`,
    }),
});
