import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Served } from '../../playground/serve.ts';
import { startStandInModel } from '../../playground/stand-in-model.ts';
import { unpackSample } from '../../playground/unpack-sample.ts';
import type { HandedOver, Proven } from '../../src/domain/case.ts';
import { coverageWords } from '../../src/refine/case/coverage-words.ts';
import { type AnalystProvider, startAnalystProvider } from '../analyst-provider.ts';
import { writeLonger } from '../longer-trace.ts';
import { EXPECTED, fileOf, RECORDED, type Recorded, recordedAnswer, settingsFor } from '../recorded-analyst.ts';
import { type SomeDesk, someDesk } from '../some-desk.ts';
import { emptyStore } from '../stores.ts';

/** The sample's failures, made longer, in each way of reading, with a model as the analyst and the stand-in as the agent's. */
let folder: string;
let repo: string;
let standIn: Served;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-strategies-'));
  repo = join(folder, 'agent');
  [standIn] = await Promise.all([
    startStandInModel(),
    unpackSample(repo),
    ...RECORDED.map((name) => writeLonger(fileOf(name, 'trace.json'), join(folder, `${name}.json`))),
  ]);
});
afterAll(async () => {
  await standIn.close();
  await rm(folder, { recursive: true });
});

const by = { id: 'terminal/ada', name: 'Ada' };

type Ended = Proven | HandedOver;

async function walk({ desk }: SomeDesk, name: Recorded): Promise<Ended> {
  const id = await desk.open({
    requestKey: name,
    by,
    source: { source: 'file', locator: join(folder, `${name}.json`) },
    expectation: EXPECTED[name],
    project: { name: 'support', repo, context: null, approvers: null, fourEyes: false },
  });
  const { now, failure } = await desk.goOn(id);
  if (failure) throw new Error(failure.detail);
  if (now.stage !== 'proven' && now.stage !== 'handed-over') throw new Error(now.stage);
  return now;
}

const WAYS = ['whole', 'groups', 'background'] as const;

describe.each(WAYS)('read %s', (strategy) => {
  let provider: AnalystProvider;
  let at: SomeDesk;
  let ended: ReadonlyMap<Recorded, Ended>;
  const endOf = (name: Recorded): Ended => {
    const one = ended.get(name);
    if (!one) throw new Error(name);
    return one;
  };
  beforeAll(async () => {
    provider = await startAnalystProvider({ answer: (put) => ({ answer: recordedAnswer(put) }) });
    at = await someDesk({
      ...settingsFor(provider, standIn, strategy),
      REFINERY_DATA: await emptyStore(join(folder, strategy)),
    });
    ended = new Map(await Promise.all(RECORDED.map(async (name) => [name, await walk(at, name)] as const)));
  });
  afterAll(async () => {
    await at.close();
    await provider.close();
  });

  it.each(['memory', 'price'] as const)('%s: a fix holds', (name) => {
    const { stage, verdicts, hypotheses } = endOf(name);
    expect(stage).toBe('proven');
    expect(hypotheses[0]?.title).toBe(
      name === 'memory' ? 'Say what to do when a customer refers to an earlier chat' : 'Go by the newest document',
    );
    expect(verdicts[0]).toMatchObject({ word: 'fixed', fixed: 5, of: 5 });
  });

  it('order: handed over, for nothing holds', () => {
    const now = endOf('order');
    expect(now).toMatchObject({ stage: 'handed-over', because: 'none-fixed' });
    expect(now.verdicts.map(({ word }) => word)).toEqual(['not-fixed', 'not-fixed', 'not-fixed']);
  });

  it.each(RECORDED)('%s: diagnosed by the model, with quotes that stand in the trace', (name) => {
    const { diagnosis, diagnosedBy, proposedBy } = endOf(name);
    expect([diagnosedBy.model, proposedBy.model]).toEqual(['analyst-fake', 'analyst-fake']);
    expect(diagnosis.category).toBe({ memory: 'prompt', price: 'context', order: 'tool' }[name]);
    expect(diagnosis.evidence.length).toBeGreaterThanOrEqual(2);
    for (const { runId, quote } of diagnosis.evidence) expect(textOf(name, runId)).toContain(quote);
    expect(diagnosis.droppedQuotes).toBe(name === 'price' ? 1 : 0);
    expect(diagnosis.analysis?.events.length).toBeGreaterThanOrEqual(3);
  });

  it.each(RECORDED)('%s: told how much of the trace was read', (name) => {
    const { reading, diagnosis } = endOf(name);
    const { whole = 0, inPart = 0, left = 0, unread } = diagnosis.analysis?.coverage ?? {};
    expect(unread).toEqual([]);
    expect(whole + inPart + left).toBe(stepsOf(name).length);
    const words = coverageWords(diagnosis.analysis?.coverage);
    expect(reading.strategy).toBe(strategy);
    if (strategy === 'groups') expect(words).toBeUndefined();
    else expect(words).toMatch(/^Of the \d+ steps of the trace I read \d in full, \d+ in part/);
  });

  it('asked as was planned, each question once', () => {
    const asked = (question: string) => provider.paid.filter((one) => one.question === question).length;
    const parts = [...ended.values()].map(({ reading }) => (reading.strategy === 'groups' ? reading.parts : 1));
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(strategy === 'groups' ? 3 : 1);
    expect(asked('analyse')).toBe(parts.reduce((sum, each) => sum + each, 0));
    expect(['health', 'clarify', 'gap', 'diagnose', 'propose'].map(asked)).toEqual([3, 3, 3, 3, 3]);
    expect(provider.begun()).toHaveLength(strategy === 'background' ? provider.paid.length : 0);
    expect(Math.max(...provider.paid.map(({ shared }) => shared.length / 4))).toBeLessThan(9_000);
  });
});

const stepsOf = (name: Recorded) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { id: string }[];

/** All that stands in a step of the trace, its escapes undone. */
function textOf(name: Recorded, id: string): string {
  const texts: string[] = [];
  JSON.stringify(
    stepsOf(name).find((step) => step.id === id),
    (_key, value) => {
      if (typeof value === 'string') texts.push(value);
      return value;
    },
  );
  return texts.join('\n');
}
