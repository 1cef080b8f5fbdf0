import { expect, test } from 'vitest';
import { NO_OUTLINE, type Outline } from '../../src/domain/outline.ts';
import { checkSyntax } from '../../src/workshop/check-syntax.ts';
import { outlineFile } from '../../src/workshop/outline/outline-file.ts';

async function outlineOf(path: string, text: string): Promise<Outline> {
  const { language, problem } = await checkSyntax(path, text);
  expect(problem).toBeNull();
  return (await outlineFile(path, text, language)) ?? NO_OUTLINE;
}

/** `f(a, b?, *, c)`: what stands behind the star is given by name, `?` need not be given. */
function signatures({ declared }: Outline): readonly string[] {
  return declared.map(({ name, parameters }) => {
    const said = parameters?.map((each) => `${each.byName ? '' : '@'}${each.name}${each.optional ? '?' : ''}`);
    return said ? `${name}(${said.join(' ')})` : name;
  });
}

test.each<[string, string, readonly string[]]>([
  ['a function', 'export function f(a: string, b = 1, ...c: string[]) {}', ['f(@a @b? @rest?)']],
  ['fields by name', 'export const f = ({ a, b = 1 }: Options, c?: number) => a;', ['f(a b? @c?)']],
  ['values', 'export const A = 1, { b, c: [d] } = e; export let f;', ['A', 'b', 'd', 'f']],
  ['types', 'export type A = 1; export interface B {} export enum C {}', ['A', 'B', 'C']],
  ['what is exported later', 'function f(a) {} const g = 1; export { f as h, g };', ['h(@a)', 'g']],
  [
    'what is passed on',
    "export { a as b } from './x.js'; export * from './y.js'; export * as z from './z.js';",
    ['b', 'all of ./y.js', 'z'],
  ],
  ['a default', 'export default function (a) {}', ['default(@a)']],
  ['a default by name', 'class K { m(a) {} }\nexport default K;', ['default()', 'default.m(@a)']],
  [
    'a class without what is hidden',
    'export class K extends L { constructor(private a: string) { super(); } m(b?: number) {} _n() {} #o() {} private p() {} static q = 1; }',
    ['K(@a)', 'K.m(@b?)', 'K.q'],
  ],
  ['CommonJS, all at once', 'function f(a) {}\nmodule.exports = { f, g: (b) => b, h: 1 };', ['f(@a)', 'g(@b)', 'h']],
  ['CommonJS, one by one', 'exports.f = function (a) {}; module.exports.g = 1;', ['f(@a)', 'g']],
  ['nothing', 'function f() {} const g = 1;', []],
])('TypeScript gives out %s', async (_what, text, expected) => {
  expect(signatures(await outlineOf('a.ts', text))).toEqual(expected);
});

test.each<[string, string, readonly string[]]>([
  ['a function', 'def f(a, /, b, c=1, *args, d, e=2, **kw):\n    pass\n', ['f(@a b c? @rest? d e? @rest?)']],
  ['a function that takes places alone', 'def f(a, b, /):\n    pass\n', ['f(@a @b)']],
  ['types and async', 'async def f(a: int, b: str = "x") -> str:\n    return b\n', ['f(a b?)']],
  [
    'a class without what is hidden',
    'class A(B):\n    x = 1\n    def __init__(self, a):\n        pass\n    @staticmethod\n    def m(b):\n        pass\n    def _n(self):\n        pass\n',
    ['A(a)', 'A.m(b)'],
  ],
  ['values', 'A = 1\nb: int = 2\n_c = 3\n', ['A', 'b']],
  [
    'what is defined on a condition',
    'try:\n    import x\nexcept ImportError:\n    def f(a):\n        pass\n',
    ['f(a)'],
  ],
  [
    'what __all__ says',
    '__all__ = ["f", "_g"]\ndef f():\n    pass\ndef _g():\n    pass\ndef h():\n    pass\n',
    ['f()', '_g()'],
  ],
])('Python gives out %s', async (_what, text, expected) => {
  expect(signatures(await outlineOf('a.py', text))).toEqual(expected);
});

const told = ({ tests }: Outline) => tests.map(({ name, skipped, assertions }) => [name, skipped, assertions]);

