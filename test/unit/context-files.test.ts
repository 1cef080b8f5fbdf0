import { describe, expect, it } from 'vitest';
import type { ValueEdit } from '../../src/domain/change.ts';
import { CommitSha } from '../../src/domain/digest.ts';
import type { ContextFiles } from '../../src/domain/project.ts';
import { editValue } from '../../src/refine/change/edit-value.ts';
import { changeFiles } from '../../src/refine/context/change-files.ts';
import { contextWords } from '../../src/refine/context/context-words.ts';
import { declarationEdits, editsForFiles, folderOfProject } from '../../src/refine/context/files-to-write.ts';
import { joinFiles, NO_FILES, sortFiles, spreadPatterns } from '../../src/refine/context/join-files.ts';
import { matchesPath } from '../../src/refine/context/match-path.ts';
import { pathsOf, readOrder, splitFiles } from '../../src/refine/context/read-order.ts';
import { countSpentMs } from '../spent-ms.ts';

const order = (text: string) => readOrder(splitFiles(text));
const add = (kind: 'prompts' | 'evals' | 'configs', ...files: string[]) => ({
  kind: 'order',
  order: { do: 'add', kind, files },
});

describe('what stands behind context', () => {
  it.each([
    ['', { kind: 'order', order: { do: 'show' } }],
    ['List', { kind: 'order', order: { do: 'list' } }],
    ['add-prompt a.md', add('prompts', 'a.md')],
    ['add-prompt ./a.md, /b.md,a.md', add('prompts', 'a.md', 'b.md')],
    ['add-eval "my evals/a, b.jsonl" c.jsonl', add('evals', 'my evals/a, b.jsonl', 'c.jsonl')],
    ['add-config “a b.yaml”', add('configs', 'a b.yaml')],
    ['remove prompts/**', { kind: 'order', order: { do: 'remove', files: ['prompts/**'] } }],
    ['update', { kind: 'order', order: { do: 'update' } }],
    ['clear', { kind: 'order', order: { do: 'clear' } }],
    ['use the shop', { kind: 'use', project: 'the shop' }],
    ['write', { kind: 'write' }],
    ['extract https://x.example/1', { kind: 'extract', trace: 'https://x.example/1' }],
  ])('is read: %j', (text, command) => expect(order(text)).toEqual(command));

  it.each([
    ['add-promt a.md', 'add-prompt a.md'],
    ['add-promt', 'add-prompt prompts/support.md'],
    ['lst', 'list'],
    ['constructor', 'show'],
    ['add-prompt', 'add-prompt prompts/support.md'],
    ['clear everything', 'clear'],
    ['extract one two', 'extract <trace link>'],
  ])('is corrected, and never guessed at: %j', (text, corrected) =>
    expect(order(text)).toMatchObject({ kind: 'near-miss', corrected }),
  );
});

describe('a pattern', () => {
  it.each([
    ['a.md', 'a.md', true],
    ['*.md', 'a.md', true],
    ['*.md', 'a/b.md', false],
    ['prompts/*.md', 'prompts/a.md', true],
    ['prompts/*/a.md', 'prompts/a.md', false],
    ['prompts/**/a.md', 'prompts/a.md', true],
    ['prompts/**/a.md', 'prompts/x/y/a.md', true],
    ['prompts/**', 'prompts/x/y', true],
    ['prompts/**', 'promptsx/y', false],
    ['prompts/**', 'prompts', false],
    ['**/*.md', 'a.md', true],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
    ['**', '.env', false],
    ['**', 'a/.git/b', false],
    ['*', '.env', false],
    ['.e*', '.env', true],
    ['.refinery/**', '.refinery/projects/a.md', true],
    ['pages/[id].tsx', 'pages/i.tsx', false],
    ['pages/[id].*', 'pages/[id].tsx', true],
    ['a.md', 'aXmd', false],
    ['*.md*', 'a+md', false],
  ])('%s on %s: %s', (pattern, path, fits) => expect(matchesPath(pattern, path)).toBe(fits));

  it('takes no long time, whatever it is made of', () => {
    const path = `${'a/'.repeat(400)}${'a'.repeat(220)}`;
    const patterns = [`${'**/'.repeat(300)}b`, `${'*a'.repeat(500)}b`, `**/${'a*'.repeat(100)}b`];
    const spentMs = countSpentMs();
    for (const pattern of patterns) expect(matchesPath(pattern, path)).toBe(false);
    expect(spentMs()).toBeLessThan(500);
  });
});

