import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/json.ts';
import { RedactionSettings } from '../../src/domain/redaction.ts';
import { withOriginals, withoutOriginals } from '../../src/refine/text/originals.ts';
import { ownRules } from '../../src/refine/text/own-redaction.ts';
import { redactKeeping } from '../../src/refine/text/redact.ts';
import { someTrace } from './some-trace.ts';

const made = ownRules(
  RedactionSettings.parse({
    words: ['Acme Labs', 'Bo'],
    patterns: [{ kind: 'customer', pattern: '\\bKD-\\d{4,8}\\b' }],
  }),
);
const own = 'rules' in made ? made.rules : [];
const hidden = (outputs: Json) => {
  const { trace, values } = redactKeeping(someTrace([{ id: 'r', outputs }]), own);
  return { safe: trace.runs[0]?.outputs ?? null, values };
};

describe('a redacted text with its originals', () => {
  it.each<[Json]>([
    ['write to ada@example.com or +49 30 1234567, Acme Labs; ada@example.com is KD-12345 of Bo'],
    [{ 'ada@example.com': [{ deep: ['DE89 3704 0044 0532 0130 00'] }], $1: '$& [note-1] $1' }],
    [{ arguments: '{"to":"ada@example.com","card":"4111 1111 1111 1111"}' }],
  ])('is what it was: %j', (outputs) => {
    const { safe, values } = hidden(outputs);
    expect(JSON.stringify(safe)).not.toContain('ada@');
    expect(withOriginals(safe, values)).toEqual(outputs);
  });

  it('keeps secrets out, and labels that nobody knows', () => {
    const { safe, values } = hidden({ password: 'hunter22', text: 'ada@example.com and [email-7]' });
    expect([...values.keys()]).toEqual(['[email-8]']);
    expect(withOriginals(safe, values)).toEqual({ password: '[secret-1]', text: 'ada@example.com and [email-7]' });
  });

  it('puts a value back that holds labels itself', () => {
    const values = new Map([
      ['[private-1]', 'Bo ([email-1])'],
      ['[email-1]', 'bo@example.com'],
    ]);
    expect(withOriginals('ask [private-1]', values)).toBe('ask Bo (bo@example.com)');
    expect(withOriginals('[email-1]', new Map([['[email-1]', 'no end [email-1]']]))).toMatch(/^no end /);
  });
});

describe('what comes back of it', () => {
  const { values } = hidden('ada@example.com, +49 30 1234567, 4111 1111 1111 1111, KD-12345, Acme Labs, Bo');

  it.each<[string, Json, Json]>([
    ['as it was', 'mail ada@example.com', 'mail [email-1]'],
    ['in other letters', 'mail ADA@Example.com', 'mail [email-1]'],
    ['in other groups', 'call +49 (30) 123-4567, pay 4111111111111111', 'call [phone-1], pay [card-1]'],
    ['without its sign', 'call 49301234567', 'call [phone-1]'],
    ['as a number', { phone: 49301234567, card: 4111111111111111 }, { phone: '[phone-1]', card: '[card-1]' }],
    ['in a key', { 'ada@example.com': 1 }, { '[email-1]': 1 }],
    ['inside of a word', 'xKD-12345x', 'x[customer-1]x'],
    ['as a word of the project', 'acme  labs and Bo', '[word-1] and [word-2]'],
  ])('is a label again, %s', (_how, said, expected) => {
    expect(withoutOriginals(said, values, own)).toEqual(expected);
  });

  it.each<[Json]>([
    ['mail help@shop.example, call +1 555 010 9999, Boris has 12 of 20'],
    [{ count: 3, share: 0.5, none: null, yes: true }],
  ])('stays where it is not of the trace: %j', (said) => {
    expect(withoutOriginals(said, values, own)).toEqual(said);
  });

  it('holds nothing of the trace, whatever stands around it', () => {
    const around = fc.string({ unit: 'binary', maxLength: 20 });
    const known = fc.constantFrom('ada@example.com', '+49 30 1234567', '4111 1111 1111 1111', 'KD-12345');
    fc.assert(
      fc.property(fc.array(fc.tuple(around, known)), around, (parts, end) => {
        const said = parts.map(([before, value]) => before + value).join('') + end;
        const text = withoutOriginals(said, values, own);
        for (const value of ['ada@example.com', '+49 30 1234567', '4111 1111 1111 1111', 'KD-12345'])
          expect(text).not.toContain(value);
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});
