import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssertionKind } from '../../src/assertions/assertion.ts';
import { contains } from '../../src/assertions/contains.ts';
import { jsonPath } from '../../src/assertions/json-path.ts';
import { jsonSchema } from '../../src/assertions/json-schema.ts';
import { lacks } from '../../src/assertions/lacks.ts';
import { language } from '../../src/assertions/language.ts';
import { latency } from '../../src/assertions/latency.ts';
import { length } from '../../src/assertions/length.ts';
import { pattern } from '../../src/assertions/pattern.ts';
import { says } from '../../src/assertions/says.ts';
import { tokens } from '../../src/assertions/tokens.ts';
import { toolArguments } from '../../src/assertions/tool-arguments.ts';
import { toolCalled } from '../../src/assertions/tool-called.ts';
import { toolNotCalled } from '../../src/assertions/tool-not-called.ts';
import { toolsInOrder } from '../../src/assertions/tools-in-order.ts';
import type { Answer } from '../../src/domain/call.ts';
import type { Json, JsonObject } from '../../src/domain/json.ts';
import { assertions } from '../../src/wiring.ts';
import '../seed.ts';
import { countSpentMs } from '../spent-ms.ts';
import { someAnswer, someCall, someOutput } from './some.ts';

const TOOLS = ['look_up_order', 'search', 'issue_refund', 'findCustomer', 'archive'];
const call = someCall({ tools: TOOLS.map((name) => ({ name, description: '', parameters: {} })) });
const said = (text: string): Answer => someAnswer(someOutput(text));
const called = (...calls: readonly (readonly [string, Json])[]): Answer =>
  someAnswer({
    text: '',
    finish: 'tool-calls',
    toolCalls: calls.map(([name, given], index) => ({ id: String(index), name, arguments: given })),
  });

/** What an expert writes, an answer that is right, and one that is wrong. */
const EXAMPLES: readonly (readonly [AssertionKind<never>, string, Answer, Answer])[] = [
  [length, 'at most 3 sentences', said('One. Two. Three.'), said('One. Two. Three. Four.')],
  [length, 'no more than two sentences', said('One. Two.'), said('One. Two. Three.')],
  [length, 'in one sentence', said('One.'), said('One. Two.')],
  [length, 'keep it under 5 words', said('It takes four words'), said('It takes up five words')],
  [length, 'at least 3 words', said('It is so'), said('It is')],
  [length, 'between 2 and 3 paragraphs', said('A\n\nB'), said('A\nB')],
  [length, 'shorter than 5 characters', said('four'), said('fives')],
  [length, 'exactly 2 words', said('two words'), said('')],
  [
    language,
    'answer in German',
    said('Das ist nicht die Bestellung und wir haben sie auf der Liste.'),
    said('This is the order that you have on the list and it is with us.'),
  ],
  [
    language,
    'en français',
    said('Vous avez la commande et nous ne sommes pas dans le magasin avec les clients.'),
    said('This is the order that you have on the list and it is with us.'),
  ],
  [latency, 'within 2 seconds', { ...said('x'), tookMs: 2_000 }, { ...said('x'), tookMs: 2_001 }],
  [latency, 'answer in under 300 ms', { ...said('x'), tookMs: 299 }, { ...said('x'), tookMs: 300 }],
  [
    tokens,
    'use at most 20 tokens',
    { ...said('x'), usage: { inputTokens: 900, outputTokens: 20 } },
    { ...said('x'), usage: { inputTokens: 1, outputTokens: 21 } },
  ],
  [pattern, 'match /RF-\\d+/', said('It is RF-12.'), said('It is rf-12.')],
  [pattern, 'it must match /^dear .+,$/i', said('Dear Ada,\nwe'), said('Hello Ada,')],
  [pattern, 'never match /sorry|apolog/i', said('We will.'), said('Sorry!')],
  [jsonSchema, 'answer as JSON', said('```json\n{"a":1}\n```'), said('a: 1')],
  [jsonSchema, 'return valid JSON with a field total', said('{"total":null}'), said('{"sum":1}')],
  [jsonSchema, 'as JSON with the fields “order id” and total', said('{"order id":1,"total":2}'), said('{"total":2}')],
  [jsonSchema, 'match the schema {"type":"array","maxItems":1}', said('[1]'), said('[1,2]')],
  [jsonPath, '$.items[0].price is 39', said('{"items":[{"price":39}]}'), said('{"items":[{"price":"39"}]}')],
  [jsonPath, '$..name must be “Ada”', said('{"a":[{"name":"Ada"}]}'), said('{"name":"Ben"}')],
  [jsonPath, 'has $.total', said('{"total":0}'), said('{"sum":0}')],
  [jsonPath, '$.ok is true', said('{"ok":true}'), said('no JSON')],
  [toolCalled, 'use the search tool', called(['search', {}]), called(['issue_refund', {}])],
  [
    toolCalled,
    'look up order A-0042',
    called(['look_up_order', { id: 'a-0042' }]),
    called(['look_up_order', { id: 42 }]),
  ],
  [toolNotCalled, 'never call issue_refund', called(['search', {}]), called(['search', {}], ['issue_refund', {}])],
  [toolNotCalled, 'without using the search tool', said('x'), called(['search', {}])],
  [toolNotCalled, 'do not call “search” with “A-1”', called(['search', { q: 'B' }]), called(['search', { q: 'A-1' }])],
  [
    toolArguments,
    'call issue_refund with amount = 20',
    called(['issue_refund', { amount: '20', note: 'x' }]),
    called(['issue_refund', { amount: 200 }]),
  ],
  [
    toolArguments,
    'call issue_refund with {"lines":[1,2]}',
    called(['issue_refund', { lines: [1, 2] }]),
    called(['issue_refund', { lines: [2, 1] }]),
  ],
  [
    toolsInOrder,
    'call findCustomer, then issue_refund',
    called(['findCustomer', {}], ['archive', 1], ['issue_refund', {}]),
    called(['issue_refund', {}], ['findCustomer', {}]),
  ],
  [
    toolsInOrder,
    'call issue_refund only after findCustomer',
    called(['findCustomer', {}], ['issue_refund', {}]),
    called(['issue_refund', {}], ['findCustomer', {}]),
  ],
  [contains, 'say “likely”, not “sure”', said('It is likely.'), said('Sure, likely.')],
  [lacks, 'never say “sure”', said('Likely.'), said('Sure.')],
  [says, 'say that we ship to Norway', said('We do ship to Norway.'), said('We do not ship to Norway.')],
] as never;

