import { z } from 'zod';
import { asTyped, defineWay } from './way.ts';

/** Beside what one person has approved of the context, where two must: the same command, typed by the second one. */
export const secondYesWay = defineWay({
  id: 'second-yes',
  label: 'Review and approve…',
  style: 'primary',
  carries: z.object({ text: z.string() }),
  pressed: ({ text }, pressed, tools) => {
    const { who, channel, message } = pressed;
    // Two people may press it, and each of them asks by themselves.
    const request = `press/${channel}/${message}/${who.by.id}`;
    return tools.run({ ...asTyped(text, pressed), request, asked: message });
  },
});
