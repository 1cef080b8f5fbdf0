import type { Spent } from '../../ports.ts';

/** US dollars for a million tokens, by the model's name as its provider says it. */
export type Prices = ReadonlyMap<string, Readonly<{ input: number; output: number }>>;

/** US dollars; `undefined` where no price is known: a cost is never guessed. `openai/gpt-6` is `gpt-6` to its provider. */
export function costOf({ model, inputTokens = 0, outputTokens = 0 }: Spent, prices: Prices): number | undefined {
  const price = model === undefined ? undefined : (prices.get(model) ?? prices.get(model.replace(/^[^/]+\//, '')));
  return price && (inputTokens * price.input + outputTokens * price.output) / 1_000_000;
}

/** Of costs, or `undefined` when one of them is unknown. */
export function sumOf(costs: readonly (number | undefined)[]): number | undefined {
  const known = costs.filter((cost) => cost !== undefined);
  return known.length === costs.length ? known.reduce((sum, cost) => sum + cost, 0) : undefined;
}
