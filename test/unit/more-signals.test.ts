import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/json.ts';
import type { Run } from '../../src/domain/trace.ts';
import { lookAt } from '../../src/refine/call/look-at.ts';
import { triage } from '../../src/refine/suspects/triage.ts';
import { brokenInstruction } from '../../src/signals/broken-instruction.ts';
import { contextFull } from '../../src/signals/context-full.ts';
import { error } from '../../src/signals/error.ts';
import { goingInCircles } from '../../src/signals/going-in-circles.ts';
import { irrelevantRetrieval } from '../../src/signals/irrelevant-retrieval.ts';
import { schemaMismatch } from '../../src/signals/schema-mismatch.ts';
import type { SignalRule } from '../../src/signals/signal.ts';
import { slowOrCostly } from '../../src/signals/slow-or-costly.ts';
import { unfilledPlaceholder } from '../../src/signals/unfilled-placeholder.ts';
import { wrongHandOff } from '../../src/signals/wrong-hand-off.ts';
import { signals } from '../../src/wiring-of-reading.ts';
import { countSpentMs } from '../spent-ms.ts';
import { someSafeTrace } from './some-trace.ts';

type GivenRun = Partial<Run> & Pick<Run, 'id'>;

function found(rule: SignalRule, runs: readonly GivenRun[]) {
  return rule.look(lookAt(someSafeTrace(runs), ''));
}

const details = (rule: SignalRule, runs: readonly GivenRun[]) => found(rule, runs).map(({ detail }) => detail);

function someCall(id: string, system: string, says: string, more: Partial<Run> = {}, request: object = {}): GivenRun {
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: 'Where is my parcel?' },
  ];
  const outputs = { choices: [{ message: { role: 'assistant', content: says }, finish_reason: 'stop' }] };
  return { id, name: 'chat', kind: 'llm', inputs: { messages, ...request } as Json, outputs, ...more };
}

function someToolCall(id: string, name: string, given: unknown, tools: readonly object[] = []): GivenRun {
  const tool_calls = [{ id: 'c', type: 'function', function: { name, arguments: JSON.stringify(given) } }];
  return {
    ...someCall(id, 'Help.', '', {}, { tools }),
    outputs: { choices: [{ message: { role: 'assistant', content: null, tool_calls } }] } as Json,
  };
}

describe('error', () => {
  const failing: GivenRun = { id: 't', name: 'search', kind: 'tool', status: 'error', error: 'Timeout' };

  it('follows its way to the final answer', () => {
    const runs = [
      failing,
      someCall('a', 'Help.', 'Let me see.'),
      someCall('b', 'Help.', 'It is lost.', { name: 'reply' }),
    ];
    expect(found(error, runs)).toEqual([
      {
        runIds: ['t', 'a', 'b'],
        detail: '“search” failed (Timeout), and “chat” went on after it, up to the final answer by “reply”.',
      },
    ]);
  });

  it('names the runs that it brought down, from the inside out', () => {
    const down = { status: 'error' as const };
    const runs = [
      { id: 'root', ...down },
      { id: 'step', parentId: 'root', ...down },
      { ...failing, parentId: 'step' },
    ];
    expect(details(error, runs)).toEqual(['“search” failed (Timeout), and with it “step”, then “root”.']);
  });
});

describe('going in circles', () => {
  const said = (id: string, text: string) => someCall(id, 'Help.', text);

  it('sees what is said three times, whatever the figures and the spacing', () => {
    const runs = [1, 2, 3].map((n) => said(`s${n}`, `Attempt ${n}: I will look for  the parcel in the list again.`));
    expect(found(goingInCircles, runs)).toEqual([
      { runIds: ['s2', 's3', 's1'], detail: '“chat” said nearly the same 3 times: it was going in circles.' },
    ]);
  });

  it('lets a model look up one order after the other, but not the same one again', () => {
    const look = (id: string, order: number) => someToolCall(id, 'find_order_by_number', { order_number: order });
    expect(found(goingInCircles, [look('a', 1), look('b', 2), look('c', 3)])).toEqual([]);
    expect(found(goingInCircles, [look('a', 1), look('b', 1), look('c', 1)])).toHaveLength(1);
  });

  it('is silent about a second try, and about short words', () => {
    const twice = [1, 2].map((n) => said(`s${n}`, 'I will look for the parcel in the list of parcels again.'));
    expect(found(goingInCircles, twice)).toEqual([]);
    expect(
      found(
        goingInCircles,
        [1, 2, 3, 4].map((n) => said(`s${n}`, 'Next.')),
      ),
    ).toEqual([]);
  });
});

