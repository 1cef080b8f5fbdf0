import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import { readConfig } from '../../src/config.ts';
import { USUAL_PLAN } from '../../src/domain/replay-plan.ts';
import type { SafeTrace } from '../../src/domain/trace.ts';
import { directSteps } from '../../src/flow/direct-steps.ts';
import { UNBOUND } from '../../src/flow/prove/bounds.ts';
import { type Proof, proveHypotheses } from '../../src/flow/prove/prove-hypotheses.ts';
import { atHand } from '../../src/flow/reader.ts';
import { sealChange, sealCheck } from '../../src/refine/case/digest.ts';
import { evalSetWords } from '../../src/refine/proof/tally-eval-set.ts';
import { redact } from '../../src/refine/text/redact.ts';
import { wireHouse } from '../../src/wiring.ts';
import { git } from '../refinery.ts';
import { someHypothesis } from '../unit/some.ts';
import { type Asked, keeping, modelThat, type ScriptedModel, words } from './scripted-model.ts';

/** The sample agent claims to remember; its repository names an eval set at LangSmith. */
let folder: string;
let sample: Sample;
let model: ScriptedModel | undefined;
const traces = new Map<string, SafeTrace>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-eval-set-'));
  sample = await startSample({ dir: folder });
  const [source] = wireHouse(readConfig({}), { clock: Date.now }).sources.filter(({ isLocal }) => isLocal);
  for (const { name, exportPath } of sample.failures) {
    const trace = await source?.fetch({ source: source.name, locator: exportPath });
    if (trace) traces.set(name, redact(trace, []));
  }
  const path = join(sample.repo, '.refinery/context.json');
  const declared = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...declared, dataset: 'support' }));
  await git(
    sample.repo,
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@example.com',
    'commit',
    '-qam',
    'chore: eval set',
  );
  sample.langSmith.putDataset('support', [
    {
      inputs: { question: 'Do you ship to Norway?', customerName: 'Kim' },
      outputs: { answer: 'Yes, Kim, in 5 days.' },
    },
    { inputs: { question: 'Who am I?' }, outputs: { answer: 'You are Robin.' } },
    { inputs: { question: 'Are you open?' }, outputs: null },
    { inputs: { size: 3 }, outputs: { answer: 'Large.' } },
  ]);
});
afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true });
});
afterEach(() => model?.close());

const textOf = ({ input }: Asked) => JSON.stringify(input);
const asksFor = (asked: Asked, question: string) => JSON.stringify(asked.input.at(-1)).includes(question);

/** @param harms whether the fix spoils another answer */
async function prove(
  name = 'memory',
  harms = false,
  settings: Readonly<Record<string, string>> = {},
  bounds = UNBOUND,
): Promise<Proof> {
  model?.close();
  model = await modelThat((asked) => {
    const isChanged = textOf(asked).includes('Never claim');
    if (asksFor(asked, 'Norway'))
      return words(textOf(asked).includes('talking to Kim') ? 'Yes, Kim, in 5 days.' : 'No.');
    if (asksFor(asked, 'Who am I')) return words(isChanged && harms ? 'I can’t say.' : 'You are Robin.');
    return words(isChanged ? 'We cannot remember past chats.' : 'Yes, I remember.');
  });
  const config = readConfig({
    OPENAI_API_KEY: 'key',
    OPENAI_BASE_URL: model.url,
    REFINERY_OTHERS: '0',
    LANGSMITH_API_KEY: sample.langSmith.apiKey,
    LANGSMITH_ENDPOINT: sample.langSmith.url,
    ...settings,
  });
  const house = wireHouse(config, { clock: Date.now, searchPath: process.env.PATH });
  const trace = traces.get(name);
  if (!trace) throw new Error('no trace');
  const check = sealCheck([{ kind: 'contains', params: { all: ['cannot'], none: [] } }], 'The answer says “cannot”.');
  const path = name === 'memory' ? 'prompts/support.md' : 'prompts/answer-from-documents.md';
  const change = sealChange([{ kind: 'append', path, text: '- Never claim to remember.\n' }]);
  const toProve = {
    trace: atHand(trace, house),
    traceName: trace.name,
    expectation: 'say that we cannot',
    failingRunId: trace.runs.find(({ kind }) => kind === 'llm')?.id ?? null,
    check,
    base: await house.codeHost.head(sample.repo),
    hypotheses: [someHypothesis({ change })],
    project: { name: 'agent', repo: sample.repo, context: null, approvers: null, fourEyes: false },
    plan: USUAL_PLAN,
  };
  try {
    return await proveHypotheses(toProve, house, directSteps(new AbortController().signal), bounds);
  } finally {
    await house.workshop.close();
  }
}

it('a fix that holds meets the project’s eval set; both experiments can be looked at', async () => {
  const { verdicts } = await prove();
  const [verdict] = verdicts;
  expect(verdict).toMatchObject({
    word: 'fixed',
    level: 'eval-set',
    evalSet: { dataset: 'support', of: 2, passed: 2, before: 2, left: 2, reason: null },
  });
  expect(verdict?.evalSet?.url).toMatch(/\/datasets\/[\w-]+\/compare\?selectedSessions=[\w-]+,[\w-]+$/);
  expect(evalSetWords(verdict?.evalSet)).toBe(
    'Of 2 examples of the eval set support, 2 are as they should be, as many as without this fix.',
  );
});

it('a fix that loses examples says so', async () => {
  const { verdicts } = await prove('memory', true);
  expect(verdicts[0]?.evalSet).toMatchObject({ of: 2, passed: 1, before: 2 });
  expect(evalSetWords(verdicts[0]?.evalSet)).toContain('only 1 is as it should be; without this fix, 2.');
});

it('what was looked up for one question is no answer to another: then it says why', async () => {
  const { verdicts } = await prove('price');
  expect(verdicts[0]).toMatchObject({ word: 'fixed', level: 'call', evalSet: { of: 0, url: null } });
  expect(verdicts[0]?.evalSet?.reason).toContain('looked up for its one question');
});

it.each([
  ['no key', { LANGSMITH_API_KEY: '' }, 'LANGSMITH_API_KEY is not set'],
  ['a wrong key', { LANGSMITH_API_KEY: 'wrong' }, 'does not accept my key'],
])('holds nothing up with %s', async (_what, settings, why) => {
  const { verdicts } = await prove('memory', false, settings);
  expect(verdicts[0]).toMatchObject({ word: 'fixed', level: 'call' });
  expect(verdicts[0]?.evalSet?.reason).toContain(why);
});

it('done again, as after kill -9, asks for no answer that is known, and records anew', async () => {
  const bounds = { ...UNBOUND, once: keeping() };
  const first = await prove('memory', false, {}, bounds);
  expect(model?.asked.length).toBeGreaterThan(0);
  const second = await prove('memory', false, {}, bounds);
  expect(model?.asked).toEqual([]);
  expect(second.verdicts[0]?.evalSet).toMatchObject({ of: 2, passed: 2, before: 2 });
  expect(second.verdicts[0]?.evalSet?.url).not.toBe(first.verdicts[0]?.evalSet?.url);
});
