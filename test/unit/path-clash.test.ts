import { expect, test } from 'vitest';
import { pathClash } from '../../src/refine/change/path-clash.ts';

test.each<[string, readonly string[], readonly string[], RegExp]>([
  ['case', ['Prompts/A.md'], ['prompts/a.md'], /differ only in case or form/],
  ['the form of Unicode', ['caf\u00e9.md'], ['cafe\u0301.md'], /differ only/],
  ['the width of letters', ['\uff41.md'], ['a.md'], /differ only/],
  ['case, both new', ['a.md', 'A.md'], [], /differ only/],
  ['a file as a folder', ['a/b.md'], ['a'], /a\/b\.md can't stand in a, which is a file/],
  ['nearly the name of a link as a folder', ['Link/b.md'], ['link'], /Link\/b\.md can't stand in link/],
  ['a folder as a file', ['a'], ['a/b.md'], /a\/b\.md can't stand in a, which is a file/],
  ['a folder as a file, both new', ['a/b.md', 'a'], [], /a\/b\.md can't stand in a, which is a file/],
])('%s clashes', (_what, edited, existing, says) => {
  expect(pathClash(edited, existing)).toMatch(says);
});

test.each<[string, readonly string[], readonly string[]]>([
  ['an edit of what is there', ['a.md'], ['a.md', 'b.md']],
  ['a name beside others', ['a/b.md'], ['a/c.md', 'ab']],
  ['names that clash with one another already', ['a.md'], ['b.md', 'B.md']],
])('%s does not clash', (_what, edited, existing) => {
  expect(pathClash(edited, existing)).toBeUndefined();
});
