import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guards } from '../../src/wiring.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/safety.md'), 'utf8');
/** How the page names a test, or a group of tests; over the end of a line, too. */
const REFERENCE = /`(test\/[\w./-]+)`\s+›\s+“([^”]+)”/g;
const named = [...page.matchAll(REFERENCE)].map(([, file = '', name = '']) => [file, name] as const);

describe('docs/safety.md', () => {
  const promises = page.split(/^\*\*(?=\d+\.)/m).slice(1);

  it('makes twelve promises, in their order', () => {
    expect(promises.map((promise) => Number.parseInt(promise, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it.each(promises)('names a test that says the promise in its own words: %s', (promise) => {
    const [, first = '', rest = ''] = /^\d+\.\s+(\S)([^*]*?)[.:]?\*\*/.exec(promise) ?? [];
    const said = `${first.toLowerCase()}${rest.replace(/\s+/g, ' ')}`;
    const tests = [...promise.matchAll(REFERENCE)].filter(([, , name = '']) => name.startsWith(said));
    expect([said, tests.length]).not.toEqual([said, 0]);
    // Not in a comment: it is the name of a test, or of a group of them.
    for (const [, file = '', name = ''] of tests)
      expect(readFileSync(join(root, file), 'utf8')).toMatch(
        new RegExp(`(?:describe|it|test)(?:\\.\\w+\\([^]*?\\))?\\(\\s*['"\`]${RegExp.escape(name)}`),
      );
  });

  it.each(named)('names a test that is there: %s › %s', (file, name) => {
    expect(existsSync(join(root, file))).toBe(true);
    expect(readFileSync(join(root, file), 'utf8')).toContain(name);
  });

  it('has a line for every guard, in their order', () => {
    const lines = [...page.matchAll(/^\| ([a-z]+-?[a-z]*(?:-[a-z]+)*) \|/gm)].map(([, name]) => name);
    expect(lines.filter((name) => name !== 'guard')).toEqual(guards.map(({ name }) => name));
  });
});