it.each(EXAMPLES.map(([kind, sentence, right, wrong]) => ({ name: kind.kind, kind, sentence, right, wrong })))(
  '$name: $sentence',
  ({ kind, sentence, right, wrong }) => {
    const understood = kind.understand(sentence, call);
    if (!understood) throw new Error('not understood');
    expect(kind.judge(right, understood.params, call)).toBe(true);
    expect(kind.judge(wrong, understood.params, call)).toBe(false);
    expect(kind.params.safeParse(JSON.parse(JSON.stringify(understood.params))).data).toEqual(understood.params);
    expect(kind.understand(kind.write(understood.params), call)?.params).toEqual(understood.params);
  },
);

it('has an example of each kind that is plugged in', () => {
  expect(new Set(EXAMPLES.map(([kind]) => kind.kind))).toEqual(new Set(assertions.map(({ kind }) => kind)));
});

it('can’t tell what nobody measured, nor the language of two words', () => {
  expect(latency.judge(said('x'), { mostMs: 1 }, call)).toBeNull();
  expect(tokens.judge(said('x'), { most: 1 }, call)).toBeNull();
  expect(language.judge(said('Ja, gern.'), { language: 'German' }, call)).toBeNull();
  expect(language.judge(said(''), { language: 'German' }, call)).toBe(false);
});

it('counts the tools that were called before in the same turn, and those alone', () => {
  const tool = (name: string) => ({
    role: 'assistant' as const,
    content: '',
    toolCallId: null,
    toolCalls: [{ id: '1', name, arguments: {} }],
  });
  const user = { role: 'user' as const, content: 'Hi', toolCalls: [], toolCallId: null };
  const params = { tools: ['search', 'archive'] };
  expect(toolsInOrder.judge(called(['archive', {}]), params, someCall({ messages: [user, tool('search')] }))).toBe(
    true,
  );
  expect(toolsInOrder.judge(called(['archive', {}]), params, someCall({ messages: [tool('search'), user] }))).toBe(
    false,
  );
});

it.each([
  'match /(a)\\1/',
  'match /(?<=a)b/',
  'match /[/',
  'match /(?:a?){90}(?:b?){90}c/',
  '$[?@.a =~ "x"].b is 1',
  'match the schema {"properties":{"a":{"pattern":"(a+)+$"}}}',
  'match the schema {"$ref":"#"}',
  'match the schema {"a":',
  'call issue_refund with {"amount": }',
  'say “match”',
  'reply within 2 days',
  'in Klingon',
  'never call issue_refund for small sums',
  'ask for the search words',
])('no phrase is understood in %j', (sentence) => {
  const phrases = assertions.filter(({ takes }) => takes === 'phrase');
  expect(phrases.filter((kind) => kind.understand(sentence, call)).map(({ kind }) => kind)).toEqual([]);
});

