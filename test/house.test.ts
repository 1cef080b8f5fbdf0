import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { questionSettingNames, readConfig, settingNames } from '../src/config.ts';
import { inspectHouse } from './house.ts';

const root = join(import.meta.dirname, '..');

it.each(Object.entries(inspectHouse(root)))('stands: %s', (_rule, wrong) => {
  expect(wrong).toEqual([]);
});

it('explains every setting in .env.example, and no other', () => {
  const lines = readFileSync(join(root, '.env.example'), 'utf8').split('\n');
  const named = lines.flatMap((line) => /^# ([A-Z][A-Z0-9_]+)=/.exec(line)?.[1] ?? []);
  // Those of questions are all alike: one stands for them.
  const [example, ...others] = named.filter((name) => questionSettingNames.includes(name));
  expect([example, others]).toEqual([expect.anything(), []]);
  expect(named.filter((name) => name !== example).toSorted()).toEqual([...settingNames].toSorted());
  expect(() => readConfig({ REFINERY_MODLE: 'rules' })).toThrow(/REFINERY_MODEL\?/);
});

describe('a rule that is broken is named', () => {
  const copy = mkdtempSync(join(tmpdir(), 'refinery-house-'));
  afterAll(() => rmSync(copy, { recursive: true }));
  const fresh = () => {
    for (const folder of ['src', 'prompts']) {
      rmSync(join(copy, folder), { recursive: true, force: true });
      cpSync(join(root, folder), join(copy, folder), { recursive: true });
    }
  };
  const wrong = () => Object.fromEntries(Object.entries(inspectHouse(copy)).filter(([, found]) => found.length > 0));

  it.each([
    [
      'guards',
      'dummy.ts',
      "import type { Guard } from './guard.ts';\nexport const dummy: Guard = { name: 'dummy', look: () => [] };\n",
    ],
    [
      'sources',
      'dummy.ts',
      "import type { TraceSource } from '../ports.ts';\nexport const dummy: TraceSource = { name: 'dummy', isLocal: false, freshMs: 0, recognise: () => undefined, fetch: async () => Promise.reject() };\n",
    ],
    [
      'models',
      'dummy.ts',
      "import type { Provider } from './provider.ts';\nexport const dummy: Pick<Provider, 'name'> = { name: 'dummy' };\n",
    ],
    [
      'questions',
      'dummy.ts',
      "import { z } from 'zod';\nexport const dummy = {\n  name: 'propose',\n  answer: z.object({}),\n};\n",
    ],
  ])('%s: a new file wants one line in the wiring, and no more', (folder, name, text) => {
    fresh();
    const lists = new Map([
      ['sources', 'src/wiring-of-reading.ts'],
      ['models', 'src/wiring-of-models.ts'],
      ['questions', 'src/wiring-of-questions.ts'],
    ]);
    const list = lists.get(folder) ?? 'src/wiring.ts';
    const wiring = join(copy, list);
    writeFileSync(join(copy, 'src', folder, name), text);
    expect(wrong()).toEqual({ 'plug-ins are plugged in': [`src/${folder}/${name} has no line in ${list}`] });

    writeFileSync(wiring, `import { dummy } from './${folder}/${name}';\n${readFileSync(wiring, 'utf8')}`);
    expect(wrong()).toEqual({});
  });

  it.each([
    ['imports point down', 'src/domain/bad.ts', "import '../refine/case/digest.ts';\n"],
    ['imports point down', 'src/code/bad.ts', "export const late = () => import('../store/facts.ts');\n"],
    ['every room has a floor', 'src/attic/bad.ts', 'export const a = 1;\n'],
    ['no waiting in pure rooms', 'src/refine/bad.ts', 'export const a = async () => await 1;\n'],
    ['no clock and no chance in pure rooms', 'src/refine/bad.ts', 'export const a = () => Date.now();\n'],
    ['no I/O in pure rooms', 'src/refine/bad.ts', "import 'node:fs';\n"],
    ['the environment is read by entries alone', 'src/code/bad.ts', 'export const a = process.env.HOME;\n'],
    [
      'what can be pressed is listened to',
      'src/slack/controls/bad.ts',
      "import { defineButton } from './control.ts';\nexport const badButton = defineButton({} as never);\n",
    ],
    ['no default exports', 'src/code/bad.ts', 'export default 1;\n'],
    ['no barrels', 'src/code/bad.ts', "export * from './local-git.ts';\n"],
    ['src does not know the playground, but for main', 'src/code/bad.ts', "import '../../playground/sample.ts';\n"],
  ])('%s: %s', (rule, file, text) => {
    fresh();
    const path = join(copy, file);
    cpSync(join(copy, 'src/ports.ts'), path, { recursive: true });
    writeFileSync(path, text);
    expect(Object.keys(wrong())).toContain(rule);
  });

  it('no circles: two files that import each other', () => {
    fresh();
    writeFileSync(join(copy, 'src/refine/a.ts'), "import './b.ts';\n");
    writeFileSync(join(copy, 'src/refine/b.ts'), "export const late = () => import('./a.ts');\n");
    expect(wrong()['no circles']?.[0]).toMatch(/a\.ts -> .*b\.ts -> .*a\.ts/);
  });
});