describe('schema mismatch', () => {
  const parameters = {
    type: 'object',
    required: ['order_id'],
    properties: { order_id: { type: 'string' }, pieces: { type: 'integer' }, by: { enum: ['mail', 'phone'] } },
  };
  const tools = [{ type: 'function', function: { name: 'find_order', description: '', parameters } }];

  it.each([
    ['find_order', {}, '“find_order” was called without order_id, which it needs.'],
    ['find_order', { order_id: 7 }, '“find_order” was called with a value for order_id of the wrong kind.'],
    [
      'find_order',
      { order_id: 'A', pieces: 1.5 },
      '“find_order” was called with a value for pieces of the wrong kind.',
    ],
    ['find_order', { order_id: 'A', by: 'fax' }, '“find_order” was called with a value for by that it does not know.'],
    ['find_order', 'A', 'What the model gave to “find_order” could not be read.'],
    ['cancel', {}, 'The model called “cancel”, a tool that it was not given.'],
  ])('%s %j', (name, given, detail) => {
    expect(found(schemaMismatch, [someToolCall('llm', name, given, tools)])).toEqual([{ runIds: ['llm'], detail }]);
  });

  it('is silent when all fits, and where no tools were recorded', () => {
    const fits = someToolCall('llm', 'find_order', { order_id: 'A', pieces: 2, by: 'mail', more: true }, tools);
    expect(found(schemaMismatch, [fits])).toEqual([]);
    expect(found(schemaMismatch, [someToolCall('llm', 'cancel', {})])).toEqual([]);
  });
});

describe('irrelevant retrieval', () => {
  const search = (query: string, text: string): GivenRun => ({
    id: 'r',
    name: 'search',
    kind: 'retriever',
    inputs: { query },
    outputs: { documents: [{ page_content: text, metadata: { title: 'page' } }] },
  });

  it('sees that no word of the query was found', () => {
    const run = search('refund broken fountain pen', 'Our office in Lisbon opens at nine on Mondays.');
    expect(details(irrelevantRetrieval, [run])).toEqual([
      'What “search” found has nothing to do with what it was asked for.',
    ]);
  });

  it.each([
    ['one word is there', search('refund broken fountain pen', 'Pens are made by hand in our shop.')],
    ['other words mean the same', search('refund broken fountain pen', 'How we reimburse: write to our office.')],
    ['the query is short', search('A-42', 'Our office in Lisbon opens at nine.')],
    ['it found nothing', search('refund broken fountain pen', '')],
    ['it failed', { ...search('refund broken fountain pen', 'Our office in Lisbon.'), status: 'error' as const }],
  ])('is silent when %s', (_when, run) => expect(found(irrelevantRetrieval, [run])).toEqual([]));
});

describe('context full', () => {
  const usage = (inputTokens: number) => ({ usage: { inputTokens, outputTokens: 1 } });

  it('sees a model that is given nearly all that it can read', () => {
    const run = someCall('llm', 'Help.', 'Yes.', { model: 'gpt-4o-mini', ...usage(120_000) });
    expect(details(contextFull, [run])).toEqual([
      '“chat” was given 94 % of what its model can read: what comes on top is lost.',
    ]);
  });

  it('sees a text that was cut before the model got it', () => {
    const messages = [{ role: 'tool', content: 'page one … truncated', tool_call_id: 'c' }];
    const run = { ...someCall('llm', '', 'Yes.'), inputs: { messages } };
    expect(details(contextFull, [run])).toEqual(['“chat” was given a text that had been cut short.']);
  });

  it('sees instructions that drown', () => {
    const messages = [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'word '.repeat(40_000) },
    ];
    const run = { ...someCall('llm', '', 'Yes.'), inputs: { messages } };
    expect(details(contextFull, [run])).toEqual([
      'The instructions of “chat” are lost in a mass of other text: less than 1 % of what it read.',
    ]);
  });

  it('is silent about a model with room, or that it does not know', () => {
    expect(found(contextFull, [someCall('llm', 'Help.', 'Yes.', { model: 'gpt-4o', ...usage(60_000) })])).toEqual([]);
    expect(
      found(contextFull, [someCall('llm', 'Help. '.repeat(1_000), 'Yes.', { model: 'other', ...usage(19_000) })]),
    ).toEqual([]);
  });
});

describe('unfilled placeholder', () => {
  it.each(['{{customer_name}}', `\${name}`, '{customer_name}', '[INSERT NAME HERE]'])('sees %s', (hole) =>
    expect(details(unfilledPlaceholder, [someCall('llm', `You help ${hole} today.`, 'Hi')])).toEqual([
      `A blank in the instructions of “chat” was not filled in: ${hole}`,
    ]),
  );

  it('sees a value that was missing', () =>
    expect(found(unfilledPlaceholder, [someCall('llm', 'Customer: undefined', 'Hi')])).toHaveLength(1));

  it.each([
    'Answer as {"name": "x"}.',
    'Write `{{name}}` where the name goes.',
    `\`\`\`\n\${name}\n\`\`\``,
    'A set {a, b}.',
    'It is undefined.',
  ])('leaves %j alone', (system) => expect(found(unfilledPlaceholder, [someCall('llm', system, 'Hi')])).toEqual([]));

  it('tells of each blank once', () =>
    expect(
      found(
        unfilledPlaceholder,
        ['a', 'b'].map((id) => someCall(id, 'Hello {{name}}', 'Hi')),
      ),
    ).toHaveLength(1));
});

