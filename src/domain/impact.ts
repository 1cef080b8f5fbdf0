import { z } from 'zod';

/** What in the repository a changed file reaches: who names it, and what would notice. All bounded, so there may be more. */
export const Impact = z
  .object({
    path: z.string(),
    /** Files that import it or name it in a string; tests aside. */
    usedBy: z.array(z.string()).readonly(),
    /** Files that use those, and so on; tests aside. */
    through: z.array(z.string()).readonly(),
    /** What it imports or names itself. */
    uses: z.array(z.string()).readonly(),
    /** Tests among all these. */
    tests: z.array(z.string()).readonly(),
    /** Eval sets that the project keeps for its prompts; none for a file that is no prompt of it. */
    evals: z.array(z.object({ path: z.string(), examples: z.number().int() }).readonly()).readonly(),
  })
  .readonly();
export type Impact = z.infer<typeof Impact>;
