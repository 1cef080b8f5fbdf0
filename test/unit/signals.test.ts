import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/json.ts';
import type { Run } from '../../src/domain/trace.ts';
import { lookAt } from '../../src/refine/call/look-at.ts';
import { argumentDiffers } from '../../src/signals/argument-differs.ts';
import { contradictingInstruction } from '../../src/signals/contradicting-instruction.ts';
import { emptyRetrieval } from '../../src/signals/empty-retrieval.ts';
import { error } from '../../src/signals/error.ts';
import { finishLength } from '../../src/signals/finish-length.ts';
import { noAnswer } from '../../src/signals/no-answer.ts';
import { repeatedCall } from '../../src/signals/repeated-call.ts';
import type { SignalRule } from '../../src/signals/signal.ts';
import { silentPrompt } from '../../src/signals/silent-prompt.ts';
import { staleDocument } from '../../src/signals/stale-document.ts';
import { unusedAnswer } from '../../src/signals/unused-answer.ts';
import { someSafeTrace } from './some-trace.ts';

type GivenRun = Partial<Run> & Pick<Run, 'id'>;

function found(rule: SignalRule, runs: readonly GivenRun[], expectation = '') {
  return rule.look(lookAt(someSafeTrace(runs), expectation));
}

function someCall(given: { id?: string; system?: string; user?: string; says?: string; finish?: string }): GivenRun {
  const {
    id = 'llm',
    system = 'You help customers of a shop.',
    user = 'Hello',
    says = 'Hi there!',
    finish = 'stop',
  } = given;
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ];
  return {
    id,
    kind: 'llm',
    inputs: { messages },
    outputs: { choices: [{ message: { role: 'assistant', content: says }, finish_reason: finish }] },
  };
}

function someToolCall(args: Json, user: string, schema: Json): GivenRun {
  const messages = [{ role: 'user', content: user }];
  const tools = [{ type: 'function', function: { name: 'find_order', description: '', parameters: schema } }];
  const tool_calls = [
    { id: 'c1', type: 'function', function: { name: 'find_order', arguments: JSON.stringify(args) } },
  ];
  return {
    id: 'llm',
    kind: 'llm',
    inputs: { messages, tools },
    outputs: { choices: [{ message: { role: 'assistant', content: null, tool_calls }, finish_reason: 'tool_calls' }] },
  };
}

const someDocument = (title: string, updated: string, text: string): Json => ({
  page_content: text,
  metadata: { title, updated },
});

describe('error', () => {
  const failing: GivenRun = {
    id: 'tool',
    name: 'search',
    kind: 'tool',
    parentId: 'root',
    status: 'error',
    error: 'Timeout',
  };

  it('names where it began and the model that went on', () => {
    const runs = [{ id: 'root' }, failing, { ...someCall({}), parentId: 'root', name: 'chat' }];
    expect(found(error, runs)).toEqual([
      { runIds: ['tool', 'llm'], detail: '“search” failed (Timeout), and “chat” went on after it.' },
    ]);
  });

  it('does not blame the runs around it', () => {
    const runs = [{ id: 'root', status: 'error' as const, error: 'Timeout' }, failing];
    expect(found(error, runs)).toEqual([
      { runIds: ['tool'], detail: '“search” failed (Timeout), and with it “root”.' },
    ]);
  });

  it('names the model inside a step that failed on what the model said', () => {
    const runs = [
      { id: 'step', name: 'Step 3', status: 'error' as const, error: 'no code in it' },
      { ...someCall({}), parentId: 'step' },
    ];
    expect(found(error, runs)).toMatchObject([{ runIds: ['llm', 'step'] }]);
  });

  it('is silent when nothing failed', () => expect(found(error, [{ id: 'root' }, someCall({})])).toEqual([]));
});