describe('slow or costly', () => {
  const step = (id: string, seconds: number, tokens = 10): GivenRun => ({
    id,
    startMs: 0,
    endMs: seconds * 1_000,
    usage: { inputTokens: tokens, outputTokens: 0 },
  });
  const usual = ['a', 'b', 'c'].map((id) => step(id, 2));

  it('names what took or read far more than the others', () => {
    expect(details(slowOrCostly, [...usual, step('slow', 42), step('greedy', 1, 50_000)])).toEqual([
      '“slow” took 42 seconds, far more than the other steps.',
      '“greedy” read and wrote 50,000 tokens, far more than the other steps.',
    ]);
  });

  it('is silent about steps alike, short ones, and too few to compare', () => {
    expect(found(slowOrCostly, [...usual, step('d', 9)])).toEqual([]);
    expect(found(slowOrCostly, [step('a', 1), step('b', 100)])).toEqual([]);
  });
});

describe('broken instruction', () => {
  it.each([
    ['Never say "guaranteed".', 'Delivery is guaranteed.', '“guaranteed”'],
    ['Answer in at most 5 words.', 'It will come in the next two days.', 'has 8 words'],
    ['Reply with valid JSON.', 'It is on its way.', 'another form'],
    ['Always answer in German.', 'It is on the way to you and we will send that you have it.', 'is in English'],
  ])('%s', (system, says, detail) => {
    const [signal] = found(brokenInstruction, [someCall('llm', system, says)]);
    expect(signal?.detail).toContain(`The instructions say “${system}”, but`);
    expect(signal?.detail).toContain(detail);
  });

  it('sees an answer that is not in the form that the request asked for', () => {
    const run = someCall('llm', 'Help.', 'Sure!', {}, { response_format: { type: 'json_object' } });
    expect(details(brokenInstruction, [run])).toEqual(['The answer is not in the form that the program asked for.']);
  });

  it.each([
    ['Never say "guaranteed".', 'It comes on Monday.'],
    ['Never say "guaranteed" unless it is.', 'Delivery is guaranteed.'],
    ['Answer in at most 5 words.', 'On Monday.'],
    ['Reply with valid JSON.', '```json\n{"on": "Monday"}\n```'],
    ['Answer in German.', 'Das Paket ist auf dem Weg und wir können es nicht aufhalten.'],
    ['Answer in German.', 'Ok.'],
    ['', 'Ok.'],
  ])('is silent: %j, %j', (system, says) =>
    expect(found(brokenInstruction, [someCall('llm', system, says)])).toEqual([]),
  );
});

describe('wrong hand-off', () => {
  const handOff = (id: string, to: string) => someToolCall(id, `transfer_to_${to}`, {});

  it('sees work that is passed back at once', () => {
    const runs = [
      handOff('a', 'billing'),
      someCall('x', 'Help.', 'Looking.'),
      handOff('b', 'refunds'),
      handOff('c', 'billing'),
    ];
    expect(details(wrongHandOff, runs)).toEqual([
      '“refunds” was handed the work and passed it back at once: it went to the wrong one.',
    ]);
  });

  it('sees that nobody took the work up', () => {
    const runs = [
      handOff('a', 'billing'),
      { id: 'x', name: 'billing_agent' },
      handOff('b', 'refunds'),
      { id: 'y', name: 'support' },
    ];
    expect(details(wrongHandOff, runs)).toEqual(['The work was handed to “refunds”, who never took it up.']);
  });

  it('is silent where agents can’t be told apart, and where it went well', () => {
    expect(found(wrongHandOff, [handOff('a', 'billing'), { id: 'x', name: 'agent' }])).toEqual([]);
    expect(found(wrongHandOff, [handOff('a', 'billing'), { id: 'x', name: 'Billing Agent' }])).toEqual([]);
  });
});

describe('hostile text', () => {
  const hostile = [
    '{{'.repeat(100_000),
    'never do not '.repeat(20_000),
    '"'.repeat(200_000),
    `JSON ${'a'.repeat(200_000)}`,
    '\n'.repeat(200_000),
  ];

  it.each(hostile)(
    'freezes no signal (%#)',
    (text) => {
      const runs = [
        { id: 'root', outputs: text },
        someCall('a', text, text, { parentId: 'root' }),
        {
          id: 't',
          name: 'search',
          kind: 'tool' as const,
          parentId: 'root',
          inputs: { query: text },
          outputs: text,
          error: text,
        },
        someToolCall('b', `transfer_to_${text.slice(0, 500)}`, { text }),
      ];
      const seen = lookAt(someSafeTrace(runs), text.slice(0, 2_000));
      const spentMs = countSpentMs();
      triage(seen, signals);
      expect(spentMs()).toBeLessThan(5_000);
    },
    60_000,
  );
});
