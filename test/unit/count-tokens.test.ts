import fc from 'fast-check';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, it } from 'vitest';
import { loadTokenCounter } from '../../src/library/token-counter.ts';
import { countSpentMs } from '../spent-ms.ts';

const count = await loadTokenCounter();
const exact = (text: string): number => encode(text, { disallowedSpecial: new Set() }).length;

it('counts as the tokenizer does', () => {
  const text = 'The plan costs $39 a month.\n\n- {"a": [1, 2]} 你好, café 👍\n'.repeat(20);
  expect(count(text)).toBe(exact(text));
  expect(count('')).toBe(0);
});

it('takes marks of the tokenizer for text', () => {
  expect(count('<|endoftext|>')).toBeGreaterThan(1);
});

it('never counts less than there is', () => {
  const bit = fc.constantFrom('a', ' ', '\n', '.', '=', '$', 'é', '👍', '你', '1', 'the ', 'word');
  const stretch = fc.tuple(bit, fc.integer({ min: 1, max: 400 })).map(([text, times]) => text.repeat(times));
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 6 }), (parts) => {
      const text = parts.join('');
      expect(count(text)).toBeGreaterThanOrEqual(exact(text));
    }),
    { numRuns: 300 },
  );
});

it('takes no longer over a text whose words are short than the tokenizer does', () => {
  const text = 'The plan costs thirty-nine dollars a month, and internationalisation is included. '.repeat(20_000);
  const spentMs = countSpentMs();
  exact(text);
  const exactMs = spentMs();
  count(text);
  expect(spentMs() - exactMs).toBeLessThan(3 * exactMs + 100);
});

it.each(['a', ' ', '\n', '=', '.', '你', '\u0301', 'ab', '👍'])('is not frozen by a million of %j', (bit) => {
  const spentMs = countSpentMs();
  expect(count(bit.repeat(1_000_000))).toBeGreaterThan(0);
  expect(spentMs()).toBeLessThan(5_000);
});
