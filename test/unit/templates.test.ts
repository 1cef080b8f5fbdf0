import fc from 'fast-check';
import { expect, it } from 'vitest';
import { align, fill, type Segment } from '../../src/refine/call/align.ts';
import { locatePrompts, renderAgain } from '../../src/refine/call/locate-prompt.ts';
import { mustache } from '../../src/templates/mustache.ts';
import { plain } from '../../src/templates/plain.ts';
import { countSpentMs } from '../spent-ms.ts';
import { someCall } from './some.ts';

const languages = [plain, mustache];
const callWith = (content: string) =>
  someCall({ messages: [{ role: 'system', content, toolCalls: [], toolCallId: null }] });

it('aligning and filling again is the identity, whatever stands in the holes', () => {
  const segment = fc.oneof(
    fc.record({ text: fc.string({ maxLength: 6 }) }),
    fc.record({ variable: fc.constantFrom('a', 'b', 'c') }),
  );
  const values = fc.record({
    a: fc.string({ maxLength: 8 }),
    b: fc.string({ maxLength: 8 }),
    c: fc.string({ maxLength: 8 }),
  });
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 8 }), values, (segments: Segment[], given) => {
      const rendered = fill(segments, given) ?? '';
      const found = align(segments, rendered);
      expect(found).toBeDefined();
      expect(fill(segments, found ?? {})).toBe(rendered);
    }),
    { seed: 7, numRuns: 500 },
  );
});

it.each([
  ['Hello {{name}}!', 'Hello Ada!', { name: 'Ada' }],
  ['Hello {{ name }}, {{name}}!', 'Hello Ada, Ada!', { name: 'Ada' }],
  ['Hello {{name}}, {{name}}!', 'Hello Ada, Ben!', undefined],
  ['{{a}}-{{b}}-end', 'x-y-z-end', { a: 'x', b: 'y-z' }],
  ['{{a}}', '', { a: '' }],
  ['no hole', 'no hole', {}],
  ['no hole', 'another', undefined],
  ['{{#each items}}{{name}}{{/each}}', 'Ada', undefined],
  ['{% if x %}{{name}}{% endif %}', 'Ada', undefined],
  ['{{ name | upcase }}', 'ADA', undefined],
])('aligns %j with %j', (template, rendered, variables) => {
  expect(mustache.align(template, rendered)).toEqual(variables);
});

it('gives up on a hostile pair in bounded time', () => {
  const template = Array.from({ length: 40 }, (_, index) => `{{v${index}}}a`).join('');
  const spentMs = countSpentMs();
  expect(mustache.align(`${template}b`, 'a'.repeat(5_000))).toBeUndefined();
  expect(spentMs()).toBeLessThan(2_000);
});

it.each(['{', '{{ ', '{{a'])('is not kept by a file full of %j', (braces) => {
  const spentMs = countSpentMs();
  mustache.segments(braces.repeat(60_000));
  expect(spentMs()).toBeLessThan(1_000);
});

const file = { path: 'prompts/support.md', text: '# Support\n\n- Be kind to {{customer_name}}.\n- Be short.\n' };

it.each([
  ['as it stands', '# Support\n\n- Be kind to Ada.\n- Be short.\n'],
  ['trimmed', '# Support\n\n- Be kind to Ada.\n- Be short.'],
  ['with text behind it', '# Support\n\n- Be kind to Ada.\n- Be short.\n\nDocuments:\n1. Be short.\nToday is Monday.'],
])('finds the file of a prompt that was rendered %s, and renders an edit of it the same way', (_how, content) => {
  const call = callWith(content);
  const [site, ...others] = locatePrompts(
    call,
    [{ path: 'other.md', text: 'Something else entirely, long enough.' }, file],
    languages,
  );
  if (!site) throw new Error('not found');
  expect(others).toEqual([]);
  expect(site).toMatchObject({
    path: file.path,
    language: 'mustache',
    messageIndex: 0,
    variables: { customer_name: 'Ada' },
  });
  expect(renderAgain(call, site, file.text, languages)?.messages[0]?.content).toBe(content);

  const edited = file.text.replace('- Be short.', '- Be short.\n- Bye, {{customer_name}}.');
  expect(renderAgain(call, site, edited, languages)?.messages[0]?.content).toBe(
    content.replace('- Be short.', '- Be short.\n- Bye, Ada.'),
  );
});