const there = new Set([
  'prompts/a.md',
  'prompts/b.md',
  'evals/a.jsonl',
  'agent.yaml',
  ...Array.from({ length: 300 }, (_, n) => `docs/${n}.md`),
]);
const saved = { prompts: ['prompts/a.md', 'gone.md'], evals: ['evals/a.jsonl'], configs: [] };

describe('the saved files', () => {
  it('are added to, under the kind that was said last', () => {
    expect(changeFiles(saved, { do: 'add', kind: 'configs', files: ['agent.yaml', 'prompts/a.md'] }, there)).toEqual({
      files: { prompts: ['gone.md'], evals: ['evals/a.jsonl'], configs: ['agent.yaml', 'prompts/a.md'] },
      changed: ['agent.yaml', 'prompts/a.md'],
    });
    expect(changeFiles(saved, { do: 'add', kind: 'prompts', files: ['prompts/a.md'] }, there)).toMatchObject({
      changed: [],
    });
  });

  it.each([
    ['nope.md', 'nope.md is not a file'],
    ['nope/*', 'No file of the repository fits nope/*'],
    ['docs/**', 'stands for 300 files'],
    ['../x/*', 'leads through . or ..'],
    ['.git/*', 'git'],
    ['a\u202eb', 'cannot be seen'],
  ])('take no %j', (path, says) =>
    expect(changeFiles(saved, { do: 'add', kind: 'prompts', files: [path] }, there)).toEqual({
      refused: expect.stringContaining(says),
    }),
  );

  it('are taken out by name, or when they are gone, or all', () => {
    expect(changeFiles(saved, { do: 'remove', files: ['prompts/b.md'] }, there)).toHaveProperty('refused');
    expect(changeFiles(saved, { do: 'update' }, there)).toEqual({
      files: { ...saved, prompts: ['prompts/a.md'] },
      changed: ['gone.md'],
    });
    expect(changeFiles(saved, { do: 'clear' }, there)).toEqual({
      files: NO_FILES,
      changed: ['prompts/a.md', 'gone.md', 'evals/a.jsonl'],
    });
  });

  it('join others once each, the first kind first, and patterns stand for what is there', () => {
    const joined = joinFiles(saved, { ...NO_FILES, configs: ['prompts/a.md', 'agent.yaml'] });
    expect(joined).toEqual({ ...saved, configs: ['agent.yaml'] });
    const spread = spreadPatterns({ ...joined, prompts: ['prompts/*.md', 'gone.md'] }, there);
    expect(spread.prompts).toEqual(['prompts/a.md', 'prompts/b.md', 'gone.md']);
    expect(sortFiles(['a.md', 'evals/b.jsonl'])).toEqual({ prompts: ['a.md'], evals: ['evals/b.jsonl'], configs: [] });
  });

  it('are told with where they come from, and how those that are gone are taken out', () => {
    const entry = (path: string, files: number, from: 'saved' | 'repository' = 'saved') => ({
      kind: 'prompts' as const,
      path,
      from,
      files,
    });
    const standing = {
      project: 'shop',
      base: CommitSha.parse('0'.repeat(40)),
      entries: [entry('a.md', 1, 'repository'), entry('prompts/*', 2), entry('gone\u202e.md', 0)],
      isDeclared: true,
      branch: 'refinery/context-1',
      awaited: { by: 'Ada', kind: 'declaration' as const },
    };
    const words = contextWords({ standing, changed: ['prompts/*'] }, '/refinery context');
    expect(words.split('\n').map((line) => line.replace(/gone.*\.md/, 'gone.md'))).toEqual([
      'Done: prompts/*.',
      'What cases of shop work on, at 000000000000:',
      '',
      'Prompts',
      '• a.md (from .refinery/context.json)',
      '• prompts/* (saved, 2 files)',
      '• gone.md (saved, not there)',
      '',
      'What is not there comes with the branch refinery/context-1: merge it, for the repository has moved on without it.',
      'Ada has approved what /refinery context write would write. Another approver completes it with the same command.',
      '/refinery context update takes out what is not there any more.',
    ]);
    expect(words).not.toContain('\u202e');
  });
});

