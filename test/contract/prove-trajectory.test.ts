import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import { readConfig } from '../../src/config.ts';
import type { Hypothesis } from '../../src/domain/hypothesis.ts';
import { USUAL_PLAN } from '../../src/domain/replay-plan.ts';
import type { SafeTrace } from '../../src/domain/trace.ts';
import { directSteps } from '../../src/flow/direct-steps.ts';
import { UNBOUND } from '../../src/flow/prove/bounds.ts';
import { type Proof, proveHypotheses } from '../../src/flow/prove/prove-hypotheses.ts';
import { atHand } from '../../src/flow/reader.ts';
import { sealChange, sealCheck } from '../../src/refine/case/digest.ts';
import { redact } from '../../src/refine/text/redact.ts';
import { wireHouse } from '../../src/wiring.ts';
import { someHypothesis } from '../unit/some.ts';
import { type Asked, keeping, modelThat, type ScriptedModel, words } from './scripted-model.ts';

/** The sample agent looks up the wrong order; what it then tells the customer comes in its second turn. */
let folder: string;
let sample: Sample;
let trace: SafeTrace;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-trajectory-'));
  sample = await startSample({ dir: folder });
  const { sources } = wireHouse(readConfig({}), { clock: Date.now });
  const path = sample.failures.find(({ name }) => name === 'order')?.exportPath ?? '';
  const source = sources.find(({ isLocal }) => isLocal);
  if (!source) throw new Error('no files are read');
  trace = redact(await source.fetch({ source: source.name, locator: path }), []);
});
afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true });
});
let model: ScriptedModel | undefined;
afterEach(() => model?.close());
const scripted = async (says: (asked: Asked) => object) => {
  model = await modelThat(says);
  return model;
};

const looksUp = (given: unknown) => ({
  type: 'function_call',
  call_id: 'new',
  name: 'look_up_order',
  arguments: JSON.stringify({ order_id: given }),
});
const hasResult = ({ input }: Asked) => input.some(({ type }) => type === 'function_call_output');
const isChanged = ({ input }: Asked) => JSON.stringify(input).includes('letter A');

const apology = sealCheck([{ kind: 'contains', params: { all: ['sorry'], none: [] } }], 'The answer says “sorry”.');
const aboutTheTool = sealCheck(
  [{ kind: 'tool-called', params: { tool: 'look_up_order', argument: 'A-0042' } }],
  'The answer calls the tool look_up_order with “A-0042”.',
);
const fix = someHypothesis({
  change: sealChange([{ kind: 'append', path: 'prompts/support.md', text: '- Order ids begin with the letter A.\n' }]),
});

async function prove(
  url: string,
  check = apology,
  hypotheses: readonly Hypothesis[] = [fix],
  bounds = UNBOUND,
): Promise<Proof> {
  const config = readConfig({ OPENAI_API_KEY: 'key', OPENAI_BASE_URL: url, REFINERY_OTHERS: '0' });
  const house = wireHouse(config, { clock: Date.now, searchPath: process.env.PATH });
  const failingRunId = trace.runs.find(({ kind }) => kind === 'llm')?.id ?? null;
  const base = await house.codeHost.head(sample.repo);
  const project = { name: 'agent', repo: sample.repo, context: null, approvers: null, fourEyes: false };
  try {
    const toProve = {
      trace: atHand(trace, house),
      traceName: trace.name,
      expectation: 'say that we are sorry',
      failingRunId,
      check,
      base,
      hypotheses,
      project,
      plan: USUAL_PLAN,
    };
    return await proveHypotheses(toProve, house, directSteps(new AbortController().signal), bounds);
  } finally {
    await house.workshop.close();
  }
}

it('the agent’s answer is judged, not its asking for a tool; the tool brings what was recorded', async () => {
  const { url, asked } = await scripted((request) => {
    if (!hasResult(request)) return looksUp('42');
    return words(isChanged(request) ? 'I am sorry, I can’t find it.' : 'It is not here.');
  });
  const { reproduction, verdicts } = await prove(url);
  expect(reproduction).toMatchObject({ word: 'reproduced', level: 'trajectory', failed: 5, of: 5, inputTokens: 100 });
  expect(verdicts).toMatchObject([{ word: 'fixed', level: 'trajectory', fixed: 5, of: 5 }]);
  const second = asked.filter(hasResult);
  expect(second.length).toBe(asked.length / 2);
  for (const { input, tools } of second) {
    const result = input.find(({ type }) => type === 'function_call_output');
    expect(result?.output).toContain('No order with the id 42');
    // The agent offers no tool in its second turn.
    expect(tools).toBeUndefined();
  }
});

it('what was never asked of a tool ends the replay, with the reason', async () => {
  const { url } = await scripted((request) => {
    if (!hasResult(request)) return looksUp(isChanged(request) ? 'A-0042' : 42);
    return words('It is not here.');
  });
  const { verdicts } = await prove(url);
  expect(verdicts).toMatchObject([{ word: 'inconclusive', level: 'trajectory', of: 0, inputTokens: 10 }]);
  expect(verdicts[0]?.reason).toContain('look_up_order({"order_id":"A-0042"}), which was never recorded');
});

it('a check of the tool’s arguments is told by the one call', async () => {
  const { url, asked } = await scripted((request) => looksUp(isChanged(request) ? 'A-0042' : 42));
  const { reproduction, verdicts } = await prove(url, aboutTheTool);
  expect(reproduction).not.toHaveProperty('level');
  expect(verdicts).toMatchObject([{ word: 'fixed', level: 'call', fixed: 5, of: 5 }]);
  expect(asked.some(hasResult)).toBe(false);
});

it('tells on which model it was replayed', async () => {
  const { url } = await scripted(() => words('It is not here.'));
  const { reproduction } = await prove(url, apology, []);
  expect(reproduction.replayedOn).toEqual({ recorded: 'stand-in-1', used: 'stand-in-1', why: 'recorded' });
});

it('done again, asks for no turn that is known', async () => {
  const { url, asked } = await scripted((request) =>
    hasResult(request) ? words(isChanged(request) ? 'I am sorry.' : 'It is not here.') : looksUp(42),
  );
  const bounds = { ...UNBOUND, once: keeping() };
  const first = await prove(url, apology, [fix], bounds);
  const before = asked.length;
  expect(await prove(url, apology, [fix], bounds)).toEqual(first);
  expect(asked.length).toBe(before);
});
