import { z } from 'zod';
import type { TokenTable } from '../refine/view/token-table.ts';

export const HealthAnswer = z.object({
  findings: z.array(
    z.object({
      /** One of the list in the prompt, or `other: …`. */
      pattern: z.string(),
      says: z.string(),
      severity: z.enum(['minor', 'major', 'critical']),
      run_ids: z.array(z.string()),
    }),
  ),
});
export type HealthAnswer = z.infer<typeof HealthAnswer>;

export type AboutHealth = Readonly<{ expectation: string; table: TokenTable }>;
