import { expect, it } from 'vitest';
import { ownersOf } from '../../src/refine/change/code-owners.ts';

const FILE = `
# The last line that matches counts.
*               @everyone
*.js            @js-owner   # not @everyone
/build/logs/    @logs
docs/*          @docs
apps/           @apps
/scripts/       @scripts ada@example.com
**/logs         @all-logs
/apps/github
/agents/?/prompts/**/*.md @acme/prompts
a\\ b.md         @spaces
!negated.md     @nobody
[ab].md         @nobody
#*.go           @nobody
`;

// https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#example-of-a-codeowners-file
it.each([
  ['README.md', '@everyone'],
  ['src/deep/a.js', '@js-owner'],
  ['build/logs/x/y.txt', '@all-logs'],
  ['x/build/logs.txt', '@everyone'],
  ['docs/a.md', '@docs'],
  ['docs/build-app/troubleshooting.md', '@everyone'],
  ['x/docs/a.md', '@everyone'],
  ['x/apps/y/z.md', '@apps'],
  ['apps', '@everyone'],
  ['scripts/a/b.sh', '@scripts,ada@example.com'],
  ['deeply/nested/logs/a.md', '@all-logs'],
  ['apps/github/a.md', ''],
  ['agents/a/prompts/a.md', '@acme/prompts'],
  ['agents/a/prompts/b/c/d.md', '@acme/prompts'],
  ['agents/ab/prompts/a.md', '@everyone'],
  ['a b.md', '@spaces'],
  ['negated.md', '@everyone'],
  ['a.md', '@everyone'],
])('%s is owned by %j', (path, owners) => {
  expect(ownersOf(FILE, [path]).join()).toBe(owners);
});

it('names each owner of several files once', () => {
  expect(ownersOf(FILE, ['a.js', 'b.js', 'docs/a.md'])).toEqual(['@js-owner', '@docs']);
});

it('is not kept long by hostile patterns', () => {
  const hostile = `${'*a'.repeat(140)} @x\n${'**/'.repeat(99)}x @x\n`.repeat(1_000);
  const startedMs = performance.now();
  ownersOf(hostile, ['a'.repeat(250), `${'a/'.repeat(60)}b`]);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
