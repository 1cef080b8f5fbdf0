import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { RefineryError } from '../../src/domain/errors.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { onlyAnalyst } from '../../src/flow/analyst/analyst.ts';
import { diagnoseTrace } from '../../src/flow/analyst/diagnose.ts';
import { inBackground, type Jobs } from '../../src/flow/analyst/in-background.ts';
import { atHand } from '../../src/flow/reader.ts';
import { STOPPED } from '../../src/flow/stop-watch.ts';
import type { ModelRequest } from '../../src/ports.ts';
import { wireHouse } from '../../src/wiring.ts';
import { questionOf } from '../asked.ts';
import { someModel } from './some.ts';
import { someSafeTrace } from './some-trace.ts';

const house = wireHouse(readConfig({}), { clock: () => 0 });
const step = (id: string, about: object) => ({ id, parentId: 'root', ...about });
const trace = someSafeTrace([
  { id: 'root', name: 'agent' },
  step('search', { name: 'search', outputs: { text: `Found: ${'old price list. '.repeat(40)}` } }),
  step('check', { name: 'check stock', outputs: { text: `Stock: ${'seven boxes left. '.repeat(40)}` } }),
  step('answer', {
    name: 'answer',
    kind: 'llm',
    inputs: { messages: [{ role: 'user', content: 'What does it cost?' }] },
    outputs: { choices: [{ message: { role: 'assistant', content: 'It costs 20 euros.' } }] },
  }),
]);
const GROUPS: Reading = { strategy: 'groups', partTokens: 250, viewTokens: 6_000, parts: 3 };

const usage = { inputTokens: 10, outputTokens: 1 };
const answers: Readonly<Record<string, object>> = {
  health: {
    findings: [{ pattern: 'other: two price lists', says: 'S', severity: 'minor', run_ids: ['search', 'nowhere'] }],
  },
  clarify: { is_clear: false, question: 'Which price?', readings: ['say the new price', 'say both prices'] },
  gap: { clauses: [] },
  diagnose: {
    category: 'retrieval',
    summary: 'S',
    explanation: 'E',
    failing_run_id: 'answer',
    suspects: ['search', 'nowhere', 'answer'].map((run_id) => ({ run_id, why: `${run_id} is odd` })),
    evidence: [{ run_id: 'answer', quote: 'It costs 20 euros.' }],
    falsified_by: 'F',
    confidence: 'high',
    confidence_reason: 'R',
  },
};
/** What happened, as the part tells it: the last run that it names, and a decision with a quote that may be made up. */
function analysed({ shared }: ModelRequest) {
  const runs = ['search', 'check', 'answer'].filter((id) =>
    new RegExp(`^## run.* ${id}$`, 'm').test(shared?.text ?? ''),
  );
  return {
    events: runs.toReversed().map((run_id) => ({ run_id, what: `${run_id} ran` })),
    decisions: runs.map((run_id) => ({
      run_id,
      decided: 'D',
      because: 'B',
      quote: run_id === 'answer' ? 'nobody said this' : run_id === 'search' ? 'old price list.' : null,
    })),
  };
}

const diagnosed = (reading: Reading, answer: (request: ModelRequest, question: string) => object) =>
  diagnoseTrace(
    {
      trace: atHand(trace, house),
      reading,
      triage: { suspects: [], signals: [] },
      expectation: 'say the price',
      objections: [],
      discussion: [],
      own: [],
    },
    {
      ...house,
      analyst: onlyAnalyst(
        someModel({
          answer: async (request) => ({
            text: JSON.stringify(answer(request, questionOf(request))),
            model: 'some',
            usage,
          }),
        }),
      ),
    },
  );
const said = (request: ModelRequest, question: string) =>
  question === 'analyse' ? analysed(request) : (answers[question] ?? {});

it.each([
  ['whole', { strategy: 'whole', viewTokens: 25_000 }, 1],
  ['in the background', { strategy: 'background', viewTokens: 25_000 }, 1],
  ['in groups', GROUPS, 3],
] as const)(
  'read %s: what happened is put together in order, and what does not stand in the trace is dropped',
  async (_how, reading, times) => {
    const { diagnosis, asked } = await diagnosed(reading, said);
    expect(diagnosis.analysis).toEqual({
      events: ['search', 'check', 'answer'].map((runId) => ({ runId, what: `${runId} ran` })),
      decisions: ['search', 'check', 'answer'].map((runId) => ({
        runId,
        decided: 'D',
        because: 'B',
        quote: runId === 'search' ? 'old price list.' : null,
      })),
      coverage: { whole: 4, inPart: 0, left: 0, unread: [] },
    });
    expect(diagnosis).toMatchObject({
      droppedQuotes: 1,
      suspects: [
        { runId: 'search', why: 'search is odd' },
        { runId: 'answer', why: 'answer is odd' },
      ],
      health: [{ pattern: 'other: two price lists', runIds: ['search'] }],
      unclear: { question: 'Which price?', readings: ['say the new price', 'say both prices'] },
    });
    expect(asked.map(({ question }) => question)).toEqual([
      'health',
      'clarify',
      ...Array(times).fill('analyse'),
      'gap',
      'diagnose',
    ]);
  },
);

