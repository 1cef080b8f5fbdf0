import type { Price, Prices } from './cost-of.ts';
import listed from './prices.json' with { type: 'json' };

/**
 * What providers ask for a million tokens, each row with the page that says so and the day it was read. Models whose price
 * nobody wrote down there, or whose price changes on a known day, are not in it.
 */
export const LISTED_PRICES: Prices = new Map(listed.map(({ model, source, seen, ...price }) => [model, price]));

/** The listed prices, with what somebody has set in their place. */
export function pricesWith(own: Prices = new Map()): Prices {
  return new Map<string, Price>([...LISTED_PRICES, ...own]);
}
