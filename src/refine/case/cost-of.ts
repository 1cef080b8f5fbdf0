import type { Spent } from '../../ports.ts';

/** US dollars for a million tokens, by the model's name as its provider says it. */
export type Prices = ReadonlyMap<string, Readonly<{ input: number; output: number }>>;

/** US dollars; `undefined` where no price is known: a cost is never guessed. */
export function costOf({ model, inputTokens = 0, outputTokens = 0 }: Spent, prices: Prices): number | undefined {
  const price = model === undefined ? undefined : prices.get(model);
  return price && (inputTokens * price.input + outputTokens * price.output) / 1_000_000;
}
