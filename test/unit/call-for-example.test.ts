import { describe, expect, it } from 'vitest';
import type { Call, Message } from '../../src/domain/call.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { callForExample, referenceIn, whyNoExamples } from '../../src/refine/call/call-for-example.ts';
import { promptsToday } from '../../src/refine/call/prompts-today.ts';
import { evalSetWords, tallyEvalSet } from '../../src/refine/proof/tally-eval-set.ts';
import { readTemplates } from '../../src/wiring-of-reading.ts';
import { someCall } from './some.ts';

const say = (role: Message['role'], content: string): Message => ({ role, content, toolCalls: [], toolCallId: null });
const support = {
  path: 'prompts/support.md',
  text: 'You serve the shop of Plumwick. You talk to {{customer_name}}. Be kind to everybody.\n',
};
const asking = {
  path: 'prompts/ask.md',
  text: 'Answer this question of a customer: {{question}}\nBe brief, please.\n',
};
const SYSTEM = say('system', 'You serve the shop of Plumwick. You talk to Robin. Be kind to everybody.\n');
const callOf = (...messages: readonly Message[]): Call => someCall({ messages });
const today = (call: Call) => promptsToday(call, [support, asking], readTemplates);
const madeOf = (call: Call, inputs: JsonObject) =>
  callForExample(today(call), inputs, readTemplates)?.call.messages.map(({ content }) => content);

describe('an example of an eval set, put into a call', () => {
  const call = callOf(SYSTEM, say('user', 'Do you remember me?'));
  const KIM = 'You serve the shop of Plumwick. You talk to Kim. Be kind to everybody.\n';

  it.each<[string, JsonObject, readonly string[] | undefined]>([
    ['under a known name', { question: 'Open?' }, [SYSTEM.content, 'Open?']],
    ['as the only text', { whatever: 'Open?' }, [SYSTEM.content, 'Open?']],
    ['as messages', { messages: [{ role: 'user', content: 'Open?' }] }, [SYSTEM.content, 'Open?']],
    ['with values of the prompt', { input: 'Open?', customerName: 'Kim' }, [KIM, 'Open?']],
    ['that asks nothing', { size: 3 }, undefined],
    ['of which nobody knows what is asked', { a: 'Open?', b: 'Closed?' }, undefined],
  ])('%s', (_how, inputs, messages) => {
    expect(madeOf(call, inputs)).toEqual(messages);
  });

  it('fills the prompt that holds what the customer wrote', () => {
    const templated = callOf(SYSTEM, say('user', 'Answer this question of a customer: Hello?\nBe brief, please.\n'));
    expect(madeOf(templated, { question: 'Open?' })?.[1]).toBe(
      'Answer this question of a customer: Open?\nBe brief, please.\n',
    );
    expect(madeOf(templated, { size: 3 })).toBeUndefined();
  });

  it('knows its prompts again, so that a change of them reaches it', () => {
    const made = callForExample(today(call), { question: 'Open?', customer_name: 'Kim' }, readTemplates);
    expect(made?.sites).toMatchObject([{ path: support.path, messageIndex: 0, variables: { customer_name: 'Kim' } }]);
  });

  const user = say('user', 'Hi');
  it.each([
    ['what tools brought', callOf(SYSTEM, user, say('tool', 'It ships.')), /tools bring/],
    ['tools', { ...callOf(SYSTEM, user), tools: [{ name: 't', description: '', parameters: {} }] }, /tools bring/],
    ['what was said before', callOf(SYSTEM, user, say('assistant', 'Hi.'), user), /said before/],
    ['documents of its own', callOf(SYSTEM, say('system', 'Documents:\n[1] Pens cost $4.'), user), /looked up/],
    ['documents behind its prompt', callOf(say('system', `${SYSTEM.content}Pens cost $4.`), user), /looked up/],
  ])('is not put into a call with %s', (_what, made, why) => {
    expect(whyNoExamples(today(made), readTemplates)).toMatch(why);
  });

  it('is put into any other', () => {
    expect(whyNoExamples(today(call), readTemplates)).toBeNull();
  });
});

it.each<[JsonObject | null, string | undefined]>([
  [{ answer: 'Yes.' }, 'Yes.'],
  [{ expected: 'Yes.', note: 'easy' }, 'Yes.'],
  [{ verdict: 'Yes.' }, 'Yes.'],
  [
    {
      messages: [
        { role: 'user', content: 'Open?' },
        { role: 'assistant', content: 'Yes.' },
      ],
    },
    'Yes.',
  ],
  [{ score: 3 }, undefined],
  [null, undefined],
])('reads what should be answered from %j', (outputs, text) => {
  expect(referenceIn(outputs)).toBe(text);
});

describe('what an eval set says of a fix', () => {
  const about = { dataset: 'support', size: 5, url: null, reason: null };
  const answers = (...told: readonly (boolean | null)[]) => new Map(told.map((passed, index) => [`e${index}`, passed]));

  it('counts the same examples with and without it', () => {
    const tally = tallyEvalSet(answers(true, null, false, true), answers(true, true, null, false), about);
    expect(tally).toMatchObject({ of: 2, passed: 1, before: 2, left: 3 });
  });

  it.each([
    [{ of: 2, passed: 2, before: 2 }, '2 are as they should be, as many as without this fix.'],
    [{ of: 2, passed: 1, before: 2 }, 'only 1 is as it should be; without this fix, 2.'],
    [{ of: 2, passed: 2, before: 0 }, '2 are as they should be; without this fix, 0.'],
    [{ of: 0, passed: 0, before: 0 }, 'could not tell. Its examples do not say what should be answered.'],
  ])('%j in words', (counts, words) => {
    expect(evalSetWords({ dataset: 'support', left: 0, url: null, reason: null, ...counts })).toContain(words);
  });
});
