import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RedactionSettings } from '../../src/domain/redaction.ts';
import { boundedPattern } from '../../src/refine/text/bounded-pattern.ts';
import { ownRules } from '../../src/refine/text/own-redaction.ts';
import { redact, redactOutgoing } from '../../src/refine/text/redact.ts';
import { someTrace } from './some-trace.ts';

function rulesOf(settings: object) {
  const made = ownRules(RedactionSettings.parse(settings));
  if ('refused' in made) throw new Error(made.refused);
  return made.rules;
}
const clean = (text: string, settings: object) =>
  redact(someTrace([{ id: 'r', outputs: text }]), rulesOf(settings)).runs[0]?.outputs;

describe('what a project hides besides', () => {
  it('are words, however they are written, the longest first, and only as whole words', () => {
    const settings = { words: ['Acme', 'Acme Labs', 'C++'] };
    expect(clean('ACME labs, Acme\nLabs and acme; no acmeist. C++!', settings)).toBe(
      '[word-1], [word-1] and [word-2]; no acmeist. [word-3]!',
    );
  });

  it('are patterns, under their own kind, before what is hidden always', () => {
    const settings = { patterns: [{ kind: 'customer', pattern: '\\bKD-\\d{4,8}\\b' }] };
    expect(clean('KD-12345 wrote from ada@example.com, KD-12345 again', settings)).toBe(
      '[customer-1] wrote from [email-1], [customer-1] again',
    );
  });

  it('are reported like everything else', () => {
    const trace = someTrace([{ id: 'r', outputs: { acme: 'Acme' } }]);
    expect(redact(trace, rulesOf({ words: ['acme'] })).redactions).toEqual([
      { label: '[word-1]', kind: 'word', places: 2 },
    ]);
  });

  it('come back in what was asked for: no label ends up in a file', () => {
    const { texts, restore } = redactOutgoing(['Greet for Acme.'], rulesOf({ words: ['acme'] }));
    expect(texts).toEqual(['Greet for [word-1].']);
    expect(restore('Greet kindly for [word-1].')).toBe('Greet kindly for Acme.');
  });

  it.each([
    { word: ['acme'] },
    { words: ['a'] },
    { words: Array.from({ length: 201 }, (_, index) => `word ${index}`) },
    { patterns: [{ kind: 'Kunde', pattern: 'abc' }] },
    { patterns: [{ kind: 'customer', pattern: 'abc', flags: 'i' }] },
  ])('%j is refused', (settings) => {
    expect(RedactionSettings.safeParse(settings).success).toBe(false);
  });
});

describe('a bounded pattern', () => {
  it.each([
    '\\bKD-\\d{4,8}\\b',
    '[A-Z]{2,3}\\d{6}',
    '(?:Case|Fall) No\\. ?\\d{3,9}',
    'straße \\d{1,4}[a-z]?',
    '[^\\s,]{8}@corp',
  ])('may be %s', (source) => {
    expect(boundedPattern(source)).toHaveProperty('pattern');
  });

  it.each([
    ['a+b+c', 'upper bound'],
    ['\\d{3,}', 'upper bound'],
    ['(?:a{1,9}){9}b', 'repeated'],
    ['(a|b)cde', 'not understood'],
    ['(?=abc)def', 'not understood'],
    ['(?:abc', 'never closed'],
    ['abc)', 'too many'],
    ['abc\\1', 'not understood'],
    ['\\d{1,9}', 'fewer than 3'],
    ['abc|', 'fewer than 3'],
    ['[a-z]{1,20}[a-z]{1,20}[a-z]{1,20}', 'ways'],
    ['[a-z]{999}', 'more than 256 signs'],
    ['abc{0}', 'matches nothing'],
    ['[z-a]bcd', 'out of order'],
    [`${'a'.repeat(301)}`, 'longer than'],
  ])('may not be %s', (source, why) => {
    expect(boundedPattern(source)).toEqual({ refused: expect.stringContaining(why) });
  });

  it('never takes long, whatever it is, on text that is made to hurt', () => {
    const part = fc.constantFrom(
      'a',
      '[ab]',
      '\\w',
      '.',
      'a{1,9}',
      '[a-c]{2,16}',
      '\\w?',
      '(?:a|ab|b)',
      '(?:aa|a{1,4})',
      '\\b',
    );
    const hostile = `${'a'.repeat(20_000)}!`;
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const bounded = boundedPattern(`${parts.join('')}#`);
        if ('refused' in bounded) return;
        const begun = process.cpuUsage();
        expect(hostile.match(bounded.pattern)).toBeNull();
        expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(1_500);
      }),
      { numRuns: 150, seed: 4 },
    );
  });
});
