import { afterAll, expect, it } from 'vitest';
import { localGit } from '../../src/code/local-git.ts';
import type { Impact } from '../../src/domain/impact.ts';
import type { RepoContext } from '../../src/flow/context.ts';
import { impactIn, isAbout } from '../../src/flow/impact-of.ts';
import type { CodeHost } from '../../src/ports.ts';
import { impactLines } from '../../src/refine/related/impact-words.ts';
import { workshop } from '../../src/workshop/workshop.ts';
import { removeFolders, someFolder, someRepo } from './some-repo.ts';

/** Real git, and the real process that parses. */
const shop = workshop({ patienceMs: 5_000 });
const local = localGit({ tempDir: someFolder() });
afterAll(async () => {
  await shop.close();
  removeFolders();
});

const FILES = {
  'prompts/support.md': 'You help.\n',
  'prompts/twin.md': 'One.\n',
  'other/twin.md': 'Two.\n',
  'prompts/unused.md': 'Nobody.\n',
  'prompts/set.md': 'Set.\n',
  'shop/__init__.py': '',
  'shop/prompts.py':
    'from pathlib import Path\nSUPPORT = (Path("prompts") / "support.md").read_text()\nTWIN = "twin.md"\n',
  'shop/agent.py': 'from . import prompts\nfrom shop.tools import (\n    search,  # finds\n    pay,\n)\n',
  'shop/tools/__init__.py': 'from .pay import pay\n',
  'shop/tools/pay.py': 'pay = search = None  # prompts/support.md\n',
  'main.py': 'import json, shop.agent as agent\n',
  'tests/test_agent.py': 'from shop.agent import answer\n',
  'web/load.ts':
    "import { readFileSync } from 'node:fs';\nexport const text = readFileSync(new URL('../prompts/support.md', import.meta.url));\n",
  'web/index.ts': "export * from './load.js';\n",
  'web/page.tsx': "const web = await import('.');\nconst pay = require('../shop/tools/none');\n",
  'web/load.test.ts': "import { text } from './load';\n",
  'config/agent.yaml': 'prompt: prompts/set.md # the set\n',
  'broken.py': 'def (\nopen("prompts/support.md"\n',
  'notes.md': 'See prompts/support.md.\n',
};
const { folder: repo, head } = someRepo(FILES);
const context: RepoContext = {
  base: head(),
  paths: { prompts: ['prompts/support.md'], evals: ['evals/cases.jsonl', 'evals/more.csv'], configs: [] },
  prompts: [],
  configs: [],
  evals: [
    { path: 'evals/cases.jsonl', text: '{}\n{}\n\n{}\n' },
    { path: 'evals/more.csv', text: 'input,expected\na,b\n' },
    { path: '.refinery/evals.jsonl', text: '' },
  ],
  dataset: null,
};
const impactOf = (path: string, codeHost: CodeHost = local) =>
  impactIn(repo, context, { codeHost, workshop: shop })(path);
const inWords = (...impacts: readonly Impact[]) =>
  impactLines(impacts).map((line) => line.map((piece) => (typeof piece === 'string' ? piece : piece.path)).join(''));
const sorted = ({ usedBy, through, tests, uses }: Impact) =>
  [usedBy, through, tests, uses].map((paths) => paths.toSorted());

it('finds who reads a prompt, in Python and TypeScript, and what uses those', async () => {
  expect(sorted(await impactOf('prompts/support.md'))).toEqual([
    ['broken.py', 'shop/prompts.py', 'web/load.ts'],
    ['main.py', 'shop/agent.py', 'web/index.ts', 'web/page.tsx'],
    ['tests/test_agent.py', 'web/load.test.ts'],
    [],
  ]);
});

it.each<[string, string, readonly string[], readonly string[]]>([
  ['a module that a package imports', 'shop/tools/pay.py', ['shop/agent.py', 'shop/tools/__init__.py'], []],
  ['a package', 'shop/tools/__init__.py', ['shop/agent.py'], ['shop/tools/pay.py']],
  ['an index', 'web/index.ts', ['web/page.tsx'], ['web/load.ts']],
  ['a prompt that settings name', 'prompts/set.md', ['config/agent.yaml'], []],
  ['settings', 'config/agent.yaml', [], ['prompts/set.md']],
  ['a name that two files end with', 'prompts/twin.md', [], []],
  ['a file that is not there yet', 'prompts/new.md', [], []],
])('finds both ways of %s', async (_what, path, usedBy, uses) => {
  const impact = await impactOf(path);
  expect([impact.usedBy, impact.uses]).toEqual([usedBy, uses]);
});

it('says in a line what a file reaches, and what covers it', async () => {
  const support = await impactOf('prompts/support.md');
  const covered = { ...support, usedBy: ['agent.py'], through: [], tests: [] };
  expect(inWords(covered)).toEqual([
    'Used by agent.py; covered by 3 examples in evals/cases.jsonl and 1 example in evals/more.csv.',
  ]);
  expect(inWords(await impactOf('prompts/unused.md'))).toEqual([
    'Nothing in the repository names this file; no eval and no test covers it.',
  ]);
  const [first, ...others] = inWords(
    ...Array.from({ length: 5 }, () => ({ ...covered, usedBy: ['a', 'b', 'c', 'd'], evals: [] })),
  );
  expect(first).toBe('prompts/support.md: Used by a, b, c and 1 more; no eval and no test covers it.');
  expect(others.slice(2)).toEqual(['2 more files are changed.']);
  expect(
    ['prompts/support.md', 'evals/more.csv', '.refinery/evals.jsonl'].map((path) => isAbout(path, context)),
  ).toEqual([true, false, false]);
});

it('parses no file twice, and no more than sixty', async () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`m${at}.py`, 'open("p.md")\n']));
  const { folder, head: at } = someRepo({ ...many, 'p.md': 'x\n' });
  const read: string[] = [];
  const counting: CodeHost = {
    ...local,
    read: (...asked) => {
      read.push(asked[2]);
      return local.read(...asked);
    },
  };
  const impact = impactIn(folder, { ...context, base: at() }, { codeHost: counting, workshop: shop });
  const [one, again] = await Promise.all([impact('p.md'), impact('p.md')]);
  expect(again).toEqual(one);
  expect(one?.usedBy).toHaveLength(20);
  expect(new Set(read).size).toBe(read.length);
  expect(read.length).toBeLessThanOrEqual(60);
});

it('takes nothing from a program that is too much to parse', async () => {
  const [hostile, next] = await shop.namesIn([
    { path: 'a.ts', text: '('.repeat(2_000_000) },
    { path: 'b.py', text: 'open(f"x.md")\n"""doc.txt"""\nimport a.b as c\nfrom .. import d\n' },
  ]);
  expect(hostile).toEqual({ imports: [], strings: [] });
  expect(next).toEqual({ imports: ['a.b', '..', '..d'], strings: ['doc.txt'] });
});