test.each<[string, string, string, readonly unknown[]]>([
  [
    'in groups',
    'a.ts',
    "describe('a', () => { it('b', () => { expect(1).toBe(1); assert.ok(2); }); });",
    [['a › b', false, 2]],
  ],
  ['with rows', 'a.ts', "test.each([[1], [2]])('a %s', () => { expect.soft(1).toBe(1); });", [['a %s', false, 1]]],
  ['with rows in a table', 'a.ts', "test.each`\n1\n`('a', () => {});", [['a', false, 0]]],
  [
    'skipped',
    'a.ts',
    "test.skip('a', () => {}); it.todo('b'); xit('c', () => {}); test.skipIf(x)('d', () => {});",
    [
      ['a', true, 0],
      ['b', true, 0],
      ['c', true, 0],
      ['d', true, 0],
    ],
  ],
  ['in a skipped group', 'a.ts', "describe.skip('a', () => { it('b', () => {}); });", [['a › b', true, 0]]],
  [
    'beside one that runs alone',
    'a.ts',
    "test('a', () => {}); test.only('b', () => {});",
    [
      ['a', true, 0],
      ['b', false, 0],
    ],
  ],
  [
    'twice under a name',
    'a.ts',
    "test('a', () => {}); test('a', () => {});",
    [
      ['a', false, 0],
      ['a (2)', false, 0],
    ],
  ],
  ['which are none', 'a.ts', "/x/.test('a'); pattern.test('b'); test(x);", []],
  ['of Deno', 'a.ts', "Deno.test('a', () => { assertEquals(1, 1); assert(1); });", [['a', false, 1]]],
  [
    'as functions',
    'test_a.py',
    'def test_a():\n    assert 1\n    mock.assert_called_once()\n    with pytest.raises(E):\n        f()\ndef helper():\n    assert 1\n',
    [['test_a', false, 3]],
  ],
  [
    'in classes',
    'test_a.py',
    'class TestA(TestCase):\n    def test_b(self):\n        self.assertEqual(1, 1)\n',
    [['TestA › test_b', false, 1]],
  ],
  [
    'skipped by a decorator',
    'test_a.py',
    '@pytest.mark.skipif(True, reason="x")\ndef test_a():\n    pass\n@unittest.skip("x")\nclass T:\n    def test_b(self):\n        pass\n',
    [
      ['test_a', true, 0],
      ['T › test_b', true, 0],
    ],
  ],
  ['that skip themselves', 'test_a.py', 'def test_a():\n    pytest.skip("x")\n', [['test_a', true, 0]]],
  [
    'skipped all together',
    'test_a.py',
    'pytestmark = pytest.mark.skip\ndef test_a():\n    pass\n',
    [['test_a', true, 0]],
  ],
])('tests %s', async (_what, path, text, expected) => {
  expect(told(await outlineOf(path, text))).toEqual(expected);
});

test.each<[string, string, string, readonly unknown[]]>([
  [
    'a matcher',
    'a.ts',
    "test('a', () => { expect(score).toBeGreaterThan(0.8); });",
    [['a › expect(score)', 0.8, true]],
  ],
  [
    'a comparison',
    'a.ts',
    "test('a', () => { assert(score >= 0.8); assert(-1 > error); });",
    [
      ['a › score', 0.8, true],
      ['a › error', -1, false],
    ],
  ],
  [
    'a constant',
    'a.ts',
    'const MIN_SCORE = 0.8, maxErrors = 2, other = 3;',
    [
      ['MIN_SCORE', 0.8, true],
      ['maxErrors', 2, false],
    ],
  ],
  [
    'a comparison in Python',
    'test_a.py',
    'def test_a():\n    assert 0.8 <= score\n    assert errors < 1_000\n',
    [
      ['test_a › score', 0.8, true],
      ['test_a › errors', 1000, false],
    ],
  ],
  [
    'a value by name in Python',
    'test_a.py',
    'THRESHOLD: float = 0.8\nmeasure(threshold=0.7)\n',
    [
      ['THRESHOLD', 0.8, true],
      ['threshold', 0.7, true],
    ],
  ],
  [
    'a field of YAML',
    'a.yaml',
    'tests:\n  - name: refund\n    assert:\n      - type: similar\n        threshold: 0.8\n',
    [['tests.refund.assert.0.threshold', 0.8, true]],
  ],
  [
    'coverage in TOML',
    'pyproject.toml',
    '[tool.coverage.report]\nfail_under = 80\n',
    [['tool.coverage.report.fail_under', 80, true]],
  ],
])('limits: %s', async (_what, path, text, expected) => {
  const { limits } = await outlineOf(path, text);
  expect(limits.map(({ name, value, floor }) => [name, value, floor])).toEqual(expected);
});

