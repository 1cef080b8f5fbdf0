import { expect, it } from 'vitest';
import { locatePrompts, renderAgain } from '../../src/refine/call/locate-prompt.ts';
import { readTemplates } from '../../src/wiring-of-reading.ts';
import { someCall } from './some.ts';

const callWith = (content: string) =>
  someCall({ messages: [{ role: 'system', content, toolCalls: [], toolCallId: null }] });

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
    readTemplates,
  );
  if (!site) throw new Error('not found');
  expect(others).toEqual([]);
  expect(site).toMatchObject({
    path: file.path,
    language: 'mustache',
    messageIndex: 0,
    variables: { customer_name: 'Ada' },
  });
  expect(renderAgain(call, [{ site, text: file.text }], readTemplates)?.messages[0]?.content).toBe(content);

  const edited = file.text.replace('- Be short.', '- Be short.\n- Bye, {{customer_name}}.');
  expect(renderAgain(call, [{ site, text: edited }], readTemplates)?.messages[0]?.content).toBe(
    content.replace('- Be short.', '- Be short.\n- Bye, Ada.'),
  );
});

it('says that an edited file asks for a value that the call does not have', () => {
  const call = callWith('# Support\n\n- Be kind to Ada.\n- Be short.\n');
  const [site] = locatePrompts(call, [file], readTemplates);
  if (!site) throw new Error('not found');
  expect(renderAgain(call, [{ site, text: `${file.text}{{unknown}}` }], readTemplates)).toBeUndefined();
});

it('takes no file for the origin of a prompt that it did not make', () => {
  expect(locatePrompts(callWith('# Support\n\n- Be rude to Ada.\n- Be short.\n'), [file], readTemplates)).toEqual([]);
  expect(locatePrompts(callWith('anything'), [{ path: 'x', text: '{{a}}{{b}}' }], readTemplates)).toEqual([]);
});

it.each([
  ['has hardly any text of its own', '{{customer_question}}\n\n{{retrieved_documents}}'],
  ['has long names and short texts', 'Q: {{the_question_of_the_customer}} A: {{the_answer_of_the_agent}}'],
  ['has white space only', `{{question}}${'\n'.repeat(40)}{{documents}}`],
])('takes no file for the origin of a prompt that %s', (_what, text) => {
  const rendered = text.replace(/\{\{\w+\}\}/g, 'Where is my parcel?');
  expect(locatePrompts(callWith(rendered), [{ path: 'prompts/any.md', text }], readTemplates)).toEqual([]);
});

it('takes the file with the most text of its own, not the longest', () => {
  const own = 'Answer the customer kindly and in few words: {{q}}';
  const foreign = `Answer the customer {{${'how_'.repeat(20)}}}: {{the_question_of_the_customer}}`;
  const call = callWith('Answer the customer kindly and in few words: Where is my parcel?');
  const files = [
    { path: 'foreign.md', text: foreign },
    { path: 'own.md', text: own },
  ];
  expect(locatePrompts(call, files, readTemplates).map(({ path }) => path)).toEqual(['own.md']);
  expect(locatePrompts(call, files.toReversed(), readTemplates).map(({ path }) => path)).toEqual(['own.md']);
});

it('takes the simplest language that explains a file', () => {
  const text = 'Answer the customer kindly and in few words.';
  expect(locatePrompts(callWith(text), [{ path: 'x', text }], readTemplates)).toMatchObject([{ language: 'plain' }]);
});

it.each([
  ['alone', ''],
  ['with text behind it', '\n\nDocuments: none.'],
])('sends no hole to a model that a plain file did not have: %s', (_how, rest) => {
  const text = `Answer the customer kindly. Write {{name}} where a name belongs.\n`;
  const content = text.trimEnd() + rest;
  const call = callWith(content);
  const [site] = locatePrompts(call, [{ path: 'x', text }], readTemplates);
  if (!site) throw new Error('not found');
  expect(site).toMatchObject({ language: 'plain', start: 0, end: content.length - rest.length });
  const contentAfter = (edited: string) =>
    renderAgain(call, [{ site, text: edited }], readTemplates)?.messages[0]?.content;

  expect(contentAfter(`${text}Be short, {{customer}}.`)).toBeUndefined();
  expect(contentAfter(`${text}{{#if customer}}Be short.{{/if}}`)).toBeUndefined();
  expect(contentAfter(`${text}{% if customer %}Be short.{% endif %}`)).toBeUndefined();
  expect(contentAfter(`${text}Be short, and never forget {{name}}.`)).toBe(
    `${text}Be short, and never forget {{name}}.${rest}`,
  );
  expect(contentAfter(`${text}Say {"a": {"b": 1}}.`)).toBe(`${text}Say {"a": {"b": 1}}.${rest}`);
});
