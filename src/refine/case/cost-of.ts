import type { Spent } from '../../ports.ts';

type Rates = Readonly<{
  input: number;
  output: number;
  /** Of the input, what the provider had read before; not there: as `input`. */
  cachedInput?: number;
}>;

/** US dollars for a million tokens. `long`: of a call with more input tokens than `above`, all of it. */
export type Price = Rates & Readonly<{ long?: Rates & Readonly<{ above: number }> }>;

/** By the model's name as its provider says it. */
export type Prices = ReadonlyMap<string, Price>;

/** US dollars for one call; `undefined` where no price is known: a cost is never guessed. */
export function costOf(spent: Spent, prices: Prices): number | undefined {
  const price = priceOf(spent.model, prices);
  if (!price) return undefined;
  const isLong = price.long !== undefined && (spent.inputTokens ?? 0) > price.long.above;
  return atRates(spent, isLong ? price.long : price);
}

/** US dollars for calls of which only the sum is known: as if none was long. */
export function costOfCalls(spent: Spent, prices: Prices): number | undefined {
  const price = priceOf(spent.model, prices);
  return price && atRates(spent, price);
}

/** Of costs, or `undefined` when one of them is unknown. */
export function sumOf(costs: readonly (number | undefined)[]): number | undefined {
  const known = costs.filter((cost) => cost !== undefined);
  return known.length === costs.length ? known.reduce((sum, cost) => sum + cost, 0) : undefined;
}

function atRates({ inputTokens = 0, outputTokens = 0, cachedInputTokens = 0 }: Spent, rates: Rates): number {
  const { input, output, cachedInput = input } = rates;
  const fresh = Math.max(0, inputTokens - cachedInputTokens);
  return (fresh * input + cachedInputTokens * cachedInput + outputTokens * output) / 1_000_000;
}

/** `openai/gpt-6` is `gpt-6` to its provider, and `gpt-6-2026-09-29` is what that was on a day. */
function priceOf(model: string | undefined, prices: Prices): Price | undefined {
  if (model === undefined) return undefined;
  const own = model.replace(/^[^/]+\//, '');
  return prices.get(model) ?? prices.get(own) ?? prices.get(own.replace(/-(?:\d{4}-\d{2}-\d{2}|\d{8})$/, ''));
}