test.each<[string, string, string, readonly string[]]>([
  ['JSON Lines', 'a.jsonl', '{"id":"x","input":"a"}\n\n{"question":"b"}\n{"question":"b"}\n', ['x', 'b', 'b (2)']],
  ['a list in JSON', 'a.json', '{"cases":[{"input":"a","messages":[{"content":"c"}]},"b"]}', ['cases.a', 'cases.b']],
  ['YAML', 'a.yaml', '- vars:\n    q: a\n- vars:\n    q: b\n', ['{"q":"a"}', '{"q":"b"}']],
  ['CSV with line breaks', 'a.csv', 'id,input\n1,"a\nb"\n2,c\n', ['id', '1', '2']],
])('rows of %s', async (_what, path, text, expected) => {
  const { rows } = await outlineOf(path, text);
  expect(rows.map(({ key }) => key)).toEqual(expected);
});

test.each<[string, string, readonly string[]]>([
  [
    'package.json',
    '{"dependencies":{"a":"^1"},"devDependencies":{"b":"2"},"overrides":{"c":"3"},"name":"d"}',
    ['a ^1', 'b 2', 'c 3'],
  ],
  [
    'pyproject.toml',
    '[project]\nname = "x"\ndependencies = ["a>=1", "b[x]~=2"]\n[project.optional-dependencies]\ndev = ["c"]\n[tool.poetry.group.dev.dependencies]\nd = "1"\n[dependency-groups]\ntest = ["e"]\n',
    ['a >=1', 'b ~=2', 'c ', 'd 1', 'e '],
  ],
  ['Pipfile', '[packages]\na = "*"\n[dev-packages]\nb = "1"\n', ['a *', 'b 1']],
  ['environment.yml', 'dependencies:\n  - python=3.12\n  - pip:\n      - a==1\n', ['python =3.12', 'a ==1']],
  ['Cargo.toml', '[dependencies]\na = "1"\nb = { git = "https://x" }\n', ['a 1', 'b {"git":"https://x"}']],
  [
    'requirements-dev.txt',
    '# x\na==1 # y\n-r other.txt\ngit+https://x/y\n',
    ['a ==1', '-r other.txt -r other.txt', 'git+https://x/y git+https://x/y'],
  ],
  [
    'go.mod',
    'module x\ngo 1.22\nrequire (\n\texample.com/a v1.2.3 // indirect\n)\nrequire example.com/b v1.0.0\n',
    ['example.com/a v1.2.3', 'example.com/b v1.0.0'],
  ],
  ['Gemfile', 'source "https://rubygems.org"\ngem "a", "~> 1"\n', ['a , "~> 1"']],
  [
    'a.ts',
    "import a from 'a/deep'; import '@b/c/d'; import './e'; import 'node:fs'; import 'fs'; const f = require('f'); import('g'); export * from 'h';",
    ['a', '@b/c', 'h', 'f', 'g'],
  ],
  [
    'a.py',
    'import os, a.b as c\nfrom d.e import (f,\n  g)\nfrom . import h\nfrom __future__ import annotations\n',
    ['a', 'd'],
  ],
])('packages of %s', async (path, text, expected) => {
  const { packages } = await outlineOf(path, text);
  expect(packages.map(({ name, from }) => (from === null ? name : `${name} ${from}`))).toEqual(expected);
});

test('what is run at an installation, and nothing else, is named', async () => {
  const text = '{"scripts":{"postinstall":"node x.js","prepare":"husky","test":"vitest","poststart":"y"}}';
  const { installCommands } = await outlineOf('package.json', text);
  expect(installCommands.map(({ name }) => name)).toEqual(['postinstall', 'prepare']);
});

test('what is too large is not outlined', async () => {
  expect(await outlineFile('a.jsonl', '{}\n'.repeat(400_000), 'jsonl')).toBeNull();
});
