import { expect, test } from 'vitest';
import type { Edit } from '../../src/domain/change.ts';
import type { Guard } from '../../src/guards/guard.ts';
import { outsideContext } from '../../src/guards/outside-context.ts';
import { pathPolicy } from '../../src/guards/path-policy.ts';
import { protectedPaths } from '../../src/guards/protected-paths.ts';
import { redactionLabels } from '../../src/guards/redaction-labels.ts';
import { secrets } from '../../src/guards/secrets.ts';
import { syntax } from '../../src/guards/syntax.ts';
import type { InspectedFile, TextFacts } from '../../src/ports.ts';
import { digestOf, sealChange } from '../../src/refine/case/digest.ts';

const PATH = 'prompts/support.md';
const CONTEXT = { prompts: [PATH], evals: ['evals/cases.jsonl'], configs: ['agent.yaml'] };

function someFacts(facts: Partial<TextFacts> = {}): TextFacts {
  return {
    text: 'text\n',
    syntax: { language: null, problem: null },
    outline: null,
    secrets: [],
    gaveUp: false,
    ...facts,
  };
}

function look(guard: Guard, file: Partial<InspectedFile> = {}) {
  const path = file.path ?? PATH;
  const edits: readonly Edit[] = [{ kind: 'append', path, text: 'x' }];
  const before = file.before === undefined ? someFacts() : file.before;
  const after = file.after === undefined ? someFacts() : file.after;
  return guard.look({
    change: sealChange(edits),
    files: [{ path, before, after }],
    context: CONTEXT,
    heard: [],
    limits: {},
  });
}

const KEY = { kind: 'OpenAI key', digest: digestOf('a') };
const OTHER = { kind: 'OpenAI key', digest: digestOf('b') };
const BROKEN = { language: 'json', problem: 'Unexpected end' };
const WHOLE = { language: 'json', problem: null };

test.each([secrets, pathPolicy, protectedPaths, outsideContext, redactionLabels, syntax])(
  '$name has nothing to say about an ordinary edit',
  (guard) => {
    expect(look(guard)).toEqual([]);
  },
);

