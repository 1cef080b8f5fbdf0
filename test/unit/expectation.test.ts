import { expect, it } from 'vitest';
import { asExpectation } from '../../src/refine/case/expectation.ts';

it.each([
  ['nothing', ' \n', /is empty/],
  ['a document', 'x'.repeat(2_001), /has 2001 characters: say in at most 2000/],
])('refuses %s, and says why', (_what, text, why) => {
  expect(() => asExpectation(text)).toThrow(why);
});

it('takes a sentence as it is, without the white space around it', () => {
  expect(asExpectation('  say so \n')).toBe('say so');
  expect(asExpectation('x'.repeat(2_000))).toHaveLength(2_000);
});
