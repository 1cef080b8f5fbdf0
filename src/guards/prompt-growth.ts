import type { Guard } from './guard.ts';

const MOST_GROWTH = 0.2;

/** Every call pays for a longer prompt, and what stood in it counts for less. */
export const promptGrowth: Guard = {
  name: 'prompt-growth',
  look: ({ files, context: { prompts } }) =>
    files.flatMap(({ path, before, after }) => {
      const old = before?.text?.length ?? 0;
      const growth = ((after?.text?.length ?? 0) - old) / old;
      if (!prompts.includes(path) || old === 0 || growth <= MOST_GROWTH) return [];
      const says = `${path} grows by ${Math.round(growth * 100)} %. Longer prompts cost more, and are followed less closely.`;
      return [{ severity: 'note', path, says }];
    }),
};