describe('what is written', () => {
  const PATH = '.refinery/context.json';
  it('is a declaration, where there is none', () => {
    const [edit] = declarationEdits(PATH, saved, undefined);
    expect(edit?.kind === 'create' && JSON.parse(edit.text)).toEqual(saved);
  });

  it.each([
    [
      '{ "prompts": ["a.md"], "evals": ["e.jsonl"], "configs": [], "dataset": "support" }\n',
      '{ "prompts": ["a.md", "b.md"], "evals": ["e.jsonl"], "configs": ["c.yaml"], "dataset": "support" }\n',
    ],
    [
      '{\n  "dataset": "support",\n  "prompts": [\n    "a.md"\n  ],\n  "evals": ["e.jsonl"]\n}\n',
      '{\n  "dataset": "support",\n  "prompts": [\n    "a.md",\n    "b.md"\n  ],\n  "evals": ["e.jsonl"],\n  "configs": [\n    "c.yaml"\n  ]\n}\n',
    ],
    [
      '{"prompts":["a.md"],"evals":["e.jsonl"]}',
      '{"prompts":["a.md","b.md"],"evals":["e.jsonl"],"configs":["c.yaml"]}',
    ],
    [
      '{"prompts":["z.md","a.md"],"evals":["e.jsonl"]}',
      '{"prompts":["a.md","b.md"],"evals":["e.jsonl"],"configs":["c.yaml"]}',
    ],
  ])('leaves a declaration in its form: %j', (before, after) => {
    const declared = { ...NO_FILES, ...(JSON.parse(before) as ContextFiles), text: before };
    const wanted = { prompts: ['a.md', 'b.md'], evals: ['e.jsonl'], configs: ['c.yaml'] };
    const written = declarationEdits(PATH, wanted, declared).reduce((text, edit) => {
      const put = editValue(text, edit as ValueEdit);
      if ('refused' in put) throw new Error(put.refused);
      return text.slice(0, put.from) + put.text + text.slice(put.to);
    }, before);
    expect(written).toBe(after);
  });

  it('is written anew where a name stands in it twice, with the eval set that stood there', () => {
    const text = '{"prompts":["a.md"],"prompts":["b.md"],"dataset":"support"}';
    const there = { ...NO_FILES, ...(JSON.parse(text) as ContextFiles), text };
    const [edit, ...others] = declarationEdits(PATH, saved, there);
    expect(others).toEqual([]);
    expect(edit?.kind === 'replace' && [edit.find, JSON.parse(edit.text)]).toEqual([
      text,
      { ...saved, dataset: 'support' },
    ]);
  });

  it.each([
    ['shop', '.refinery/projects/shop'],
    ['Shop!', /^\.refinery\/projects\/shop-[0-9a-f]{6}$/],
    ['../..', /^\.refinery\/projects\/project-[0-9a-f]{6}$/],
  ])('goes to a folder of the project %s', (name, folder) => expect(folderOfProject(name)).toMatch(folder));

  it('is new files and eval cases, and nothing over what is there', () => {
    const extracted = [
      { path: 'prompts/a.md', text: 'new\n' },
      { path: 'configs/a.json', text: '{}\n' },
      { path: 'evals/cases.jsonl', text: '{"id":"1"}\n' },
    ];
    const worked = new Map([
      ['f/prompts/a.md', 'worked on\n'],
      ['f/evals/cases.jsonl', '{"id":"0"}'],
    ]);
    const { edits, files, kept } = editsForFiles(extracted, 'f', worked);
    expect(kept).toEqual(['f/prompts/a.md']);
    expect(edits).toEqual([
      { kind: 'create', path: 'f/configs/a.json', text: '{}\n' },
      { kind: 'append', path: 'f/evals/cases.jsonl', text: '\n{"id":"1"}\n' },
    ]);
    expect(files).toEqual({
      prompts: ['f/prompts/a.md'],
      evals: ['f/evals/cases.jsonl'],
      configs: ['f/configs/a.json'],
    });
    const again = new Map([['f/evals/cases.jsonl', '{"id":"0"}\n{"id":"1"}\n']]);
    expect(editsForFiles(extracted.slice(2), 'f', again).edits).toEqual([]);
    expect(pathsOf(['a,', './a', '/'])).toEqual(['a']);
  });
});
