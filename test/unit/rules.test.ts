import { expect, it } from 'vitest';
import type { Run, SafeTrace } from '../../src/domain/trace.ts';
import type { Signal } from '../../src/domain/triage.ts';
import { DiagnoseAnswer } from '../../src/questions/diagnose-answer.ts';
import { diagnoseByRules } from '../../src/questions/diagnose-by-rules.ts';
import { ProposeAnswer } from '../../src/questions/propose-answer.ts';
import { proposeByRules } from '../../src/questions/propose-by-rules.ts';
import type { Seen } from '../../src/refine/call/look-at.ts';
import { verifyEvidence } from '../../src/refine/text/verify-evidence.ts';
import { someAnswer, someCall, someOutput, someProven } from './some.ts';

const call = someCall();
const output = someOutput('Yes, I remember you well. How can I help?');
const run: Run = {
  id: 'r1',
  parentId: null,
  name: 'llm',
  kind: 'llm',
  status: 'ok',
  startMs: 0,
  endMs: 1,
  error: null,
  model: 'm',
  usage: null,
  extra: {},
  inputs: { messages: call.messages.map(({ role, content }) => ({ role, content })) },
  outputs: { content: output.text },
};
const trace: SafeTrace = { id: 't', name: 't', mended: [], redactions: [], runs: [run] };
const expectation = 'say that we cannot remember past chats';
const seen: Seen = {
  trace,
  expectation,
  calls: new Map([['r1', { call, ...someAnswer(output) }]]),
  childrenOf: () => [],
};
const signal = (kind: string, detail = `${kind} was seen`): Signal => ({ kind, runIds: ['r1'], detail });
const diagnosed = (...signals: Signal[]) =>
  diagnoseByRules(
    { expectation, triage: { suspects: [], signals }, view: '', gaps: [], objections: [], discussion: [] },
    seen,
  );

it.each([
  [['silent-prompt'], 'prompt'],
  [['silent-prompt', 'stale-document'], 'retrieval'],
  [['error', 'argument-differs'], 'tool'],
  [['finish-length'], 'model-limit'],
  [['a-kind-that-nobody-knows'], 'prompt'],
  [[], 'prompt'],
])('takes %j for a fault of kind %s', (kinds, category) => {
  expect(diagnosed(...kinds.map((kind) => signal(kind))).category).toBe(category);
});

it.each([
  [['That is wrong'], 'retrieval', 'the next cause that I see comes first now.'],
  [['No: it is what the prompt says'], 'prompt', 'what its words point to comes first now.'],
  [['It is not the prompt'], 'retrieval', 'the next cause that I see comes first now.'],
  [['No.', 'No.'], 'prompt', 'the next cause that I see comes first now.'],
  [['No.', 'No.', 'No.'], 'tool', 'I see no other cause than before.'],
])('puts another cause first after an objection, and says that it can’t weigh it: %j', (objections, category, how) => {
  const signals = ['argument-differs', 'stale-document', 'silent-prompt'].map((kind) => signal(kind));
  const answer = diagnoseByRules(
    { expectation, triage: { suspects: [], signals }, view: '', gaps: [], objections, discussion: [] },
    seen,
  );
  expect(answer).toMatchObject({ category, confidence: 'low' });
  expect(answer.summary).toContain(`No model was used, and rules can’t weigh an objection in words: ${how}`);
  for (const objection of objections) expect(answer.explanation).toContain(objection);
});

it('answers in the form of the question, with quotes that stand where they say', () => {
  const answer = diagnosed(signal('silent-prompt'));
  expect(DiagnoseAnswer.safeParse(answer).success).toBe(true);
  const claimed = answer.evidence.map(({ run_id, quote }) => ({ runId: run_id, quote }));
  expect(claimed).toEqual([
    { runId: 'r1', quote: 'Do you remember me?' },
    { runId: 'r1', quote: 'Yes, I remember you well.' },
  ]);
  expect(verifyEvidence(claimed, trace)).toEqual({ kept: claimed, dropped: 0 });
});

it('never claims high confidence, and low where nothing was seen', () => {
  expect(diagnosed(signal('argument-differs')).confidence).toBe('medium');
  expect(diagnosed().confidence).toBe('low');
});

it('names the call that a signal names, else the last', () => {
  expect(diagnosed().failing_run_id).toBe('r1');
  const empty = diagnoseByRules(
    { expectation, triage: { suspects: [], signals: [] }, view: '', gaps: [], objections: [], discussion: [] },
    { ...seen, calls: new Map() },
  );
  expect(empty.failing_run_id).toBeNull();
});

const file = {
  path: 'prompts/support.md',
  text: 'You help.\n\n- Be kind.\n- Show that you remember past chats.\n\nBye.\n',
};
const site = {
  ...file,
  language: 'plain',
  place: '',
  messageIndex: 0,
  start: 0,
  end: 9,
  variables: {},
  trimmed: false,
};
const proposed = (expectation: string, signals: Signal[] = [], files = [file], place = '') =>
  proposeByRules({
    expectation,
    view: '',
    diagnosis: someProven().diagnosis,
    triage: { suspects: [], signals },
    failing: { call, output },
    files,
    sites: files.length > 0 ? [{ ...site, place }] : [],
    objections: [],
    discussion: [],
  }).hypotheses;
