import { expect, it } from 'vitest';
import type { Call, CallOutput } from '../../src/domain/call.ts';
import type { Check } from '../../src/domain/check.ts';
import { judgeByRules } from '../../src/refine/case/judge-by-rules.ts';
import { understandExpectation } from '../../src/refine/text/understand-expectation.ts';
import { assertions as kinds } from '../../src/wiring.ts';
import { countSpentMs } from '../spent-ms.ts';
import { someAnswer } from './some.ts';

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
const passes = (check: Check, output: CallOutput, known: Parameters<typeof judgeByRules>[3]) =>
  judgeByRules(check, someAnswer(output), call, known).passed;
const judge = (expectation: string, output: CallOutput) => {
  const check = understandExpectation(expectation, call, kinds);
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

it('asks a judge about a sentence without content', () => {
  expect(understandExpectation('say it to them', call, kinds)).toMatchObject({
    assertions: [],
    rubric: { question: 'Does the answer do what was expected: “say it to them”?', votes: 3 },
  });
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

const offered = ['look_up_order', 'cancel_order', 'search', 'ask', 'pay', 'issue_refund'];
const withTools: Call = { ...call, tools: offered.map((name) => ({ name, description: '', parameters: {} })) };
const understand = (expectation: string) => understandExpectation(expectation, withTools, kinds);

it.each([
  ['say “we don’t offer refunds”', 'contains', 'Sorry, we don’t offer refunds.', 'Sure, you get a refund!'],
  ['say “likely” instead of “sure”', 'contains', 'It is likely.', 'It is sure.'],
  ['never say “sure”', 'lacks', 'It usually arrives on Monday.', 'It is sure to arrive.'],
  ['never say “sure”, “certain” or “safe”', 'lacks', 'It is likely.', 'It is safe.'],
  ['it shouldn’t have promised “tomorrow”', 'lacks', 'I will look.', 'It comes tomorrow.'],
  ['the price is $39, not $29', 'contains', 'It costs $39 a month.', 'It costs $29 a month.'],
  ['the price is $39, not $29', 'contains', 'It costs $39.', 'It costs $39, or $29 for you.'],
  ['it is not $29 but $39', 'contains', 'It costs $39.', 'It costs $29.'],
  ['it should say 30 days, not 14 days', 'contains', 'Within 30 days.', 'Within 14 days.'],
  ['30 days, not 14 days', 'contains', 'Within 30 days.', 'Within 14 days.'],
  ['it should be $39', 'contains', 'It costs $39.', 'It costs $29.'],
  ['say that it costs $39 a month', 'contains', 'It costs $39.', 'It costs $29.'],
  ['say that the warranty lasts 2 years', 'contains', 'It lasts two years.', 'It lasts three years.'],
  ['the customer should be told refunds take 5 business days', 'contains', 'In 5 business days.', 'In 9 days.'],
  ['say “we ship on Mondays” in the basket message', 'contains', 'We ship on Mondays.', 'We ship daily.'],
  ['say “please repay $20”', 'contains', 'Please repay $20 now.', 'Nothing is due.'],
  ['the answer must cite the document pricing-2024.md', 'contains', '$39 (pricing-2024.md)', 'It costs $39.'],
  ['tell the customer that shipping is free', 'says', 'Delivery is free.', 'Delivery is not free.'],
  ['it should explain that refunds are not possible', 'says', 'A refund is not possible.', 'A refund is possible.'],
  ['we ship to Norway', 'says', 'Yes, we ship to Norway!', 'We do not ship to Norway.'],
  ['refunds are not possible', 'says', 'Sorry, refunds aren’t possible.', 'Refunds are possible.'],
  ['sag, dass wir keine Chats speichern', 'says', 'Wir speichern keine Chats.', 'Wir speichern alle Chats.'],
])('%j is understood as %s', (expectation, kind, right, wrong) => {
  const check = understand(expectation);
  expect(check.assertions.map((assertion) => assertion.kind)).toEqual([kind]);
  expect(passes(check, answer(right), kinds)).toBe(true);
  expect(passes(check, answer(wrong), kinds)).toBe(false);
});

it.each([
  'it should not have called cancel_order for order A-0042',
  'do not cancel order A-0042, the customer only asked about it',
  'call look_up_order instead of cancel_order for order A-0042',
  "don't promise delivery by Monday",
  'do not mention competitors',
  'do not forget to say “hello”',
  'never say “sure” unless it is in stock',
  'the price is not $29',
  'it does not cost $29, it costs $39',
  'it costs not just $39 but $49 with tax',
  'answer more politely',
  'reply within 2 days',
  'be friendlier',
  'shorter',
  'it is too long',
  'the tone is rude',
  'it does not answer the question',
  'the greeting should be shorter',
  'apologize for the delay of 2 days',
  'keep it short because customers have no time',
  'list three options',
  'it should list three options',
  'escalate to a human when the customer is angry',
  'refuse to give legal advice',
  'ask for the order number before looking anything up',
  'explain why the parcel is late',
  'tell the customer when the parcel is late',
  'refund A-0042 within 2 days',
  'Explain that “Premium” has no trial, so you have to repay nothing',
  'say that it is not possible to change the address without a fee',
  'say yes',
])('leaves %j to a judge: no rule is better than a wrong one', (expectation) => {
  expect(understand(expectation)).toMatchObject({
    assertions: [],
    rubric: { question: expect.stringContaining(expectation) },
  });
});

it.each([
  ['refund order A-0042 with issue_refund', 'issue_refund'],
  ['it looked up order A-0041, and should have cancelled order A-0042', undefined],
  ['it should have looked up order “A-0042”', 'look_up_order'],
  ['call `cancel_order` with A-0042', 'cancel_order'],
  ['search for “blue shoes”', 'search'],
  ['say that the search found A-0042', undefined],
])('hears in %j a call of %s', (expectation, tool) => {
  const [assertion] = understand(expectation)?.assertions ?? [];
  expect(assertion?.kind === 'tool-called' ? assertion.params.tool : undefined).toBe(tool);
});

it.each(['never say “sure”', 'say “likely”', 'we ship to Norway'])(
  'takes silence, a refusal and half an answer for no answer to %j',
  (expectation) => {
    const whole = answer('We ship to Norway, likely.');
    expect(judge(expectation, whole)).toBe(true);
    expect(judge(expectation, { ...whole, finish: 'refused' })).toBe(false);
    expect(judge(expectation, { ...whole, finish: 'length' })).toBe(false);
    expect(judge(expectation, answer(' \n'))).toBe(false);
  },
);

it('is not slowed down by a hostile expectation', () => {
  for (const bit of [
    ' ',
    'not the ',
    '“a” ',
    '$39 ',
    'A-1 ',
    'the ',
    ', ',
    "don't a ",
    'and ',
    'customer ',
    'please ',
  ]) {
    const spentMs = countSpentMs();
    understand(bit.repeat(2_000));
    expect(spentMs()).toBeLessThan(1_000);
  }
});

it('fails a check whose kind is gone', () => {
  const check = understandExpectation('it costs $39', call, kinds);
  expect(passes(check, answer('$39'), [])).toBe(false);
});
