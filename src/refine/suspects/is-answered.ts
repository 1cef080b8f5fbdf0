import type { CallOutput } from '../../domain/call.ts';

/** Silence, a refusal and half an answer say nothing, so they don't leave anything unsaid either. */
export function isAnswered({ text, finish }: CallOutput): boolean {
  return text.trim() !== '' && finish !== 'refused' && finish !== 'length';
}
