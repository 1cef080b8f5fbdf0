import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, CallOutput, Message, ToolCall } from '../../src/domain/call.ts';
import type { Json } from '../../src/domain/json.ts';
import { agentTurns, type Turn } from '../../src/refine/trajectory/agent-turns.ts';
import { normalArguments } from '../../src/refine/trajectory/normal-arguments.ts';
import { begin, playOn, recordedOutput, type Standing, trajectoryOf } from '../../src/refine/trajectory/play-on.ts';
import { someCall } from './some.ts';

const say = (role: Message['role'], content: string): Message => ({ role, content, toolCalls: [], toolCallId: null });
const result = (toolCallId: string, content: string): Message => ({ ...say('tool', content), toolCallId });
const asking = (...toolCalls: readonly ToolCall[]): CallOutput => ({ text: '', toolCalls, finish: 'tool-calls' });
const answering = (text: string): CallOutput => ({ text, toolCalls: [], finish: 'stop' });
const tool = (id: string, name: string, given: Json): ToolCall => ({ id, name, arguments: given });

const SUPPORT = say('system', 'You serve a shop.');
const BILLING = say('system', 'You know about bills.');
const QUESTION = say('user', 'Where is order A-0042, and was it paid?');
const order = (id: string, given: Json = 42) => tool(id, 'look_up_order', { order_id: given });
const bill = (id: string) => tool(id, 'look_up_bill', { order: 'A-0042' });

/** Turns as an agent's program makes them: each call repeats what was said, and what the tools brought. */
function turnsOf(
  heads: readonly (readonly Message[])[],
  outputs: readonly CallOutput[],
  brought: Readonly<Record<string, string>>,
  added: readonly (readonly Message[])[] = [],
): readonly Turn[] {
  let said: readonly Message[] = [QUESTION];
  return outputs.map((output, index) => {
    const messages = [...(heads[index] ?? heads.at(-1) ?? []), ...said];
    const results = output.toolCalls.map(({ id }) => result(id, brought[id] ?? ''));
    const asked: Message = { ...say('assistant', output.text), toolCalls: output.toolCalls };
    said = [...said, asked, ...results, ...(added[index] ?? [])];
    return { call: someCall({ runId: `r${index}`, messages }), output };
  });
}

const brought = { c1: 'It ships.', c2: 'It is paid.', c3: 'It is late.' };
const plainTurns = turnsOf(
  [[SUPPORT]],
  [asking(order('c1')), asking(bill('c2')), answering('It ships, paid.')],
  brought,
);
const seenAs = (turns: readonly Turn[]) => new Map(turns.map((turn) => [turn.call.runId, turn]));

/** Plays answers one after the other, as a model would give them. */
function play(turns: readonly Turn[], answers: readonly CallOutput[]) {
  const trajectory = trajectoryOf(turns);
  let standing = begin(trajectory) as Standing;
  const calls: Call[] = [standing.call];
  for (const answer of answers) {
    const played = playOn(trajectory, standing, answer);
    if (!('next' in played)) return { ...played, calls };
    standing = played.next;
    calls.push(standing.call);
  }
  return { calls };
}

describe('the turns of an agent', () => {
  it('go on while the conversation does, past calls of others', () => {
    const other = someCall({ runId: 'other', messages: [say('system', 'Sort mails.'), say('user', 'Is it urgent?')] });
    const between = [...plainTurns.slice(0, 1), { call: other, output: answering('No.') }, ...plainTurns.slice(1)];
    expect(agentTurns(seenAs(between), 'r0')).toEqual(plainTurns);
    expect(agentTurns(seenAs(between), 'r1')).toEqual(plainTurns.slice(1));
    expect(agentTurns(seenAs(between), 'nobody')).toEqual([]);
  });

  it('end with an answer: what the customer asks next is another matter', () => {
    const later = someCall({
      runId: 'later',
      messages: [SUPPORT, QUESTION, say('assistant', 'No.'), say('user', 'Why?')],
    });
    const turns = [...turnsOf([[SUPPORT]], [answering('No.')], {}), { call: later, output: answering('So.') }];
    expect(agentTurns(seenAs(turns), 'r0').map(({ call }) => call.runId)).toEqual(['r0']);
  });

  it('are those of the next agent, too, where one hands over to another', () => {
    const handing = turnsOf(
      [[SUPPORT], [BILLING]],
      [asking(tool('c1', 'hand_over', { to: 'billing' })), answering('Paid.')],
      brought,
    );
    expect(agentTurns(seenAs(handing), 'r0')).toHaveLength(2);
    const { calls } = play(handing, [asking(tool('x', 'hand_over', { to: 'billing' }))]);
    expect(calls[1]?.messages.at(0)).toEqual(BILLING);
  });
});

