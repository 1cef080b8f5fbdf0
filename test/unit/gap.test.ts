import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Gap } from '../../src/domain/diagnosis.ts';
import { USUAL_READING } from '../../src/domain/reading.ts';
import { onlyAnalyst } from '../../src/flow/analyst/analyst.ts';
import { diagnoseTrace } from '../../src/flow/analyst/diagnose.ts';
import { atHand } from '../../src/flow/reader.ts';
import type { ModelRequest } from '../../src/ports.ts';
import { gapWords } from '../../src/refine/case/gap-words.ts';
import { heldClauses } from '../../src/refine/case/held-clauses.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { caseView } from '../../src/terminal/views/case-view.ts';
import { assertions, wireHouse } from '../../src/wiring.ts';
import { materialOf, questionOf } from '../asked.ts';
import { threadText } from '../thread-text.ts';
import { someAnswer, someCall, someModel, someOutput } from './some.ts';
import { historyAfter, recordedCase, someScene, stepsTo } from './some-history.ts';
import { someSafeTrace } from './some-trace.ts';

const ANSWER = 'We are sorry! Refunds take 30 days.';
const EXPECTATION = 'say “sorry”, never say “30 days”, and be kind to whoever asks';
const trace = someSafeTrace([
  {
    id: 'answer',
    kind: 'llm',
    inputs: { messages: [{ role: 'user', content: 'Where is my refund?' }] },
    outputs: { choices: [{ message: { role: 'assistant', content: ANSWER } }] },
  },
]);
const gap = (about: Partial<Gap>): Gap => ({
  clause: 'say “sorry”',
  state: 'met',
  severity: 'minor',
  because: 'It does.',
  evidence: [],
  ...about,
});

function diagnosed(answer?: (request: ModelRequest) => unknown) {
  const house = wireHouse(readConfig({}), { clock: () => 0 });
  const analyst =
    answer &&
    someModel({
      answer: async (request) => ({
        text: JSON.stringify(answer(request)),
        model: 'some',
        usage: { inputTokens: 10, outputTokens: 1 },
      }),
    });
  const reported = {
    trace: atHand(trace, house),
    reading: USUAL_READING,
    triage: { suspects: [], signals: [] },
    expectation: EXPECTATION,
    objections: [],
    discussion: [],
    own: [],
  };
  return diagnoseTrace(reported, { ...house, analyst: analyst && onlyAnalyst(analyst) });
}

it('assertions hold what they can judge against the answer, in the expert’s words', () => {
  const call = someCall();
  const held = heldClauses(EXPECTATION, { ...someAnswer(someOutput(ANSWER)), call }, assertions);
  expect(held.map(({ clause, passed }) => [clause, passed])).toEqual([
    ['say “sorry”', true],
    ['never say “30 days”', false],
  ]);
});

it('without a model, nothing is said of what no assertion can judge', async () => {
  const { diagnosis } = await diagnosed();
  expect(diagnosis.gaps?.map(({ clause, state, because }) => [clause, state, because])).toEqual([
    ['say “sorry”', 'met', 'The answer says “sorry”.'],
    ['never say “30 days”', 'missing', 'It is not so that the answer does not say “30 days”.'],
  ]);
});

it('a model says it of each clause first, and is told so when it says why; what it quotes must stand there', async () => {
  const asked: ModelRequest[] = [];
  const quote = { run_id: 'answer', quote: 'Refunds take 30 days' };
  const clause = gap({ clause: 'never say “30 days”', state: 'incorrect', because: 'The answer names 30 days.' });
  const { diagnosis, asked: answered } = await diagnosed((request) => {
    asked.push(request);
    const question = questionOf(request);
    if (question === 'health') return { findings: [] };
    if (question === 'clarify') return { is_clear: true, question: null, readings: [] };
    if (question === 'analyse') return { events: [], decisions: [] };
    if (question === 'gap')
      return { clauses: [{ ...clause, evidence: [quote, { run_id: 'answer', quote: 'No refunds at all' }] }] };
    return {
      category: 'prompt',
      summary: 'S',
      explanation: 'E',
      failing_run_id: 'answer',
      suspects: [],
      evidence: [quote, { run_id: 'answer', quote: 'nobody said this' }],
      falsified_by: 'F',
      confidence: 'high',
      confidence_reason: 'R',
    };
  });
  expect(asked.slice(0, 3).map(questionOf).toSorted()).toEqual(['analyse', 'clarify', 'health']);
  expect(asked.slice(3).map(questionOf)).toEqual(['gap', 'diagnose']);
  const cited = { runId: 'answer', quote: quote.quote };
  expect(diagnosis.gaps).toEqual([{ ...clause, evidence: [cited] }]);
  expect(materialOf(asked[4]?.user ?? '').gaps).toEqual([{ ...clause, evidence: [cited] }]);
  expect(diagnosis).toMatchObject({ droppedQuotes: 2, evidence: [cited] });
  expect(answered.map(({ question }) => question)).toEqual(['health', 'clarify', 'analyse', 'gap', 'diagnose']);
});

it('the thread and the terminal show each clause, and what others wrote there is text', () => {
  const { now, runNames } = recordedCase('memory');
  if (!('diagnosis' in now)) throw new Error('not diagnosed');
  const gaps = [
    gap({}),
    gap({
      clause: 'never *promise* <!channel>',
      state: 'incorrect',
      because: 'It promises <https://evil.example|it>.',
    }),
  ];
  const told = { ...now, diagnosis: { ...now.diagnosis, gaps } };
  const thread = threadText(threadOf(someScene(historyAfter(...stepsTo(told)), { runNames })));
  expect(thread).toMatch(/Wrong: .*never .*promise.* It promises .*\n.*Met: .*say “sorry”\. It does\./);
  expect(JSON.stringify(threadOf(someScene(historyAfter(...stepsTo(told)), { runNames })))).not.toContain(
    '"type":"broadcast"',
  );
  expect(caseView(told, (_style, text) => text)).toContain('  Met: say “sorry”. It does.');
});

it('a diagnosis that no quote is left of is not shown as one', () => {
  const { now, runNames } = recordedCase('memory');
  if (!('diagnosis' in now)) throw new Error('not diagnosed');
  const told = { ...now, diagnosis: { ...now.diagnosis, evidence: [], droppedQuotes: 2 } };
  const thread = threadText(threadOf(someScene(historyAfter(...stepsTo(told)), { runNames })));
  const terminal = caseView(told, (_style, text) => text);
  for (const shown of [thread, terminal]) {
    expect(shown).toContain('No diagnosis that holds');
    expect(shown).toContain('only a guess:');
  }
  expect(thread).not.toContain('What went wrong');
  expect(thread).toContain('2 quotes were not in the trace');
});

it('people read what is not met first, and nothing where there is one clause alone', () => {
  expect(gapWords(undefined)).toEqual([]);
  expect(gapWords([gap({ state: 'missing' })])).toEqual([]);
  const all = [gap({}), gap({ state: 'partial' }), gap({ state: 'missing' }), gap({ state: 'incorrect' })];
  expect(gapWords(all).map(({ state }) => state)).toEqual(['Wrong', 'Missing', 'In part', 'Met']);
});
