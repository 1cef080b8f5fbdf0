import { z } from 'zod';
import { asTyped, defineWay } from './way.ts';

/** Beside a corrected command: runs it, as if whoever presses had typed it here. Pressed again, it opens no second case. */
export const runWay = defineWay({
  id: 'run-command',
  label: 'Run this',
  style: 'primary',
  /** `thread`: where the command was said, if it was in one. */
  carries: z.object({ text: z.string(), thread: z.string().optional() }),
  pressed: ({ text, thread }, pressed, tools) =>
    tools.run(asTyped(text.replace(/^\/refinery\s*/, ''), pressed, thread)),
});
