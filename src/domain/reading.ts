import { z } from 'zod';

const tokens = z.number().int().positive();

/**
 * How a trace is read, settled once for a case. `viewTokens`: what all questions are told of it at most, o200k. In
 * `groups` every part of at most `partTokens` is looked through before. In the `background` nobody holds a line open.
 */
export const Reading = z.discriminatedUnion('strategy', [
  z.object({ strategy: z.literal('whole'), viewTokens: tokens }).readonly(),
  z.object({ strategy: z.literal('background'), viewTokens: tokens }).readonly(),
  z.object({ strategy: z.literal('groups'), viewTokens: tokens, partTokens: tokens, parts: tokens }).readonly(),
]);
export type Reading = z.infer<typeof Reading>;

/** As cases were read before there was a choice. */
export const USUAL_READING: Reading = { strategy: 'whole', viewTokens: 25_000 };

/** What a house is told of it: `auto` chooses by the size of the trace, what the provider gives, and how long people wait. */
export type ReadingSettings = Readonly<{
  strategy: Reading['strategy'] | 'auto';
  /** Most of a trace that one request holds. */
  viewTokens: number;
  waitMs: number;
}>;
