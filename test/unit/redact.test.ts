import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/json.ts';
import { redact } from '../../src/refine/text/redact.ts';
import { countSpentMs } from '../spent-ms.ts';
import { someTrace } from './some-trace.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const fake = (...parts: readonly string[]): string => parts.join('');
const SIGNS = 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY';

function cleanText(text: Json): Json {
  return redact(someTrace([{ id: 'r', outputs: text }]), []).runs[0]?.outputs ?? null;
}

describe('what must not leave', () => {
  it.each([
    ['email', 'ada.lovelace+x@mail.example.com'],
    ['email', 'jürgen@übung.de'],
    ['email', 'ada%40example.com'],
    ['phone', '+49 30 1234567'],
    ['phone', '+1 (555) 010-9999'],
    ['phone', '+493012345678'],
    ['card', '4111 1111 1111 1111'],
    ['card', '5555-5555-5555-4444'],
    ['card', '378282246310005'],
    ['card', '3782 822463 10005'],
    ['iban', 'DE89 3704 0044 0532 0130 00'],
    ['iban', 'GB29NWBK60161331926819'],
    ['secret', fake('sk-', 'proj-', SIGNS)],
    ['secret', fake('sk-', 'ant-api03-', SIGNS)],
    ['secret', fake('lsv2', '_pt_', '0123456789abcdef0123456789abcdef', '_', '0123456789')],
    ['secret', fake('gh', 'p_', SIGNS)],
    ['secret', fake('xox', 'b-123456789012-', SIGNS)],
    ['secret', fake('AK', 'IA', 'IOSFODNN7EXAMPLE')],
    ['secret', fake('AI', 'za', SIGNS)],
    ['secret', fake('ey', 'JhbGciOiJIUzI1NiJ9', '.ey', 'JzdWIiOiIxMjM0NTY3ODkwIn0', '.dozjgNryP4J3jVmNHl0w5N')],
    ['secret', fake('-----BEGIN RSA PRI', 'VATE KEY-----\nMIIEpA\nIBAAK==\n-----END RSA PRI', 'VATE KEY-----')],
  ])('a %s: %s', (kind, value) => {
    expect(cleanText(`see ${value}, please`)).toBe(`see [${kind}-1], please`);
    expect(cleanText(JSON.stringify({ text: `\n${value}` }))).toContain(`[${kind}-1]`);
  });

  it.each([
    ['Authorization: Bearer 9f8e7d6c5b4a39281706', 'Authorization: Bearer [secret-1]'],
    ['postgres://shop:hunter2@db.example/shop', 'postgres://shop:[secret-1]@db.example/shop'],
    ['API_KEY = "q1w2e3r4t5y6"', 'API_KEY = "[secret-1]"'],
    ['{\\"password\\": \\"tr0ub4dor&3\\"}', '{\\"password\\": \\"[secret-1]&3\\"}'],
    ['pay with 2 4111 1111 1111 1111 12/27', 'pay with 2 [card-1] 12/27'],
    ['BE68 5390 0754 7034 BANK', '[iban-1] BANK'],
  ])('the right part of %j', (text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });

  it('what a field is named for, and a card that is a number', () => {
    expect(cleanText({ password: 'hunter', apiKey: 'abcd', card: 4111111111111111, note: 'hunter' })).toEqual({
      password: '[secret-1]',
      apiKey: '[secret-2]',
      card: '[card-1]',
      note: 'hunter',
    });
  });
});

it.each([
  'at 2026-03-14T10:30:00+01:00 and 14.03.2026',
  '3f2b8c1e-9d4a-4e6f-8b7a-1c2d3e4f5a6b',
  'claude-sonnet-4-5-20250929, gpt-4o-2024-08-06, text-embedding-3-small',
  'order A-0042, invoice 2026/000123, #88412, 1711000000000 ms, 1741943400000000000 ns',
  'costs $1,299.00 or 1.299,00 €, up +12.5% (+1.234567)',
  '+2026-03-14 10:00\n-2026-03-13 10:00',
  'class="sk-navigation-menu-item" basic responsibilities, the bearer instruments',
  'token: required, password: $PASSWORD1, secret: <your secret>, 4111 1111 1111 1112',
  'max_tokens=25000, completion_tokens: 12345678, usage 1234567890123456',
  'see https://example.com:8080/path today',
  'part 41111111-1111-1111, 4111-1111 11111111',
  'DE00 3704 0044 0532 0130 00',
])('leaves %j alone', (text) => {
  expect(cleanText(text)).toBe(text);
});

