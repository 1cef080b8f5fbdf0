import { expect, it } from 'vitest';
import { lookAt } from '../../src/refine/call/look-at.ts';
import { findAnswer } from '../../src/refine/suspects/find-answer.ts';
import { findDocuments } from '../../src/refine/suspects/find-documents.ts';
import { findTask } from '../../src/refine/suspects/find-task.ts';
import { shorten } from '../../src/refine/text/shorten.ts';
import { someRun, someSafeTrace } from './some-trace.ts';

const call = (id: string, says: string) => ({
  id,
  kind: 'llm' as const,
  parentId: 'root',
  inputs: { messages: [{ role: 'user', content: 'Which plan?' }] },
  outputs: { role: 'assistant', content: says },
});

it('looks at calls and children', () => {
  const trace = someSafeTrace([{ id: 'root' }, call('one', 'Pro.'), { ...call('two', ''), inputs: {} }]);
  const seen = lookAt(trace, 'say Pro');
  expect([...seen.calls.keys()]).toEqual(['one']);
  expect(seen.calls.get('one')?.output.text).toBe('Pro.');
  expect(trace.runs.map((run) => seen.childrenOf(run).map(({ id }) => id))).toEqual([['one', 'two'], [], []]);
});

it('finds the answer that came out of the trace, else the last', () => {
  const calls = [call('one', 'The Pro plan.'), call('two', 'A summary for the log.')];
  const came = lookAt(someSafeTrace([{ id: 'root', outputs: { answer: 'The Pro plan.' } }, ...calls]), '');
  expect(findAnswer(came)?.run.id).toBe('one');
  expect(findAnswer(lookAt(someSafeTrace([{ id: 'root' }, ...calls]), ''))?.run.id).toBe('two');
  expect(findAnswer(lookAt(someSafeTrace([{ id: 'root', outputs: 'said by code' }]), ''))).toBeUndefined();
});

it('finds documents with their dates, or takes all that came out for one', () => {
  const documents = [
    { page_content: 'Pro is $39.', metadata: { source: 'plans.md', updated_at: '2026-02-01T10:00:00Z' } },
    { text: 'Valid from 2024-05-01: Pro is $29.', title: 'Old plans' },
    { text: 'Nobody knows.', title: 'Rumours' },
  ];
  const run = someRun({ id: 'r', name: 'search', outputs: { result: JSON.stringify({ documents }) } });
  expect(findDocuments(run)).toEqual([
    { title: 'plans.md', text: 'Pro is $39.', date: '2026-02-01' },
    { title: 'Old plans', text: 'Valid from 2024-05-01: Pro is $29.', date: '2024-05-01' },
    { title: 'Rumours', text: 'Nobody knows.', date: null },
  ]);
  expect(findDocuments(someRun({ id: 'r', name: 'search', outputs: 'Pro is $39.' }))).toEqual([
    { title: 'search', text: 'Pro is $39.', date: null },
  ]);
  expect(findDocuments(someRun({ id: 'r' }))).toEqual([]);
});

it.each([
  [{ question: 'Which plan is best?' }, 'Which plan is best?'],
  [{ settings: { language: 'English' }, user_input: 'Which plan is best?' }, 'Which plan is best?'],
  [{ settings: { language: 'English' } }, undefined],
  [
    {
      messages: [
        { role: 'system', content: 'Be kind to all.' },
        { role: 'user', content: 'Which plan is best?' },
      ],
    },
    'Which plan is best?',
  ],
  [{ messages: [{ type: 'human', content: [{ type: 'text', text: 'Which plan?' }] }] }, 'Which plan?'],
  [{}, undefined],
])('finds the task in %j', (inputs, task) => {
  expect(findTask(someSafeTrace([{ id: 'root' }, { id: 'step', parentId: 'root', inputs }]))).toBe(task);
});

it('shortens at a word, on one line', () => {
  expect(shorten('one\n two  three', 20)).toBe('one two three');
  expect(shorten('one two three', 9)).toBe('one two…');
  expect(shorten('👍👍👍', 4).isWellFormed()).toBe(true);
});