test.each<[string, Guard, Partial<InspectedFile>, string, RegExp]>([
  [
    'a new secret',
    secrets,
    { after: someFacts({ secrets: [KEY, OTHER] }) },
    'block',
    /support\.md would hold .*\(OpenAI key\)/,
  ],
  [
    'another secret of the same kind',
    secrets,
    { before: someFacts({ secrets: [KEY] }), after: someFacts({ secrets: [KEY, OTHER] }) },
    'block',
    /OpenAI key/,
  ],
  ['a secret in a new file', secrets, { before: null, after: someFacts({ secrets: [KEY] }) }, 'block', /OpenAI key/],
  [
    'what could not be searched',
    secrets,
    { after: someFacts({ text: null, gaveUp: true }) },
    'block',
    /too large or too slow/,
  ],
  ['what is no text', secrets, { after: someFacts({ text: null }) }, 'block', /no text/],
  ['a path out of the repository', pathPolicy, { path: '../x' }, 'block', /"\.\.\/x" can't be changed: it leads/],
  ['a path into the folder of git', pathPolicy, { path: '.git/config' }, 'block', /own folder/],
  ['an invisible path', pathPolicy, { path: 'a\u200b' }, 'block', /cannot be seen/],
  [
    'a file that no longer parses',
    syntax,
    { before: someFacts({ syntax: WHOLE }), after: someFacts({ syntax: BROKEN }) },
    'block',
    /no longer be valid JSON: Unexpected end\./,
  ],
  [
    'a new file that does not parse',
    syntax,
    { before: null, after: someFacts({ syntax: BROKEN }) },
    'block',
    /would not be valid JSON/,
  ],
  [
    'a file that was broken before',
    syntax,
    { before: someFacts({ syntax: BROKEN }), after: someFacts({ syntax: BROKEN }) },
    'note',
    /none before/,
  ],
  [
    'what could not be parsed in time',
    syntax,
    { after: someFacts({ text: null, gaveUp: true }) },
    'needs-approval',
    /still parses/,
  ],
])('%s', (_name, guard, file, severity, says) => {
  expect(look(guard, file)).toEqual([{ severity, path: file.path ?? PATH, says: expect.stringMatching(says) }]);
});

test.each<[string, Guard, Partial<InspectedFile>]>([
  [
    'a secret that was there before',
    secrets,
    { before: someFacts({ secrets: [KEY] }), after: someFacts({ secrets: [KEY] }) },
  ],
  ['a secret that is taken out', secrets, { before: someFacts({ secrets: [KEY] }) }],
  ['a file that is deleted', secrets, { before: someFacts({ secrets: [KEY], gaveUp: true }), after: null }],
  ['a broken file that is deleted', syntax, { before: someFacts({ syntax: BROKEN }), after: null }],
  ['a file that is mended', syntax, { before: someFacts({ syntax: BROKEN }), after: someFacts({ syntax: WHOLE }) }],
])('no doubt: %s', (_name, guard, file) => {
  expect(look(guard, file)).toEqual([]);
});

test.each([
  ['.github/workflows/ci.yml', 'needs-approval'],
  ['.gitlab-ci.yml', 'needs-approval'],
  ['.circleci/config.yml', 'needs-approval'],
  ['Jenkinsfile', 'needs-approval'],
  ['.husky/pre-commit', 'needs-approval'],
  ['.pre-commit-config.yaml', 'needs-approval'],
  ['package-lock.json', 'needs-approval'],
  ['services/bot/uv.lock', 'needs-approval'],
  ['package.json', 'needs-approval'],
  ['requirements-dev.txt', 'needs-approval'],
  ['PyProject.toml', 'needs-approval'],
  ['Dockerfile', 'needs-approval'],
  ['docker/api.Dockerfile', 'needs-approval'],
  ['compose.prod.yaml', 'needs-approval'],
  ['.env', 'needs-approval'],
  ['a/.env.production', 'needs-approval'],
  ['docs/CODEOWNERS', 'needs-approval'],
  ['.github/dependabot.yml', 'needs-approval'],
  ['Makefile', 'needs-approval'],
  ['tox.ini', 'needs-approval'],
  ['pixi.lock', 'needs-approval'],
  ['src/site.pth', 'needs-approval'],
  ['infra/main.tf', 'needs-approval'],
  ['fly.toml', 'needs-approval'],
  ['CLAUDE.md', 'needs-approval'],
  ['.cursor/rules/a.mdc', 'needs-approval'],
  ['.vscode/tasks.json', 'needs-approval'],
  ['.github/copilot-instructions.md', 'needs-approval'],
  ['.hu\u017fky/pre-commit', 'needs-approval'],
  ['conftest.py', 'needs-approval'],
  ['a/pytest.ini', 'needs-approval'],
  ['vitest.config.ts', 'needs-approval'],
  ['jest.config.js', 'needs-approval'],
  ['.mocharc.yml', 'needs-approval'],
  ['.github/settings.yml', 'needs-approval'],
  ['.gitattributes', 'block'],
  ['a/.GitModules', 'block'],
  ['.gitignore', 'block'],
])('%s is protected: %s', (path, severity) => {
  expect(look(protectedPaths, { path })).toEqual([{ severity, path, says: expect.stringContaining(path) }]);
});

test.each([
  'prompts/dockerfile-helper.md',
  'evals/package.jsonl',
  'src/environment.ts',
  'docs/requirements.md',
  'prompts/.gitkeep',
  'src/compose.ts',
  '.github/pull_request_template.md',
  'docs/makefile-help.md',
  'prompts/agents/refund.md',
])('%s is not protected', (path) => {
  expect(look(protectedPaths, { path })).toEqual([]);
});

test.each([
  ['src/pay.ts', 'needs-approval', /not among the files/],
  ['prompts/other.md', 'needs-approval', /not among the files/],
  ['.refinery/context.json', 'block', /never changes it/],
  ['.Refinery/Context.json', 'block', /never changes it/],
  ['.refinery/redaction.json', 'block', /keeps to itself.*never changes it/],
  ['.REFINERY/Redaction.json', 'block', /never changes it/],
  ['.refinery/guides/model.md', 'needs-approval', /not among the files/],
])('a change of %s is outside of the context: %s', (path, severity, says) => {
  expect(look(outsideContext, { path })).toEqual([{ severity, path, says: expect.stringMatching(says) }]);
});

test('a change of the context is doubted even by a project that counts the file in', () => {
  const path = '.refinery/context.json';
  const change = sealChange([{ kind: 'append', path, text: ' ' }]);
  const context = { ...CONTEXT, configs: [path] };
  expect(outsideContext.look({ change, files: [], context, heard: [], limits: {} })).toMatchObject([
    { severity: 'block', path },
  ]);
});

test.each<[string, string, string | null, string, boolean]>([
  ['a label in a prompt', PATH, 'Write to us.\n', 'Write to [email-1].\n', false],
  ['a label in a new file', PATH, null, 'Call [phone-12].\n', false],
  ['a label in large letters', PATH, 'Write to us.\n', 'Write to [Email-1].\n', false],
  ['a label in Markdown', PATH, 'Write to us.\n', 'Write to \\[email-1\\].\n', false],
  ['a label in the name of a new file', 'prompts/[email-1].md', null, 'Write to us.\n', false],
  ['a label in the name of a file that is there', 'prompts/[email-1].md', 'Write.\n', 'Write to us.\n', true],
  ['a label that stood there', PATH, 'Write to [email-1].\n', 'Do write to [email-1].\n', true],
  ['what only looks like one', PATH, 'See.\n', 'See [note-1] and [figure-2].\n', true],
  ['a label in an eval case', 'evals/cases.jsonl', '', '{"input":"I am [email-1]"}\n', true],
  ['a label in an eval case of its own', '.refinery/evals.jsonl', null, '{"input":"I am [email-1]"}\n', true],
])('%s', (_what, path, before, after, fine) => {
  const found = look(redactionLabels, {
    path,
    before: before === null ? null : someFacts({ text: before }),
    after: someFacts({ text: after }),
  });
  const says = expect.stringMatching(/would hold \[\w+-\d+\].*Write what belongs there\./);
  expect(found).toEqual(fine ? [] : [{ severity: 'block', path, says }]);
});
