import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import type { Fact, NewFact } from '../../src/domain/fact.ts';
import { canonicalJson } from '../../src/refine/case/canonical-json.ts';
import { digestOf } from '../../src/refine/case/digest.ts';
import { chain, firstBreak } from '../../src/refine/case/hash-chain.ts';
import { ada, someDigest } from './some.ts';

const at = { workspace: 'w', id: CaseId.parse('RF-1') };
const objection = (key: string, text: string): NewFact => ({
  revision: 1,
  key,
  body: { kind: 'objected', atMs: 1, by: ada, text },
});
function someChain(texts: readonly string[]): readonly Fact[] {
  const facts: Fact[] = [];
  for (const [index, text] of texts.entries()) facts.push(chain(facts.at(-1), at, objection(`k${index}`, text)));
  return facts;
}

describe('chain', () => {
  it('begins at 1, after 64 zeros, and each fact names the hash before it', () => {
    const [first, second] = someChain(['a', 'b']);
    expect(first).toMatchObject({ workspace: 'w', case: 'RF-1', seq: 1, prev: '0'.repeat(64) });
    expect(second).toMatchObject({ seq: 2, prev: first?.hash });
  });

  it('hashes everything else in canonical JSON', () => {
    const [{ hash, ...rest }] = someChain(['a']) as [Fact];
    expect(hash).toBe(digestOf(rest));
  });

  it('takes any text, half surrogate pairs and NUL too', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), (texts) => {
        expect(firstBreak(someChain([...texts, '\ud800', '\u0000']))).toBeUndefined();
      }),
    );
  });
});

describe('firstBreak', () => {
  const facts = someChain(['a', 'b', 'c', 'd']);

  it('finds nothing in a chain as it was written, nor in an empty one', () => {
    expect(firstBreak(facts)).toBeUndefined();
    expect(firstBreak([])).toBeUndefined();
  });

  it.each<[string, (fact: Fact) => Partial<Fact>]>([
    ['the body', () => ({ body: { kind: 'objected', atMs: 1, by: ada, text: 'other' } })],
    ['the revision', () => ({ revision: 2 })],
    ['the key', () => ({ key: 'other' })],
    ['the workspace', () => ({ workspace: 'other' })],
    ['the case', () => ({ case: CaseId.parse('RF-2') })],
    ['the hash', () => ({ hash: someDigest })],
    ['what it follows', () => ({ prev: someDigest })],
    ['the number', () => ({ seq: 7 })],
  ])('names the row where %s was changed', (_what, change) => {
    for (const [index, fact] of facts.entries()) {
      const changed = facts.with(index, { ...fact, ...change(fact) });
      expect(firstBreak(changed)?.seq).toBe(index + 1);
    }
  });

  it('names the row after one that was rewritten with a hash of its own', () => {
    const rewritten = chain(facts[0], at, objection('k1', 'forged'));
    expect(firstBreak(facts.with(1, rewritten))?.seq).toBe(3);
  });

  it('names a row that was dropped or moved', () => {
    expect(firstBreak(facts.toSpliced(1, 1))).toMatchObject({ seq: 2, why: 'fact 2 is missing' });
    expect(firstBreak(facts.slice(1))).toMatchObject({ seq: 1 });
    expect(firstBreak([...facts].reverse())).toMatchObject({ seq: 1 });
  });
});

describe('canonicalJson', () => {
  it('says what RFC 8785 says, wherever that says something', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
    );
    expect(canonicalJson({ b: [1, undefined, -0, 1e21], a: { 10: 1, 9: 2 }, c: undefined })).toBe(
      '{"a":{"10":1,"9":2},"b":[1,null,0,1e+21]}',
    );
  });

  it('gives every string back, and holds neither NUL nor half a pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = canonicalJson({ [text]: `\ud800${text}\u0000` });
        expect(JSON.parse(written)).toEqual({ [text]: `\ud800${text}\u0000` });
        expect(written.isWellFormed()).toBe(true);
        expect(written).not.toContain('\0');
      }),
    );
  });

  it('refuses a number that JSON can not say', () => {
    expect(() => canonicalJson({ a: [Number.NaN] })).toThrow('NaN has no JSON');
  });
});
