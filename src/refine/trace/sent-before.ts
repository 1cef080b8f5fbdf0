import type { Json } from '../../domain/json.ts';
import { textAt } from './look-into-json.ts';

/** All that was sent before is repeated in each request until their sizes add up to this; from there on, only what is new. */
const MAX_REPEATED_CHARS = 16_000_000;
/** What a message costs beside its text. */
const FRAME_CHARS = 16;

/** `leftOut` counts the messages in the middle that are not repeated here. */
type Sent = Readonly<{ messages: readonly Json[]; leftOut: number }>;

/**
 * What the model had been sent before the message at a place; to be asked in order.
 * Repeating all of it each time grows with the square of the length, hence the limit:
 * beyond it, the instructions and what came since the model spoke last.
 */
export function sentBefore(messages: readonly Json[]): (from: number) => Sent {
  const sizes = messages.map((message) => JSON.stringify(message).length + FRAME_CHARS);
  const begun = messages.findIndex((message) => !/^(?:system|developer)$/.test(textAt(message, 'role') ?? ''));
  const instructions = messages.slice(0, Math.max(0, begun));
  let seen = 0;
  let sizeUntil = 0;
  let repeated = 0;
  let lastFrom = 0;
  return (from) => {
    for (; seen < from; seen++) sizeUntil += sizes[seen] ?? 0;
    repeated += sizeUntil;
    const start = repeated <= MAX_REPEATED_CHARS ? 0 : lastFrom;
    lastFrom = from;
    if (start <= instructions.length) return { messages: messages.slice(0, from), leftOut: 0 };
    return { messages: [...instructions, ...messages.slice(start, from)], leftOut: start - instructions.length };
  };
}