it('a part that can’t be read is tried again, then named; the others count', async () => {
  let tries = 0;
  const { diagnosis } = await diagnosed(GROUPS, (request, question) => {
    if (question === 'analyse' && request.shared?.text.includes('seven boxes')) {
      tries++;
      throw new RefineryError('model-unavailable', 'down');
    }
    return said(request, question);
  });
  expect(tries).toBe(2);
  expect(diagnosis.analysis?.events.map(({ runId }) => runId)).toEqual(['search', 'answer']);
  expect(diagnosis.analysis?.coverage).toEqual({
    whole: 3,
    inPart: 0,
    left: 1,
    unread: ['1 run from “check stock” on'],
  });
});

it('a diagnosis does without what is asked beside it where the model will not say', async () => {
  const { diagnosis, asked } = await diagnosed(GROUPS, (request, question) =>
    question === 'health' || question === 'clarify' ? { nonsense: true } : said(request, question),
  );
  expect(diagnosis.health).toEqual([]);
  expect(diagnosis.unclear).toBeUndefined();
  expect(asked.map(({ question }) => question)).not.toContain('health');
});

const request: ModelRequest = { system: 'S', user: 'U', schemaName: 'a', schema: {}, maxOutputTokens: 9 };
const reply = { text: '{}', model: 'some', usage };

function jobsKept(): Jobs & Readonly<{ known: Map<string, string> }> {
  const known = new Map<string, string>();
  return {
    known,
    async begun(about, begin) {
      const job = known.get(about) ?? (await begin());
      known.set(about, job);
      return job;
    },
    over: async (about) => void known.delete(about),
  };
}

function thinking(collect: (looks: number) => typeof reply | 'working' | 'gone') {
  const did = { begun: 0, looks: 0, cancelled: [] as string[] };
  const background = {
    begin: async () => `job-${++did.begun}`,
    collect: async () => collect(++did.looks),
    cancel: async (job: string) => void did.cancelled.push(job),
  };
  return { did, background, model: someModel({ background }) };
}

it('in the background: looks until there is an answer; the next process asks for the same one', async () => {
  const { did, background, model } = thinking((looks) => (looks < 3 ? 'working' : reply));
  const jobs = jobsKept();
  const ended = new AbortController();
  const first = inBackground(model, background, jobs, 1).answer(request, ended.signal);
  await expect.poll(() => did.looks).toBeGreaterThan(0);
  ended.abort(new Error('this process ends'));
  await expect(first).rejects.toThrow();
  expect(did.cancelled).toEqual([]);
  expect(await inBackground(model, background, jobs, 1).answer(request)).toEqual(reply);
  expect(did.begun).toBe(1);
});

it('in the background: what was lost there is begun once more, and no oftener', async () => {
  const lost = thinking((looks) => (looks < 2 ? 'gone' : reply));
  expect(await inBackground(lost.model, lost.background, jobsKept(), 1).answer(request)).toEqual(reply);
  expect(lost.did.begun).toBe(2);
  const never = thinking(() => 'gone');
  const jobs = jobsKept();
  await expect(inBackground(never.model, never.background, jobs, 1).answer(request)).rejects.toThrow('lost 2 answers');
  expect(never.did.begun).toBe(2);
  expect([...jobs.known]).toEqual([]);
});

it('in the background: a person’s Stop ends the thinking, too', async () => {
  const { did, background, model } = thinking(() => 'working');
  const stop = new AbortController();
  const asked = inBackground(model, background, jobsKept(), 1).answer(request, stop.signal);
  await expect.poll(() => did.looks).toBeGreaterThan(0);
  stop.abort(STOPPED);
  await expect(asked).rejects.toThrow();
  expect(did.cancelled).toEqual(['job-1']);
});

it('in the background: what ended without an answer is begun anew by who asks again, what can’t be reached is not', async () => {
  const jobs = jobsKept();
  const failing = (kind: 'model-unsuited' | 'model-unavailable') =>
    thinking(() => {
      throw new RefineryError(kind, 'no');
    });
  const unreachable = failing('model-unavailable');
  await expect(inBackground(unreachable.model, unreachable.background, jobs, 1).answer(request)).rejects.toThrow();
  expect([...jobs.known.values()]).toEqual(['job-1']);
  const over = failing('model-unsuited');
  await expect(inBackground(over.model, over.background, jobs, 1).answer(request)).rejects.toThrow();
  expect([...jobs.known.values()]).toEqual([]);
});
