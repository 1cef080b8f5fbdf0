import { expect, it } from 'vitest';
import { contains } from '../../src/assertions/contains.ts';
import { lacks } from '../../src/assertions/lacks.ts';
import { says } from '../../src/assertions/says.ts';
import { toolCalled } from '../../src/assertions/tool-called.ts';
import type { Call, CallOutput } from '../../src/domain/call.ts';
import { passes, understandExpectation } from '../../src/refine/understand-expectation.ts';

const kinds = [toolCalled, lacks, contains, says];
const call: Call = {
  runId: 'r',
  model: 'm',
  messages: [],
  tools: [{ name: 'look_up_order', description: 'Finds an order.', parameters: {} }],
  responseFormat: null,
  parameters: {},
};
const answer = (text: string): CallOutput => ({ text, toolCalls: [], finish: 'stop' });
const calls = (name: string, given: object): CallOutput => ({
  text: '',
  toolCalls: [{ id: '1', name, arguments: given as never }],
  finish: 'tool-calls',
});
const judge = (expectation: string, output: CallOutput) => {
  const check = understandExpectation(expectation, call, kinds);
  if (!check) throw new Error('not understood');
  return passes(check, output, kinds);
};

it.each([
  ['say that we cannot remember past chats', 'says'],
  ['it costs $39 a month', 'contains'],
  ['never promise a “full refund”', 'lacks'],
  ['look up order A-0042', 'tool-called'],
])('understands "%s" as %s', (expectation, kind) => {
  expect(understandExpectation(expectation, call, kinds)?.assertions.map((assertion) => assertion.kind)).toEqual([
    kind,
  ]);
});

it('makes nothing of a sentence without content', () => {
  expect(understandExpectation('say it to them', call, kinds)).toBeUndefined();
});

it.each([
  ['say that we cannot remember past chats', 'We cannot remember past chats.', true],
  ['say that we cannot remember past chats', "Sorry, I can't recall earlier conversations.", true],
  ['say that we cannot remember past chats', 'Yes, I remember our past chats!', false],
  ['say that we cannot remember past chats', 'I cannot help. I remember past chats.', false],
  ['say that we cannot remember past chats', '', false],
  ['it costs $39 a month', 'The plan is $39.00 per month.', true],
  ['it costs $39 a month', 'The plan is $29 per month.', false],
  ['it costs $39 a month', 'The plan is $390 per month.', false],
  ['say “we ship on Mondays”', 'Good news: We  ship on Mondays.', true],
  ['never promise a “full refund”', 'You may get a voucher.', true],
  ['never promise a “full refund”', 'A Full Refund is on its way.', false],
])('"%s" of "%s" is %s', (expectation, text, passed) => {
  expect(judge(expectation, answer(text))).toBe(passed);
});

it.each([
  [{ order_id: 'A-0042' }, true],
  [{ query: { ids: ['x', 'a-0042'] } }, true],
  [{ order_id: 42 }, false],
  [{ order_id: 'A-00421' }, false],
])('takes an identifier as a whole: %j is %s', (given, passed) => {
  expect(judge('look up order A-0042', calls('look_up_order', given))).toBe(passed);
  expect(judge('look up order A-0042', calls('cancel_order', given))).toBe(false);
});

it('fails a check whose kind is gone', () => {
  const check = understandExpectation('it costs $39', call, kinds);
  if (!check) throw new Error('not understood');
  expect(passes(check, answer('$39'), [])).toBe(false);
});

it.each(kinds)('$kind says what it looks for in words, and its parameters are plain data', (kind) => {
  const params = kind.understand('never look up order “A-0042” for $39', call) ?? {
    statement: '',
    roots: [],
    shown: [],
    negated: false,
    all: [],
    none: [],
    tool: '',
    argument: '',
  };
  expect(kind.params.safeParse(JSON.parse(JSON.stringify(params))).success).toBe(true);
  expect(kind.say(params as never).length).toBeGreaterThan(4);
});
