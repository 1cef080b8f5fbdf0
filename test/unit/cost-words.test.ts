import { expect, it } from 'vitest';
import { costWords } from '../../src/refine/case/cost-words.ts';

const spent = (tokens: number, usd?: number) => ({ inputTokens: tokens, outputTokens: 0, usd });

it.each([
  [[], 'This case cost nothing: no model was paid for it.'],
  [[spent(1_200, 0.3), spent(34, 0.12)], 'This case cost $0.42 (1,234 tokens).'],
  [[spent(12, 0.0001)], 'This case cost under $0.01 (12 tokens).'],
  [[spent(12, 0)], 'This case cost $0.00 (12 tokens).'],
  [[spent(1_200, 0.3), spent(34)], 'This case took 1,234 tokens.'],
  [[{ ...spent(900), standIn: true }], 'This case cost nothing: a stand-in answered in the place of a model.'],
  [[{ ...spent(900), standIn: true }, spent(1_200, 0.3)], 'This case cost $0.30 (1,200 tokens).'],
])('%j: %s', (all, words) => {
  expect(costWords(all)).toBe(words);
});
