import { z } from 'zod';
import { asTyped, defineWay } from './way.ts';

/** Under a greeting: everything that can be asked for. */
export const showHelpWay = defineWay({
  id: 'show-help',
  label: 'Show all commands',
  carries: z.object({}),
  pressed: async (_nothing, pressed, tools) => tools.run(asTyped('help', pressed)),
});
