import { z } from 'zod';
import { defineWay } from './way.ts';

/** Beside what one person has approved of the context, where two must: the same command, typed by the second one. */
export const secondYesWay = defineWay({
  id: 'second-yes',
  label: 'Review and approve…',
  style: 'primary',
  carries: z.object({ text: z.string() }),
  pressed: ({ text }, { who, user, channel, message }, tools) =>
    tools.run({
      text,
      channel,
      user,
      thread: null,
      who: async () => who,
      request: `press/${channel}/${message}/${who.by.id}`,
      asked: message,
    }),
});
