import { expect, it } from 'vitest';
import { digestOf, sealChange } from '../../src/refine/case/digest.ts';

it('is one for one value, in whatever order its keys stand', () => {
  expect(digestOf({ a: 1, b: [2, null] })).toBe(digestOf({ b: [2, null], a: 1 }));
  expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: '1' }));
});

it.each(['\ud83d', 'cut \udc00 off'])('takes half a surrogate, as models do write it: %j', (text) => {
  const [first, second] = [text, `${text}\ufffd`].map((each) =>
    sealChange([{ kind: 'append', path: 'prompts/support.md', text: each }]),
  );
  expect(first?.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(first?.digest).not.toBe(second?.digest);
  expect(digestOf(text)).not.toBe(digestOf('\ufffd'));
});
