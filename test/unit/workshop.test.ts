import { afterAll, describe, expect, test } from 'vitest';
import { workshop } from '../../src/workshop/workshop.ts';
import { someSecret } from './some-secrets.ts';

const shop = workshop();
afterAll(() => shop.close());

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

async function factsOf(path: string, after: string, before: string | null = null) {
  const [file] = await shop.inspect([{ path, before: before === null ? null : bytes(before), after: bytes(after) }]);
  if (!file?.after) throw new Error('no facts');
  return file.after;
}

describe('syntax', () => {
  test.each([
    ['a.json', 'json', '{"a": [1, 2]}', '{"a": [1, 2}'],
    ['a.json', 'json', '{"a": 1, "b": 2}', '{"a": 1, "a": 2}'],
    ['evals/a.jsonl', 'jsonl', '{"a": 1}\n\n{"b": 2}\n', '{"a": 1}\n{"b": 2\n'],
    ['a.yaml', 'yaml', 'a: 1\nb: !Ref x\n---\nc: [1]\n', 'a: 1\n b: 2\n'],
    ['a.yml', 'yaml', 'a: 1\nb: 2\n', 'a: 1\na: 2\n'],
    ['a.toml', 'toml', 'a = 1\n[b]\nc = "d"\n', 'a = 1\na = 2\n'],
    ['a.ts', 'typescript', 'const a: number = 1;\n', 'const a: = 1;\n'],
    ['a.tsx', 'typescript', 'export const A = () => <b>x</b>;\n', 'export const A = () => <b>x</i>;\n'],
    ['a.mjs', 'typescript', 'export default 1;\n', 'export export 1;\n'],
    ['a.cjs', 'typescript', 'module.exports = 1;\n', 'module.exports = ;\n'],
    ['a.py', 'python', 'def f(x: int) -> str:\n    match x:\n        case 1: return "a"\n', 'def f(:\n    pass\n'],
  ])('%s is read as %s', async (path, language, good, bad) => {
    expect((await factsOf(path, good)).syntax).toEqual({ language, problem: null });
    expect((await factsOf(path, bad)).syntax).toEqual({ language, problem: expect.stringMatching(/\S/) });
  });

  test.each(['prompts/a.md', 'a.txt', 'a.mustache', 'Makefile'])(
    '%s is in no language that is parsed',
    async (path) => {
      expect((await factsOf(path, '{{#a}} { [ ')).syntax).toEqual({ language: null, problem: null });
    },
  );

  test('a problem does not quote the text', async () => {
    const { syntax } = await factsOf('a.json', '{"key": hunter2hunter2}');
    expect(syntax.problem).toBe("Unexpected token 'h'");
  });

  test('a bomb of aliases is a problem, not a wait', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let index = 1; index < 9; index++) lines.push(`a${index}: &a${index} [${`*a${index - 1}, `.repeat(9)}]`);
    const { syntax, gaveUp } = await factsOf('a.yaml', lines.join('\n'));
    expect(syntax.problem ?? gaveUp).toBeTruthy();
  });
});

test('both sides are told, and what is no text has none', async () => {
  const [edited, created, deleted] = await shop.inspect([
    { path: 'a.md', before: bytes('old\r\n'), after: bytes('\ufeffnew\n') },
    { path: 'b.bin', before: null, after: Uint8Array.of(0, 255) },
    { path: 'c.md', before: bytes('gone'), after: null },
  ]);
  expect([edited?.before?.text, edited?.after?.text]).toEqual(['old\r\n', 'new\n']);
  expect([created?.before, created?.after?.text, created?.after?.gaveUp]).toEqual([null, null, false]);
  expect([deleted?.before?.text, deleted?.after]).toEqual(['gone', null]);
});

test('a secret is found in what is added to a long file, and one that was there is known', async () => {
  const secret = someSecret('OpenAI key');
  const other = someSecret('Anthropic key');
  const long = Array.from({ length: 6_000 }, (_, index) => `This is line ${index} of it.`).join('\n');
  const [file] = await shop.inspect([
    { path: 'a.md', before: bytes(`${long}\nkey ${secret}\n`), after: bytes(`${long}\nkey ${secret}\nand ${other}\n`) },
  ]);
  expect(file?.before?.secrets.map(({ kind }) => kind)).toEqual(['OpenAI key']);
  expect(file?.after?.secrets.map(({ kind }) => kind).toSorted()).toEqual(['Anthropic key', 'OpenAI key']);
  expect(file?.after?.secrets).toContainEqual(file?.before?.secrets[0]);
});

describe('files that are too much', () => {
  const impatient = workshop({ patienceMs: 3_000 });
  afterAll(() => impatient.close());

  test.each([
    ['2 MB of brackets', 'a.ts', '('.repeat(2_000_000)],
    ['2 MB of brackets for YAML', 'a.yaml', '['.repeat(2_000_000)],
    ['2 MB of brackets for Python', 'a.py', '('.repeat(2_000_000)],
    ['types that take long to parse', 'a.ts', 'Array<'.repeat(5_000)],
    ['2 MB of long words, all new,', 'a.md', 'eyJabc.'.repeat(290_000)],
  ])('%s end in time, and the next file is looked at', async (_name, path, after) => {
    const started = performance.now();
    const [hostile, next] = await impatient.inspect([
      { path, before: null, after: bytes(after) },
      { path: 'a.json', before: null, after: bytes('{}') },
    ]);
    expect(performance.now() - started).toBeLessThan(9_000);
    expect(hostile?.after?.gaveUp).toBe(true);
    expect(next?.after).toMatchObject({ syntax: { language: 'json', problem: null }, gaveUp: false });
  });

  test('the side that was not looked at counts as given up, too', async () => {
    const [file] = await impatient.inspect([{ path: 'a.ts', before: bytes('a'), after: bytes('('.repeat(500_000)) }]);
    expect([file?.before?.gaveUp, file?.after?.gaveUp]).toEqual([true, true]);
  });
});

test('several inspections at once do not mix', async () => {
  const inspected = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      shop.inspect([{ path: `${index}.md`, before: null, after: bytes(`${index}`) }]),
    ),
  );
  expect(inspected.flat().map(({ path, after }) => [path, after?.text])).toEqual(
    Array.from({ length: 10 }, (_, index) => [`${index}.md`, `${index}`]),
  );
});

test('a file that is cut short by closing is not said to be too much', async () => {
  const closing = workshop();
  const inspected = closing.inspect([{ path: 'a.md', before: null, after: bytes('a') }]);
  await closing.close();
  await expect(inspected).rejects.toThrow('closed');
});