describe('empty retrieval', () => {
  it.each([[[]], [{ documents: [] }], [null], ['No results found.'], [{ results: [], total: 0, query: 'x' }], ['[]']])(
    'hears nothing in %j',
    (outputs) => expect(found(emptyRetrieval, [{ id: 'r', kind: 'retriever', outputs }])).toHaveLength(1),
  );

  it.each([[{ documents: [{ page_content: 'a' }] }], ['No results are needed, here are the plans: free, pro.'], ['a']])(
    'hears something in %j',
    (outputs) => expect(found(emptyRetrieval, [{ id: 'r', kind: 'retriever', outputs }])).toEqual([]),
  );

  it('leaves tools alone that do not search, and those that failed', () => {
    expect(found(emptyRetrieval, [{ id: 't', name: 'send_mail', kind: 'tool' }])).toEqual([]);
    expect(found(emptyRetrieval, [{ id: 'r', kind: 'retriever', status: 'error' }])).toEqual([]);
    expect(found(emptyRetrieval, [{ id: 't', name: 'search_docs', kind: 'tool' }])).toHaveLength(1);
  });
});

describe('unused answer', () => {
  const retriever: GivenRun = {
    id: 'retriever',
    kind: 'retriever',
    outputs: { documents: [someDocument('plans.md', '2026-01-01', 'The Pro plan costs $39 a month.')] },
  };

  it('names the document that held it', () => {
    const runs = [retriever, someCall({ says: 'It costs $29.' })];
    expect(found(unusedAnswer, runs, 'should say $39')).toEqual([
      { runIds: ['llm', 'retriever'], detail: '“plans.md” says $39, but the answer says $29.' },
    ]);
  });

  it('also finds quoted words', () => {
    const runs = [retriever, someCall({ says: 'Ask us.' })];
    expect(found(unusedAnswer, runs, 'should name the "Pro plan"')[0]?.detail).toBe(
      '“plans.md” says Pro plan, but the answer does not.',
    );
  });

  it.each([
    ['the answer used it', [retriever, someCall({ says: 'It is 39 USD.' })], 'should say $39'],
    ['nothing held it', [retriever, someCall({ says: 'It costs $29.' })], 'should say $49'],
    ['the user said it', [retriever, someCall({ user: 'Is it $39?', says: 'No.' })], 'should say that $39 is right'],
    ['it came later', [someCall({ says: 'It costs $29.' }), retriever], 'should say $39'],
  ] as const)('is silent when %s', (_, runs, expectation) =>
    expect(found(unusedAnswer, runs, expectation)).toEqual([]),
  );
});

describe('stale document', () => {
  const documents = [
    someDocument('old.md', '2024-05-01', 'The Pro plan costs $29 a month.'),
    someDocument('new.md', '2026-02-01', 'The Pro plan costs $39 a month.'),
  ];
  const retriever: GivenRun = { id: 'retriever', kind: 'retriever', outputs: { documents } };

  it('names both, and the run that followed the older one', () => {
    expect(found(staleDocument, [retriever, someCall({ says: 'The Pro plan is $29.' })])).toEqual([
      {
        runIds: ['llm', 'retriever'],
        detail:
          '“old.md” (2024-05-01) says $29, the newer “new.md” (2026-02-01) says $39, and the answer took the older figure.',
      },
    ]);
  });

  it('is silent when the newer one was followed, or they speak of different things', () => {
    expect(found(staleDocument, [retriever, someCall({ says: 'It was $29, now it is $39.' })])).toEqual([]);
    const other = someDocument('new.md', '2026-02-01', 'A bicycle weighs 12 kilos, or $39 worth of steel.');
    const apart = { ...retriever, outputs: { documents: [documents[0] ?? null, other] } };
    expect(found(staleDocument, [apart, someCall({ says: 'The Pro plan is $29.' })])).toEqual([]);
  });
});

