import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { kindOf } from '../../src/domain/errors.ts';
import { promptLibrary } from '../../src/library/prompts.ts';
import { PROMPTS_FOLDER } from '../../src/wiring.ts';
import { questions } from '../../src/wiring-of-questions.ts';

const folder = mkdtempSync(join(tmpdir(), 'refinery-prompts-'));
afterAll(() => rmSync(folder, { recursive: true }));

function withPrompt(text: string) {
  mkdirSync(join(folder, 'size'), { recursive: true });
  writeFileSync(join(folder, 'size', 'v1.md'), text);
  return promptLibrary(folder);
}
const head = '---\nid: size\nversion: v1\ninputs: [expectation]\nmaxOutputTokens: 9\n---\n';
const kindFor = async (text: string, values: Record<string, string> = { expectation: 'x' }) =>
  kindOf(
    await withPrompt(text)
      .prompt('size', values)
      .catch((error: unknown) => error),
  );

it('renders what it was given, and never reads a value as template', async () => {
  const given = { expectation: '{{ secret }} {% assign a = 1 %}' };
  expect(await withPrompt(`${head}Expected: {{ expectation }}\n`).prompt('size', given)).toEqual({
    version: 'v1',
    system: 'Expected: {{ secret }} {% assign a = 1 %}',
    maxOutputTokens: 9,
  });
});

it.each([
  ['a value that is not declared', `${head}{{ other }}`],
  ['a filter that does not exist', `${head}{{ expectation | explode }}`],
  ['another id', `${head.replace('id: size', 'id: length')}x`],
  ['no front matter', 'x'],
  ['a front matter that is code', `---js\n{ id: 'size' }\n---\nx`],
  ['an unknown field', `${head.replace('maxOutputTokens', 'extra: 1\nmaxOutputTokens')}x`],
])('refuses %s', async (_what, text) => {
  expect(await kindFor(text)).toBe('config-invalid');
});

it('a question may have a version of its own', async () => {
  withPrompt(`${head}one`);
  writeFileSync(join(folder, 'size', 'v2.md'), `${head.replace('version: v1', 'version: v2')}two`);
  const own = promptLibrary(folder, { usual: 'v1', own: new Map([['size', 'v2']]) });
  expect(await own.prompt('size', { expectation: 'x' })).toMatchObject({ version: 'v2', system: 'two' });
  expect(await promptLibrary(folder).prompt('size', { expectation: 'x' })).toMatchObject({ system: 'one' });
});

it.each([
  ['a version', { usual: 'v99', own: new Map() }, 'size/v99.md'],
  ['a question', { usual: 'v1', own: new Map([['weight', 'v1']]) }, 'weight/v1.md'],
])('says before anything is asked that %s is not there', (_what, versions, path) => {
  withPrompt(`${head}one`);
  expect(() => promptLibrary(folder, versions)).toThrow(path);
});

it.each(questions)('$name has a prompt that asks for nothing but what the question gives', async ({ name }) => {
  const given = new Proxy<Record<string, string>>({}, { get: (_target, key) => `<${String(key)}>` });
  const { system, maxOutputTokens } = await promptLibrary(PROMPTS_FOLDER).prompt(name, given);
  expect(system).toMatch(/<(?:expectation|question)>/);
  expect(maxOutputTokens).toBeGreaterThan(0);
});
