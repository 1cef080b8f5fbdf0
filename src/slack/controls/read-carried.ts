import { z } from 'zod';

/** What a button or a modal carried, from outside: parsed, never trusted. `undefined` when it is not what is carried today. */
export function readCarried<Carried>(raw: string, carries: z.ZodType<Carried>): Carried | undefined {
  const carried = z.string().transform(json).pipe(carries).safeParse(raw);
  return carried.success ? carried.data : undefined;
}

function json(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
}