describe('argument differs', () => {
  const integer = { type: 'object', properties: { order_id: { type: 'integer' } } };
  const text = { type: 'object', properties: { order_id: { type: 'string' }, count: { type: 'integer' } } };

  it('says what was asked for, and that the schema could not hold it', () => {
    const runs = [
      someToolCall({ order_id: 42 }, 'Where is order A-0042?', integer),
      { id: 'tool', name: 'find_order', kind: 'tool' as const },
    ];
    expect(found(argumentDiffers, runs)).toEqual([
      {
        runIds: ['llm', 'tool'],
        detail:
          '“find_order” was called with order_id 42, where A-0042 was asked for. ' +
          'Its schema takes only numbers for order_id, so the model could not pass A-0042.',
      },
    ]);
  });

  it('finds a part of a text, too', () => {
    const runs = [someToolCall({ order_id: '0042' }, 'Where is order A-0042?', text)];
    expect(found(argumentDiffers, runs)[0]?.detail).toBe(
      '“find_order” was called with order_id 0042, where A-0042 was asked for.',
    );
  });

  it.each([
    ['the whole was given', { order_id: 'A-0042' }, 'Where is order A-0042?'],
    ['the number was said in its own right', { count: 42 }, 'Send 42 pieces of A-0042'],
    ['whole and part were given', { order_id: 'A-0042', count: 42 }, 'Where is order A-0042?'],
    ['no identifier was named', { order_id: '42' }, 'Where is my order?'],
  ])('is silent when %s', (_, args, user) =>
    expect(found(argumentDiffers, [someToolCall(args, user, text)])).toEqual([]),
  );
});

describe('repeated call', () => {
  const asked = (id: string, inputs: Json): GivenRun => ({ id, name: 'search', kind: 'tool', inputs });

  it('counts, however the arguments are ordered', () => {
    const runs = [asked('a', { q: 'x', n: 1 }), asked('b', { n: 1, q: 'x' }), asked('c', { q: 'y' })];
    expect(found(repeatedCall, runs)).toEqual([
      { runIds: ['b', 'a'], detail: '“search” was called 2 times with the same arguments.' },
    ]);
  });

  it('is silent when each was asked once', () =>
    expect(found(repeatedCall, [asked('a', { q: 'x' }), asked('b', { q: 'y' })])).toEqual([]));
});

it('finish length: an output that was cut off', () => {
  expect(found(finishLength, [someCall({ finish: 'length' })])).toHaveLength(1);
  expect(found(finishLength, [someCall({ finish: 'stop' })])).toEqual([]);
});

describe('silent prompt', () => {
  const expectation = 'say that we cannot remember past chats';

  it('names what the prompt does not speak of', () => {
    expect(found(silentPrompt, [someCall({})], expectation)).toEqual([
      { runIds: ['llm'], detail: 'Nothing in the prompt says what to do about: remember, past, chats.' },
    ]);
  });

  it('is silent when the prompt speaks of it, in other words too, and without an expectation', () => {
    const system = 'You have no memory of earlier conversations.';
    expect(found(silentPrompt, [someCall({ system })], expectation)).toEqual([]);
    expect(found(silentPrompt, [someCall({})], '')).toEqual([]);
  });
});

describe('contradicting instruction', () => {
  const expectation = 'say that we cannot remember past chats';

  it('quotes the sentence that says the opposite', () => {
    const system = 'You are kind. You recall all earlier conversations with the customer. Be brief.';
    expect(found(contradictingInstruction, [someCall({ system })], expectation)).toEqual([
      {
        runIds: ['llm'],
        detail:
          'The prompt says “You recall all earlier conversations with the customer.”, the opposite of what was expected.',
      },
    ]);
  });

  it.each(['You do not recall earlier conversations.', 'Never shout at customers.', '', '# Chats\n\nBe kind.'])(
    'is silent about %j',
    (system) => expect(found(contradictingInstruction, [someCall({ system })], expectation)).toEqual([]),
  );
});

describe('no answer', () => {
  it('names the last call when nothing was said', () => {
    expect(found(noAnswer, [{ id: 'root' }, someCall({ says: '' })])).toMatchObject([{ runIds: ['llm'] }]);
    expect(found(noAnswer, [{ id: 'root' }])).toMatchObject([{ runIds: ['root'] }]);
  });

  it('is silent when something was said, or nothing ran', () => {
    expect(found(noAnswer, [someCall({})])).toEqual([]);
    expect(found(noAnswer, [])).toEqual([]);
  });
});
