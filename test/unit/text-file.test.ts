import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeText,
  encodeText,
  lineEndOf,
  placeInText,
  withPlainLineEnds,
} from '../../src/refine/change/text-file.ts';

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string))));

test.each([
  ['plain', bytes('Grüße\n'), 'Grüße\n', 'utf-8', false],
  ['nothing', bytes(), '', 'utf-8', false],
  ['a mark in front of UTF-8', bytes([0xef, 0xbb, 0xbf], 'a\r\nb'), 'a\r\nb', 'utf-8', true],
  ['UTF-16, little end first', bytes([0xff, 0xfe, 0x61, 0, 0x0a, 0]), 'a\n', 'utf-16le', true],
  ['UTF-16, big end first', bytes([0xfe, 0xff, 0, 0x61, 0xd8, 0x3d, 0xde, 0x00]), 'a😀', 'utf-16be', true],
  ['a second mark, which is text', bytes([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf]), '\ufeff', 'utf-8', true],
])('%s is decoded and comes back byte for byte', (_name, raw, text, encoding, marked) => {
  const file = decodeText(raw);
  expect(file).toEqual({ text, encoding, marked });
  expect('text' in file && encodeText(file)).toEqual(raw);
});

test.each([
  ['a byte that is no UTF-8', bytes('ab', [0xff], 'c')],
  ['an overlong slash', bytes([0xc0, 0xaf])],
  ['a NUL', bytes('a\0b')],
  ['half a character of UTF-16', bytes([0xff, 0xfe, 0x3d, 0xd8])],
  ['an odd number of bytes of UTF-16', bytes([0xfe, 0xff, 0x61])],
  ['UTF-16 without a mark', bytes('a\0b\0')],
  ['a picture', bytes([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0])],
])('%s is refused as no text', (_name, raw) => {
  expect(decodeText(raw)).toHaveProperty('refused');
});

test('whatever is accepted comes back byte for byte', () => {
  const marks = fc.constantFrom<readonly number[]>([], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff]);
  fc.assert(
    fc.property(marks, fc.uint8Array({ maxLength: 40 }), (mark, body) => {
      const raw = bytes(mark, [...body]);
      const file = decodeText(raw);
      if ('text' in file) expect(encodeText(file)).toEqual(raw);
    }),
    { numRuns: 2_000 },
  );
});

test('every text comes back, in every encoding', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\0')),
      fc.constantFrom('utf-8' as const, 'utf-16le' as const, 'utf-16be' as const),
      (text, encoding) => {
        const file = { text, encoding, marked: true };
        expect(decodeText(encodeText(file))).toEqual(file);
      },
    ),
  );
});

test('a place in the plain text is the same place in the text, and never inside a line end', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '\r\n', '\n', '\r', 'é'), maxLength: 20 }),
      fc.nat(25),
      (text, at) => {
        const plain = withPlainLineEnds(text);
        const place = Math.min(at, plain.length);
        const found = placeInText(text, place);
        expect(withPlainLineEnds(text.slice(0, found))).toBe(plain.slice(0, place));
        expect(withPlainLineEnds(text.slice(found))).toBe(plain.slice(place));
      },
    ),
  );
});

test.each([
  ['a\r\nb\r\nc\n', '\r\n'],
  ['a\r\nb\n', '\n'],
  ['a', '\n'],
  ['', '\n'],
])('most lines of %j end in %j', (text, lineEnd) => {
  expect(lineEndOf(text)).toBe(lineEnd);
});