it.each(['(a+)+$', '(?:a?){30}(?:b?){30}c', '(x+x+)+y', '([a-z]+)*!', '(?:.*a){20}$'])(
  'no pattern and no text holds it up: /%s/',
  (source) => {
    const spentMs = countSpentMs();
    for (const sign of ['a', 'x', '\u{1f600}'])
      pattern.judge(said(`${sign.repeat(50_000)}\n`), { pattern: source, anyCase: true, stands: true }, call);
    expect(spentMs()).toBeLessThan(4_000);
  },
);

it('no schema and no path holds it up', () => {
  const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
  const wide = JSON.stringify(Array.from({ length: 20_000 }, () => ({ a: [1] })));
  const spentMs = countSpentMs();
  for (const text of [deep, wide]) {
    jsonPath.judge(said(text), { path: '$..*', equals: 2 }, call);
    jsonSchema.judge(said(text), { schema: { items: { anyOf: [{ type: 'object' }, { items: {} }] } } }, call);
  }
  expect(spentMs()).toBeLessThan(4_000);
});

describe('what a kind writes, it understands again', () => {
  const word = fc.stringMatching(/^[A-Za-zäé][A-Za-z0-9äé -]{0,20}[A-Za-z0-9]$/);
  const tool = fc.constantFrom(...TOOLS);
  const bounds = fc.oneof(
    fc.nat(900).map((most) => ({ least: null, most })),
    fc.nat(900).map((least) => ({ least, most: null })),
    fc.tuple(fc.nat(400), fc.nat(400)).map(([least, more]) => ({ least, most: least + more })),
  );
  const scalar = fc.oneof(word, fc.integer({ min: -9_999, max: 9_999 }), fc.boolean());
  const properties: readonly (readonly [AssertionKind<never>, fc.Arbitrary<JsonObject>])[] = [
    [
      length,
      fc
        .tuple(fc.constantFrom('word', 'sentence', 'character', 'paragraph'), bounds)
        .map(([unit, of]) => ({ unit, ...of })),
    ],
    [latency, fc.integer({ min: 1, max: 99_999 }).map((mostMs) => ({ mostMs }))],
    [tokens, fc.nat(99_999).map((most) => ({ most }))],
    [language, fc.constantFrom('English', 'German', 'French', 'Spanish').map((name) => ({ language: name }))],
    [
      pattern,
      fc
        .tuple(
          fc.stringMatching(/^[a-z0-9/.*+^ \\d]{1,20}$/).filter((source) => !source.includes('\\/')),
          fc.boolean(),
          fc.boolean(),
        )
        .map(([source, anyCase, stands]) => ({ pattern: source, anyCase, stands })),
    ],
    [
      jsonSchema,
      fc
        .uniqueArray(word, { minLength: 1, maxLength: 5 })
        .map((required) => ({ schema: { type: 'object', required } })),
    ],
    [
      jsonSchema,
      fc.constantFrom({}, { type: 'array' }, { const: '}' }, { enum: [1, 'a', null] }).map((schema) => ({ schema })),
    ],
    [
      jsonPath,
      fc
        .tuple(fc.stringMatching(/^\$(\.[a-z_]{1,8}|\[[0-9]{1,3}\]|\[\*\]){1,4}$/), fc.option(scalar))
        .map(([path, equals]) => ({ path, equals })),
    ],
    [
      toolCalled,
      fc
        .tuple(fc.constantFrom('look_up_order', 'issue_refund'), word)
        .map(([name, argument]) => ({ tool: name, argument })),
    ],
    [toolNotCalled, fc.tuple(tool, fc.option(word)).map(([name, argument]) => ({ tool: name, argument }))],
    [
      toolArguments,
      fc
        .tuple(tool, fc.dictionary(word, scalar, { maxKeys: 4 }))
        .map(([name, given]) => ({ tool: name, arguments: given })),
    ],
    [toolsInOrder, fc.array(tool, { minLength: 2, maxLength: 4 }).map((tools) => ({ tools }))],
    [lacks, fc.uniqueArray(word, { minLength: 1, maxLength: 4 }).map((none) => ({ none }))],
    [
      contains,
      fc
        .tuple(fc.uniqueArray(word, { minLength: 1, maxLength: 3 }), fc.array(word, { maxLength: 1 }))
        .map(([all, none]) => ({ all, none: none.filter((text) => !all.includes(text)) })),
    ],
  ] as never;

  it.each(properties.map(([kind, params]) => ({ name: kind.kind, kind, params })))('$name', ({ kind, params }) => {
    fc.assert(
      fc.property(params, (given) => {
        fc.pre(kind.params.safeParse(given).success);
        expect(kind.understand(kind.write(given as never), call)?.params).toEqual(given);
        expect(kind.say(given as never).length).toBeGreaterThan(4);
      }),
      { numRuns: 200 },
    );
  });
});
