import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Every answer carries it, so that nobody takes the stand-in for a real model. */
export const MODEL_NAME = 'stand-in-1';

/** What a reply needs besides the answer. */
export type Stamp = Readonly<{ id: string; createdS: number }>;

export const standInFunction = z.object({
  name: z.string().min(1),
  description: z
    .string()
    .nullish()
    .transform((text) => text ?? ''),
  parameters: z.unknown().transform((schema) => schema ?? {}),
});

/** The same for the same request. */
export function stampOf(body: Buffer, nowMs: number): Stamp {
  return { id: createHash('sha256').update(body).digest('hex').slice(0, 24), createdS: Math.floor(nowMs / 1000) };
}

export const callId = (id: string): string => `call_${id}`;

/** The usual rule of thumb for English: four characters a token. */
export function tokensIn(value: unknown): number {
  return Math.max(1, Math.ceil(JSON.stringify(value).length / 4));
}

/** Text parts joined; what is not text can't be seen. */
export function textIn(content: string | readonly Readonly<Record<string, unknown>>[] | null | undefined): string {
  if (typeof content === 'string') return content;
  return (content ?? []).flatMap(({ text }) => (typeof text === 'string' ? [text] : [])).join('\n');
}
