import { describe, expect, it } from 'vitest';
import { type RootKey, rootKeyOf, seal, unseal } from '../../src/store/seal.ts';
import type { SealedRow } from '../../src/store/tables.ts';

const root: RootKey = { id: 'a'.repeat(16), bytes: new Uint8Array(32).fill(1) };
const about = ['w', 'trace'];
const row = seal('ada@example.com', about, root);
const flipped = (bytes: Uint8Array) => bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte));

describe('what is sealed', () => {
  it('opens where it stands, with its key', () => {
    expect(unseal(row, about, root)).toBe('ada@example.com');
    expect(unseal(seal('', about, root), about, root)).toBe('');
  });

  it.each<[string, Partial<SealedRow>]>([
    ['a flipped bit of the text', { ciphertext: flipped(row.ciphertext) }],
    ['no text', { ciphertext: new Uint8Array() }],
    ['a flipped bit of the seal', { tag: flipped(row.tag) }],
    ['a shorter seal, which is easier to guess', { tag: row.tag.slice(0, 4) }],
    ['another nonce', { nonce: flipped(row.nonce) }],
    ['no nonce', { nonce: new Uint8Array() }],
    ['another salt', { salt: flipped(row.salt) }],
    ['another name for its key', { key_id: 'b'.repeat(16) }],
  ])('does not open with %s', (_what, change) => {
    expect(unseal({ ...row, ...change }, about, root)).toBeUndefined();
  });

  it.each([[['w', 'other']], [['other', 'trace']], [['wtrace']], [['w', 'trace', '']]])(
    'does not open in the place of %j',
    (elsewhere) => {
      expect(unseal(row, elsewhere, root)).toBeUndefined();
    },
  );

  it('does not open with another key, even one of the same name', () => {
    expect(unseal(row, about, { ...root, bytes: new Uint8Array(32).fill(2) })).toBeUndefined();
  });
});

it('a secret is another key in another database, and always the same in one', async () => {
  const here = new Uint8Array(32).fill(3);
  const [one, same, other] = [
    await rootKeyOf('some secret', here),
    await rootKeyOf('some secret', here),
    await rootKeyOf('some secret', new Uint8Array(32).fill(4)),
  ];
  expect(one).toEqual(same);
  expect(other.id).not.toBe(one.id);
  expect(one.id).toMatch(/^[0-9a-f]{16}$/);
});