const textsOf = (hypotheses: ReturnType<typeof proposed>) =>
  hypotheses.flatMap(({ edits }) => edits.map(({ text }) => text));

it('edits a prompt within a program by lines of it, and never ends its string', () => {
  const hypotheses = proposed('say that we cannot remember past chats', [], [file], 'SYSTEM 1/1');
  expect(hypotheses.map(({ kind }) => kind)).toEqual(['instruction', 'eval']);
  expect(textsOf(hypotheses)).toEqual([
    '\n- When a customer writes something like “Do you remember me?”, say that we cannot remember past chats.',
  ]);
});

it('says what is expected, shows an example, and always has an honest floor', () => {
  const hypotheses = proposed('say that we cannot remember past chats');
  expect(ProposeAnswer.safeParse({ hypotheses }).success).toBe(true);
  expect(hypotheses.map(({ kind }) => kind)).toEqual(['instruction', 'example', 'eval']);
  expect(textsOf(hypotheses)).toEqual([
    '\n- When a customer writes something like "Do you remember me?", say that we cannot remember past chats.',
    '\nExample:\nCustomer: Do you remember me?\nAssistant: We cannot remember past chats.\n',
  ]);
});

it('puts its line behind the last point of a list, and at the end where there is none', () => {
  const [inList] = proposed('say no')[0]?.edits ?? [];
  expect(inList).toMatchObject({ action: 'insert-after', find: '- Show that you remember past chats.' });
  const [atEnd] = proposed('say no', [], [{ ...file, text: 'You help.\n' }])[0]?.edits ?? [];
  expect(atEnd).toMatchObject({ action: 'append', find: null });
  const [twice] = proposed('say no', [], [{ ...file, text: '- Help.\n- Help.\n' }])[0]?.edits ?? [];
  expect(twice).toMatchObject({ action: 'append' });
});

it('replaces the sentence that asks for the opposite', () => {
  const [first] = proposed('say that we cannot remember past chats', [signal('contradicting-instruction')]);
  expect(first?.edits).toEqual([
    {
      action: 'replace',
      path: file.path,
      find: 'Show that you remember past chats.',
      text: 'When a customer writes something like "Do you remember me?", say that we cannot remember past chats.',
    },
  ]);
});

it.each([
  ['stale-document', 'context', 'When documents disagree, use the one with the newest date.'],
  ['unused-answer', 'context', 'read all of them'],
  ['argument-differs', 'tool', 'exactly as the customer wrote them'],
])('follows %s with a fix of kind %s', (kind, fixKind, says) => {
  const fix = proposed('say yes', [signal(kind)]).find((hypothesis) => hypothesis.kind === fixKind);
  expect(fix?.edits[0]?.text).toContain(says);
});

it.each([
  ['it costs $39 a month', 'say that it costs $39 a month.', 'It costs $39 a month.'],
  ['It should have said that we close at 5.', 'say that we close at 5.', 'We close at 5.'],
  ['the agent should have looked up order A-0042', 'look up order A-0042.', undefined],
  ['We close at 5', 'say that we close at 5.', 'We close at 5.'],
  ['Tell them that we close at 5.', 'tell them that we close at 5.', 'We close at 5.'],
  ['never promise a refund', 'never promise a refund.', undefined],
])('makes an instruction of "%s"', (expectation, instruction, example) => {
  const texts = textsOf(proposed(expectation));
  expect(texts[0]).toContain(`", ${instruction}`);
  if (example) expect(texts[1]).toContain(`Assistant: ${example}\n`);
});

it('warns of a figure that will age in the prompt', () => {
  expect(proposed('it costs $39 a month')[0]?.risks).toContain('$39');
});

it('only watches the case when it knows no file that the call came from', () => {
  expect(proposed('say no', [], []).map(({ kind }) => kind)).toEqual(['eval']);
});

it('says no more than fits into a case, however much the trace says', () => {
  const signals = Array.from({ length: 200 }, () => signal('error', 'x'.repeat(1_000)));
  const objections = ['This is about the price.'];
  const { explanation } = diagnoseByRules(
    { expectation, triage: { suspects: [], signals }, view: '', gaps: [], objections, discussion: [] },
    seen,
  );
  expect(explanation).toHaveLength(4_000);
  expect(explanation).toContain('Objection to deal with: This is about the price.');
});

it('quotes the start of a sentence without end, letter for letter', () => {
  const endless = `a${'\u{1f600}'.repeat(100_000)}`;
  const calls = new Map([['r1', { call, ...someAnswer(someOutput(endless)) }]]);
  const { evidence } = diagnoseByRules(
    { expectation, triage: { suspects: [], signals: [] }, view: '', gaps: [], objections: [], discussion: [] },
    { ...seen, calls },
  );
  const quote = evidence.at(-1)?.quote ?? '';
  expect(quote.length).toBe(399);
  expect(endless.startsWith(quote) && quote.isWellFormed()).toBe(true);
});
