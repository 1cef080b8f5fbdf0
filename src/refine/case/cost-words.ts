import { sumOf } from './cost-of.ts';

type Spent = Readonly<{
  inputTokens: number;
  outputTokens: number;
  usd?: number | undefined;
  standIn?: boolean | undefined;
}>;

/** What a case cost in all, in a sentence: in dollars where every model's price is known, else in tokens. */
export function costWords(all: readonly Spent[]): string {
  const spent = all.filter(({ standIn }) => !standIn);
  const tokens = spent.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0);
  if (tokens === 0)
    return `This case cost nothing: ${spent.length < all.length ? 'a stand-in answered in the place of a model.' : 'no model was paid for it.'}`;
  const usd = sumOf(spent.map((one) => one.usd));
  const took = `${tokens.toLocaleString('en')} tokens`;
  if (usd === undefined) return `This case took ${took}.`;
  return `This case cost ${dollarWords(usd)} (${took}).`;
}

export function dollarWords(usd: number): string {
  return usd > 0 && usd < 0.01 ? 'under $0.01' : `$${usd.toFixed(2)}`;
}
