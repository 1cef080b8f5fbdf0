import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@cfworker/json-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Edit } from '../../src/domain/change.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { sealChange } from '../../src/refine/case/digest.ts';
import { type HypothesisPack, hypothesisPack } from '../../src/refine/pack/hypothesis-pack.ts';
import { packPath } from '../../src/refine/pack/pack-path.ts';
import { exportVerb } from '../../src/terminal/verbs/export.ts';
import { ROOT } from '../refinery.ts';
import { ada, someBase, someFacts, someHypothesis, someProven } from './some.ts';
import { someCall } from './some-call.ts';
import { recordedCase, type Step, someSha, stepsTo, stepsToPublished } from './some-history.ts';

const SCHEMA = join(ROOT, '../shared/hypothesis-pack-v1.schema.yaml');
/** The schema is not ours to copy: where it is not beside the project, packs are only read back. On CI that skip is a failure. */
const published = existsSync(SCHEMA) ? parse(readFileSync(SCHEMA, 'utf8')) : undefined;
const stopped: Step = [1, { kind: 'stopped', atMs: 9, by: ada }];

const edits: readonly Edit[] = [
  { kind: 'replace', path: 'prompts/support.md', find: 'Be kind.', text: 'Be clear.' },
  { kind: 'insert-after', path: 'src/agent.py', anchor: 'import os\n', text: 'import re\n' },
  { kind: 'insert-before', path: 'settings.yaml', anchor: 'model: a', text: 'top: 1\n' },
  { kind: 'append', path: '.refinery/evals.jsonl', text: '{}\n' },
  { kind: 'create', path: 'prompts/outside/new.md', text: 'New.\n' },
  { kind: 'delete', path: 'tests/old.py' },
];
const context = { prompts: [], evals: [], configs: ['settings.yaml'] };
const terse = someProven({
  project: { name: '', repo: '/agent', context, approvers: null, fourEyes: false },
  diagnosis: {
    ...someProven().diagnosis,
    summary: 'Wrong.',
    evidence: [],
    gaps: [
      { clause: 'x', state: 'missing', severity: 'critical', because: '', evidence: [] },
      { clause: 'y', state: 'met', severity: 'minor', because: '', evidence: [] },
    ],
    health: [{ pattern: 'echo', says: '', severity: 'minor', runIds: [] }],
  },
  hypotheses: [someHypothesis({ id: 'h12', title: 'Fix', rationale: '', risks: '', change: sealChange(edits) })],
  verdicts: [],
});
const long = someProven({
  diagnosis: { ...someProven().diagnosis, summary: '🙂 many words '.repeat(900) },
  hypotheses: [someHypothesis({ title: 'long '.repeat(99), rationale: '🙂'.repeat(3_000), before: 'b '.repeat(900) })],
});

const cases: readonly (readonly [string, readonly Fact[]])[] = [
  ['a published case', someFacts(...stepsTo(someProven()), ...stepsToPublished(someProven()))],
  ['a recorded case', someFacts(...stepsTo(recordedCase('memory').now))],
  ['one that was proved', someFacts(...stepsTo(recordedCase('price').now))],
  ['one that was handed over', someFacts(...stepsTo(recordedCase('order').now))],
  ['one that was only proposed', someFacts(...stepsTo(someProven()).slice(0, 4))],
  ['one that was stopped after fixes', someFacts(...stepsTo(someProven()), stopped)],
  ['short texts, and edits of every kind', someFacts(...stepsTo(terse))],
  ['long texts', someFacts(...stepsTo(long))],
];

function packOf(facts: readonly Fact[]): HypothesisPack {
  const pack = hypothesisPack(facts, '0.1.0');
  if ('refused' in pack) throw new Error(pack.refused);
  return pack;
}

if (!published) console.warn('packs are not validated: put hypothesis-pack-v1.schema.yaml in ../shared');

describe.each(cases)('%s', (_name, facts) => {
  it.skipIf(!published)('is valid under the published schema', () => {
    const { errors } = new Validator(published, '7', false).validate(JSON.parse(JSON.stringify(packOf(facts))));
    expect(errors).toEqual([]);
  });
});

