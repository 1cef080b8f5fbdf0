import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guards } from '../../src/wiring.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/safety.md'), 'utf8');
const named = [...page.matchAll(/`(test\/[\w./-]+)` › “([^”]+)”/g)].map(
  ([, file = '', name = '']) => [file, name] as const,
);

describe('docs/safety.md', () => {
  it('has a test for each of twelve promises', () => {
    const promises = page.split(/^\*\*(?=\d+\.)/m).slice(1);
    expect(promises).toHaveLength(12);
    for (const promise of promises) expect(promise).toMatch(/`test\/[\w./-]+` › “/);
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
