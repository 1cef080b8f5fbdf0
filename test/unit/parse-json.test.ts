import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, tryJson } from '../../src/refine/trace/parse-json.ts';

const complaintOf = (text: string): string => {
  try {
    parseJson(text);
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
};

describe('numbers', () => {
  it('keeps those a double cannot hold as their digits', () => {
    expect(
      parseJson('{"id": 9007199254740993, "small": 9007199254740991, "cost": 0.1, "neg": -12345678901234567890}'),
    ).toEqual({
      id: '9007199254740993',
      small: 9007199254740991,
      cost: 0.1,
      neg: '-12345678901234567890',
    });
  });

  it('keeps what would become infinite', () => {
    expect(parseJson('[1e999, 1e21]')).toEqual(['1e999', 1e21]);
  });
});

describe('hostile text', () => {
  it('leaves out __proto__, however it is spelt, and pollutes nothing', () => {
    const read = parseJson('{"a": {"__proto__": {"admin": true}, "\\u005f_proto__": 1, "b": 2}}');
    expect(read).toEqual({ a: { b: 2 } });
    expect(Object.keys((read as { a: object }).a)).toEqual(['b']);
    expect('admin' in {}).toBe(false);
  });

  it('makes halves of surrogate pairs whole, in values and keys', () => {
    expect(parseJson('{"x\\ud800": "\\udfff!", "ok": "\\ud83d\\ude00"}')).toEqual({ 'x\uFFFD': '\uFFFD!', ok: '😀' });
  });

  it('refuses depth with a sentence, not with a stack overflow', () => {
    const bomb = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(complaintOf(bomb)).toContain('nested more than 1000 levels deep');
    expect(tryJson(bomb)).toBeUndefined();
    expect(parseJson('['.repeat(1_000) + ']'.repeat(1_000))).toBeDefined();
    expect(parseJson(JSON.stringify('['.repeat(5_000)))).toHaveLength(5_000);
  });

  it('is JSON.parse for everything else', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('__proto__') && text.isWellFormed() && !/\d{16}|e[+-]?\d{3}/.test(text));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300, seed: 20261121 },
    );
  });
});

describe('forms', () => {
  it('strips a byte order mark', () => {
    expect(parseJson('\uFEFF{"a": 1}')).toEqual({ a: 1 });
  });

  it('reads JSON Lines, blank ones and Windows ends included', () => {
    expect(parseJson('{"a":1}\r\n\r\n{"a":2}\r\nnull\n')).toEqual([{ a: 1 }, { a: 2 }, null]);
  });

  it('reads a lone null', () => {
    expect(parseJson('null')).toBeNull();
  });
});

describe('what is none, is told apart', () => {
  it.each([
    ['', 'it is empty'],
    [' \n\t ', 'it is empty'],
    ['<!DOCTYPE html><html></html>', 'it is a web page'],
    ['  <html lang="en">', 'it is a web page'],
    ['{"runs": [{"id": "a"', 'breaks off or has a mistake'],
    ['[1, 2,]', 'breaks off or has a mistake'],
    ['{"a":1}\n{"a":2}\n{"a"', 'line 3 of 3 is no JSON'],
    ['%PDF-1.7', 'it is no JSON'],
    ['id,name\n1,agent', 'it is no JSON'],
  ])('%j', (text, says) => {
    expect(complaintOf(text)).toMatch(/^trace-unreadable: /);
    expect(complaintOf(text)).toContain(says);
  });

  it('never quotes the text, which may hold secrets', () => {
    expect(complaintOf('{"key": "hunter2"')).not.toContain('hunter2');
  });
});