describe('a trajectory', () => {
  it('ends in the answer, with all tools that were called', () => {
    const told = play(plainTurns, [asking(order('n1', '42')), asking(bill('n2')), answering('It ships.')]);
    expect(told).toMatchObject({
      output: { text: 'It ships.', toolCalls: [{ id: 'n1' }, { id: 'n2' }], finish: 'stop' },
    });
    expect(told.calls[2]?.messages.slice(-4)).toEqual([
      { ...say('assistant', ''), toolCalls: [order('n1', '42')] },
      result('n1', 'It ships.'),
      { ...say('assistant', ''), toolCalls: [bill('n2')] },
      result('n2', 'It is paid.'),
    ]);
  });

  it('takes an agent that asks at once what it was recorded to ask one by one', () => {
    const told = play(plainTurns, [asking(bill('n2'), order('n1')), answering('Both.')]);
    expect(told.calls[1]?.messages.slice(-2)).toEqual([result('n2', 'It is paid.'), result('n1', 'It ships.')]);
    expect(told).toMatchObject({ output: { text: 'Both.' } });
  });

  it.each([
    ['look_up_order({"order_id":"A-0042"}), which was never recorded', asking(order('n1', 'A-0042'))],
    ['cancel_order({"order_id":42}), which was never recorded', asking(tool('n1', 'cancel_order', { order_id: 42 }))],
    ['look_up_order({"order_id":42}) more often', asking(order('n1'), order('n2'))],
  ])('ends where nobody knows what a tool would have brought: %s', (why, answer) => {
    expect(play(plainTurns, [answer])).toMatchObject({ ended: expect.stringContaining(why) });
  });

  it('gives the same call twice what it brought the first and the second time', () => {
    const twice = turnsOf([[SUPPORT]], [asking(order('c1')), asking(order('c3')), answering('Late.')], brought);
    const { calls } = play(twice, [asking(order('n1')), asking(order('n2'))]);
    expect(calls[2]?.messages.filter(({ role }) => role === 'tool')).toEqual([
      result('n1', 'It ships.'),
      result('n2', 'It is late.'),
    ]);
  });

  it('offers in each turn what was offered there', () => {
    const [first, last] = turnsOf([[SUPPORT]], [asking(order('c1')), answering('It ships.')], brought);
    const offered = { name: 'look_up_order', description: '', parameters: {} };
    const turns = [{ ...first, call: { ...first?.call, tools: [offered] } }, last] as readonly Turn[];
    const { calls } = play(turns, [asking(order('n1'))]);
    expect(calls.map(({ tools }) => tools)).toEqual([[offered], []]);
  });

  it('takes the tool that was the end of it for the answer', () => {
    const closing = turnsOf(
      [[SUPPORT]],
      [asking(order('c1')), asking(tool('c2', 'reply', { text: 'It ships.' }))],
      brought,
    );
    const said = tool('n2', 'reply', { text: 'It is late.' });
    expect(play(closing, [asking(order('n1')), asking(said)])).toMatchObject({
      output: { toolCalls: [{ id: 'n1' }, said] },
    });
    expect(recordedOutput(closing)?.toolCalls).toHaveLength(2);
  });

  it('says what the program says between the turns, where it goes as it went', () => {
    const hint = say('system', 'Answer now.');
    const turns = turnsOf([[SUPPORT]], [asking(order('c1')), asking(bill('c2')), answering('It ships.')], brought, [
      [hint],
    ]);
    expect(play(turns, [asking(order('n1'))]).calls[1]?.messages.at(-1)).toEqual(hint);
    const other = turnsOf([[SUPPORT]], [asking(order('c1')), asking(bill('c2')), answering('It ships.')], brought, [
      [],
      [hint],
    ]);
    expect(play(other, [asking(order('n1'), bill('n2'))])).toMatchObject({
      ended: expect.stringContaining('of its own'),
    });
  });

  it('is never without an end', () => {
    const many = Array.from({ length: 45 }, (_, index) => asking(order(`c${index}`)));
    const told = play(turnsOf([[SUPPORT]], [...many, answering('Done.')], {}), [...many, answering('Done.')]);
    expect(told).toMatchObject({ ended: expect.stringContaining('still calling tools') });
  });

  it('that is played as it was recorded is the recording', () => {
    const name = fc.constantFrom('search', 'look_up', 'note');
    const given = fc.dictionary(fc.constantFrom('a', 'b'), fc.oneof(fc.integer(), fc.string(), fc.constant(null)));
    const asks = fc.array(fc.array(fc.tuple(name, given), { minLength: 1, maxLength: 3 }), { maxLength: 5 });
    fc.assert(
      fc.property(asks, fc.string(), (asked, text) => {
        let count = 0;
        const outputs = asked.map((some) => asking(...some.map(([what, args]) => tool(`c${count++}`, what, args))));
        const results = Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, `r${index}`]));
        const turns = turnsOf([[SUPPORT]], [...outputs, answering(text)], results);
        expect(agentTurns(seenAs(turns), 'r0')).toEqual(turns);
        const told = play(
          turns,
          turns.map(({ output }) => output),
        );
        expect(told).toEqual({ output: recordedOutput(turns), calls: turns.map(({ call }) => call) });
      }),
    );
  });
});

describe('the arguments of a tool', () => {
  it.each<[Json, Json]>([
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ a: 1, b: null }, { a: 1 }],
    [{ a: ' blue  ink\n' }, { a: 'blue ink' }],
    [{ a: '42' }, { a: 42 }],
    [{ a: 'caf\u00e9' }, { a: 'cafe\u0301' }],
    [{ a: [{ c: 1, d: 2 }] }, { a: [{ d: 2, c: 1 }] }],
  ])('%j is as %j', (one, other) => {
    expect(normalArguments(one)).toBe(normalArguments(other));
  });

  it.each<[Json, Json]>([
    [{ a: '0042' }, { a: 42 }],
    [{ a: 'A-0042' }, { a: 'a-0042' }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ orderId: 1 }, { order_id: 1 }],
    [{ a: '' }, {}],
    [{ a: true }, { a: 'true' }],
    [{ a: '1e3' }, { a: 1000 }],
  ])('%j is not as %j', (one, other) => {
    expect(normalArguments(one)).not.toBe(normalArguments(other));
  });
});
