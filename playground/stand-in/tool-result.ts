import { z } from 'zod';
import { jsonIn } from './documents.ts';
import { asSentence, sentencesOf } from './words.ts';

const Telling = z.object({
  summary: z.string().optional(),
  error: z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]).optional(),
  status: z.string().optional(),
  message: z.string().optional(),
});

/** Rule 5: the result's own sentence: its summary, else its error, status or message, else the first sentence of its text. */
export function tellResult(result: string): string | undefined {
  const parsed = Telling.safeParse(jsonIn(result));
  const { summary, error, status, message } = parsed.success ? parsed.data : {};
  const said = summary ?? error ?? status ?? message ?? (parsed.success ? undefined : sentencesOf(result)[0]);
  return said?.trim() ? asSentence(said) : undefined;
}