it('says what was found, proposed and proved', () => {
  const pack = packOf(someFacts(...stepsTo(someProven())));
  expect(pack.metadata).toMatchObject({ trace_id: `sha256:${'a'.repeat(64)}`, project: 'agent' });
  expect(pack.findings).toEqual([
    {
      type: 'error',
      description: 'The assistant claimed to remember.',
      evidence: ['Yes, I remember'],
      severity: 'high',
      affected_components: ['r1'],
    },
  ]);
  expect(pack.hypotheses).toMatchObject([{ id: 'hyp-001', confidence: 'medium', example_before: 'Yes!' }]);
  expect(pack.reproducibility.refinery_config).toMatchObject({
    case: 'RF-1',
    base_commit: someBase,
    verdicts: [{ hypothesis: 'hyp-001', word: 'fixed', fixed: 5, of: 5 }],
  });
});

it('names the commit of a published case', () => {
  const facts = someFacts(...stepsTo(someProven()), ...stepsToPublished(someProven()));
  expect(packOf(facts).reproducibility.refinery_config).toMatchObject({ stage: 'published', commit: someSha });
});

it('writes each edit as the section before and after, and says where moved files really are', () => {
  const { hypotheses, reproducibility } = packOf(someFacts(...stepsTo(terse)));
  const changes = hypotheses.flatMap(({ proposed_changes: proposed }) =>
    proposed.map((change) => [change.file_path, change.change_type, change.original_content, change.new_content]),
  );
  expect(changes).toEqual([
    ['prompts/support.md', 'prompt_modification', 'Be kind.', 'Be clear.'],
    ['prompts/outside/src/agent.py', 'prompt_modification', 'import os\n', 'import os\nimport re\n'],
    ['config/outside/settings.yaml', 'config_change', 'model: a', 'top: 1\nmodel: a'],
    ['evals/outside/.refinery/evals.jsonl', 'eval_modification', '', '{}\n'],
    ['prompts/outside/prompts/outside/new.md', 'prompt_modification', '', 'New.\n'],
    ['tests/old.py', 'eval_modification', '', ''],
  ]);
  expect(reproducibility.refinery_config.paths).toEqual({
    'prompts/outside/src/agent.py': 'src/agent.py',
    'config/outside/settings.yaml': 'settings.yaml',
    'evals/outside/.refinery/evals.jsonl': '.refinery/evals.jsonl',
    'prompts/outside/prompts/outside/new.md': 'prompts/outside/new.md',
  });
});

it('never gives two files of a project one path', () => {
  const folder = fc.constantFrom('prompts', 'config', 'orchestration', 'tests', 'evals', 'outside', 'src', 'a');
  const path = fc.array(folder, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
  const kind = fc.constantFrom('instruction', 'tool', 'orchestration', 'eval');
  fc.assert(
    fc.property(path, path, kind, (a, b, of) => {
      const packed = [a, b].map((one) => packPath(one, of, { context: null }).path);
      expect(packed[0] === packed[1]).toBe(a === b);
    }),
  );
});

it.each<[string, readonly Step[], string]>([
  ['no case', [], 'There is no such case.'],
  ['one without fixes yet', stepsTo(someProven()).slice(0, 3), 'RF-1 has no fix yet'],
  [
    'one stopped too early',
    [...stepsTo(someProven()).slice(0, 2), stopped],
    'RF-1 was stopped before it was diagnosed',
  ],
  ['one that nothing was proposed for', stepsTo(someProven({ hypotheses: [], verdicts: [] })), 'RF-1 has no fix: none'],
])('refuses %s, with the reason', (_name, steps, reason) => {
  expect(hypothesisPack(someFacts(...steps), '0.1.0')).toEqual({ refused: expect.stringContaining(reason) });
});

it('is printed by the terminal, and a refusal goes beside it', async () => {
  const run = async (facts: readonly Fact[]) => {
    const { call, out, err } = someCall(['rf-1']);
    const tools = { ...call.tools, facts: async () => ({ read: async () => facts }) as never };
    return { code: await exportVerb.run({ ...call, tools }), out: out.join(), err: err.join() };
  };
  const { code, out } = await run(someFacts(...stepsTo(someProven())));
  expect([code, parse(out)]).toEqual([0, packOf(someFacts(...stepsTo(someProven())))]);
  expect(await run(someFacts(...stepsTo(someProven()).slice(0, 3)))).toMatchObject({ code: 1, out: '' });
});