describe('labels', () => {
  it('are the same for the same value in every place, and counted', () => {
    const safe = redact(
      someTrace([
        { id: 'a', name: 'for ada@example.com', inputs: { 'ada@example.com': ['Ada@Example.com', 'bob@example.com'] } },
        { id: 'b', error: 'no mail to ada@example.com', extra: { deep: [{ er: '+49 30 1234567 or +49301234567' }] } },
      ]),
      [],
    );
    expect(safe.runs[0]).toMatchObject({
      name: 'for [email-1]',
      inputs: { '[email-1]': ['[email-1]', '[email-2]'] },
    });
    expect(safe.runs[1]).toMatchObject({
      error: 'no mail to [email-1]',
      extra: { deep: [{ er: '[phone-1] or [phone-1]' }] },
    });
    expect(safe.redactions).toEqual([
      { label: '[email-1]', kind: 'email', places: 4 },
      { label: '[email-2]', kind: 'email', places: 1 },
      { label: '[phone-1]', kind: 'phone', places: 2 },
    ]);
  });

  it('never take one that stands in the trace already', () => {
    expect(cleanText(['[email-7] wrote', 'ada@example.com'])).toEqual(['[email-7] wrote', '[email-8]']);
  });

  it('keep keys apart that become the same', () => {
    expect(cleanText({ 'ada@x.com': 1, 'ADA@x.com': 2 })).toEqual({ '[email-1]': 1, '[email-1] (2)': 2 });
  });

  it('change nothing the second time', () => {
    const bit = fc.constantFrom(
      'ada@example.com',
      '+49 30 1234567',
      '4111 1111 1111 1111',
      'DE89 3704 0044 0532 0130 00',
      'password=q1w2e3r4t5',
      'http://a:b1@c/',
      'Bearer 1234567890abcdef',
      '[email-1]',
      ' ',
      '\\n',
      '"',
      '.',
      '-',
      '1',
      'a',
      '+',
    );
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 30 }), fc.array(bit, { maxLength: 5 }), (bits, key) => {
        const once = redact(someTrace([{ id: 'r', inputs: { [key.join('')]: bits.join('') } }]), []);
        const twice = redact({ id: once.id, name: once.name, runs: once.runs, mended: once.mended }, []);
        expect(twice.runs).toEqual(once.runs);
        expect(twice.redactions).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});

it('reaches any depth, and keeps a hostile key a key', () => {
  let deep: Json = 'ada@example.com';
  for (let depth = 0; depth < 20_000; depth++) deep = depth % 2 ? [deep] : { a: deep };
  let found: Json = cleanText(deep);
  while (typeof found === 'object' && found !== null) found = Object.values(found)[0] ?? null;
  expect(found).toBe('[email-1]');

  const hostile: Json = JSON.parse('{"__proto__": {"admin": "ada@example.com"}}');
  expect(JSON.stringify(cleanText(hostile))).toBe('{"__proto__":{"admin":"[email-1]"}}');
});

it('takes linear time on hostile text', () => {
  const bits = [
    'a',
    '1',
    '4444 ',
    '4 ',
    '+1 ',
    '@',
    'a@a.',
    'eyJ',
    'eyJa.',
    'token=',
    '://a:',
    '-----BEGIN PRIVATE KEY-----',
    'DE89 ',
    'DE89A',
    'bearer ',
    'sk-',
    '\\n',
    ' ',
    '.',
    '+1(2',
    'password:"',
    'api_',
  ];
  for (const bit of bits) {
    const text = bit.repeat(Math.ceil(2_000_000 / bit.length));
    const spentMs = countSpentMs();
    cleanText(text);
    expect([bit, spentMs() < 1_000]).toEqual([bit, true]);
  }
});
