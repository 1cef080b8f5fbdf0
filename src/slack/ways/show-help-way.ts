import { z } from 'zod';
import { defineWay } from './way.ts';

/** Under a greeting: everything that can be asked for. */
export const showHelpWay = defineWay({
  id: 'show-help',
  label: 'Show all commands',
  carries: z.object({}),
  pressed: async (_nothing, { user, who, channel, message }, tools) =>
    tools.run({
      text: 'help',
      channel,
      user,
      thread: null,
      who: async () => who,
      request: `run/${channel}/${message}`,
    }),
});