it('says that an edited file asks for a value that the call does not have', () => {
  const call = callWith('# Support\n\n- Be kind to Ada.\n- Be short.\n');
  const [site] = locatePrompts(call, [file], languages);
  if (!site) throw new Error('not found');
  expect(renderAgain(call, site, `${file.text}{{unknown}}`, languages)).toBeUndefined();
});

it('takes no file for the origin of a prompt that it did not make', () => {
  expect(locatePrompts(callWith('# Support\n\n- Be rude to Ada.\n- Be short.\n'), [file], languages)).toEqual([]);
  expect(locatePrompts(callWith('anything'), [{ path: 'x', text: '{{a}}{{b}}' }], languages)).toEqual([]);
});

it.each([
  ['has hardly any text of its own', '{{customer_question}}\n\n{{retrieved_documents}}'],
  ['has long names and short texts', 'Q: {{the_question_of_the_customer}} A: {{the_answer_of_the_agent}}'],
  ['has white space only', `{{question}}${'\n'.repeat(40)}{{documents}}`],
])('takes no file for the origin of a prompt that %s', (_what, text) => {
  const rendered = text.replace(/\{\{\w+\}\}/g, 'Where is my parcel?');
  expect(locatePrompts(callWith(rendered), [{ path: 'prompts/any.md', text }], languages)).toEqual([]);
});

it('takes the file with the most text of its own, not the longest', () => {
  const own = 'Answer the customer kindly and in few words: {{q}}';
  const foreign = `Answer the customer {{${'how_'.repeat(20)}}}: {{the_question_of_the_customer}}`;
  const call = callWith('Answer the customer kindly and in few words: Where is my parcel?');
  const files = [
    { path: 'foreign.md', text: foreign },
    { path: 'own.md', text: own },
  ];
  expect(locatePrompts(call, files, languages).map(({ path }) => path)).toEqual(['own.md']);
  expect(locatePrompts(call, files.toReversed(), languages).map(({ path }) => path)).toEqual(['own.md']);
});

it('takes the simplest language that explains a file', () => {
  const text = 'Answer the customer kindly and in few words.';
  expect(locatePrompts(callWith(text), [{ path: 'x', text }], languages)).toMatchObject([{ language: 'plain' }]);
});

it.each([
  ['alone', ''],
  ['with text behind it', '\n\nDocuments: none.'],
])('sends no hole to a model that a plain file did not have: %s', (_how, rest) => {
  const text = `Answer the customer kindly. Write {{name}} where a name belongs.\n`;
  const call = callWith(text.trimEnd() + rest);
  const [site] = locatePrompts(call, [{ path: 'x', text }], languages);
  if (!site) throw new Error('not found');
  expect(site).toMatchObject({ language: 'plain', rest });
  const contentAfter = (edited: string) => renderAgain(call, site, edited, languages)?.messages[0]?.content;

  expect(contentAfter(`${text}Be short, {{customer}}.`)).toBeUndefined();
  expect(contentAfter(`${text}{{#if customer}}Be short.{{/if}}`)).toBeUndefined();
  expect(contentAfter(`${text}{% if customer %}Be short.{% endif %}`)).toBeUndefined();
  expect(contentAfter(`${text}Be short, and never forget {{name}}.`)).toBe(
    `${text}Be short, and never forget {{name}}.${rest}`,
  );
  expect(contentAfter(`${text}Say {"a": {"b": 1}}.`)).toBe(`${text}Say {"a": {"b": 1}}.${rest}`);
});
