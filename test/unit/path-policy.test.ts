import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldPath, pathProblem } from '../../src/refine/change/path-policy.ts';

test.each([
  'prompts/support.md',
  'README',
  'src/naïve café/提示.md',
  '.github/workflows/ci.yml',
  '.refinery/context.json',
  'a..b/c...d.txt',
  '.gitattributes',
  'git/config',
  'console.ts',
  'a b/c (1).md',
  'notes~/draft~.md',
])('%s is a good path', (path) => {
  expect(pathProblem(path)).toBeUndefined();
});

test.each([
  ['', 'nothing'],
  ['/etc/passwd', 'absolute'],
  ['~/x', 'of a home folder'],
  ['C:/x', 'of a drive'],
  ['../x', 'out of the repository'],
  ['a/../../x', 'out of the repository, deeper'],
  ['a/./b', 'with a dot'],
  ['a//b', 'with an empty name'],
  ['a/', 'of a folder'],
  ['.git/config', 'into the folder of git'],
  ['sub/.GIT/hooks/pre-commit', 'into the folder of git, in capitals'],
  ['.git ./x', 'into the folder of git, as Windows reads it'],
  ['.git\u200c/config', 'into the folder of git, as macOS reads it'],
  ['git~1/config', 'into the folder of git, by its short name'],
  ['a\\b', 'with a backslash'],
  ['a\nb', 'with a line break'],
  ['a\0b', 'with a NUL'],
  ['a\u0085b', 'with a C1 control character'],
  ['a\u202egpj.md', 'written backwards'],
  ['a\ufeff.md', 'with an invisible character'],
  ['e\u0301.md', 'not composed'],
  ['a\ud800', 'with half a character'],
  ['\ufffd.md', 'that was no UTF-8'],
  ['-rf', 'like an option'],
  ['a/--exec=x', 'like an option, deeper'],
  ['aux.md', 'of a Windows device'],
  ['a/COM1', 'of a Windows port'],
  ['a.', 'with a dot at its end'],
  ['a /b', 'with a space at the end of a name'],
  ['a:b', 'of a Windows stream'],
  ['a?*', 'with wildcards'],
  ['PROGRA~1.TXT', 'of a short name'],
  [`${'a/'.repeat(600)}b`, 'too long'],
  ['é'.repeat(128), 'with a name too long'],
])('%j is refused: a path %s', (path) => {
  expect(pathProblem(path)).toMatch(/^(it|a name in it) \S/);
});

test('no good path leaves its folder or reaches the folder of git', () => {
  const piece = fc.constantFrom('a', '.', '..', '.git', '/', '\\', '~', ' ', 'GIT', '1', '-', ':', '\u200b', '\t');
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 12 }), (path) => {
      if (pathProblem(path) !== undefined) return;
      const names = path.split('/');
      expect(names).not.toContain('..');
      expect(names).not.toContain('');
      expect(names.some((name) => /^\.git[ .\u200b]*$/i.test(name))).toBe(false);
    }),
    { numRuns: 5_000 },
  );
});

test('paths that some file system takes for one fold to one', () => {
  expect(foldPath('Prompts/Ä.MD')).toBe(foldPath('prompts/a\u0308.md'));
  expect(foldPath('a.md')).not.toBe(foldPath('b.md'));
});
