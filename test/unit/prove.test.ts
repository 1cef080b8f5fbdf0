import { expect, it } from 'vitest';
import { changedCall } from '../../src/refine/call/changed-call.ts';
import { promptsToday } from '../../src/refine/call/prompts-today.ts';
import { withMessage } from '../../src/refine/call/with-message.ts';
import { sealChange, sealCheck } from '../../src/refine/case/digest.ts';
import { evalCaseEdit, withCheck } from '../../src/refine/case/eval-case.ts';
import { applyEdits } from '../../src/refine/change/apply-edits.ts';
import { readTemplates } from '../../src/wiring-of-reading.ts';
import { someCall, someCheck } from './some.ts';

const call = someCall();
const prompt = {
  path: 'prompts/p.md',
  text: 'You help {{who}}.\n',
  language: 'mustache',
  place: '',
  messageIndex: 0,
  start: 0,
  end: call.messages[0]?.content.length ?? 0,
  variables: { who: 'customers' },
  trimmed: true,
};
const bytes = (text: string) => ({ bytes: new TextEncoder().encode(text), mode: '100644' as const });
const files = new Map([
  ['prompts/p.md', bytes('You help {{who}}.\n')],
  ['other.md', bytes('Other.\n')],
]);
const changed = (...edits: Parameters<typeof applyEdits>[0]) =>
  changedCall({ call, sites: [prompt], files: [prompt] }, edits, applyEdits(edits, files), readTemplates);

it('is the failing call with the edited prompt in it', () => {
  expect(changed({ kind: 'append', path: 'prompts/p.md', text: 'Be kind to {{who}}.\n' })).toMatchObject({
    call: { messages: [{ content: 'You help customers.\nBe kind to customers.' }, call.messages[1]] },
  });
});

it.each([
  ['an edit of another file', { kind: 'append', path: 'other.md', text: 'x\n' }, { untouched: true }],
  [
    'a prompt that is gone',
    { kind: 'delete', path: 'prompts/p.md' },
    { impossible: expect.stringContaining('prompts/p.md') },
  ],
  [
    'a value that nobody gives',
    { kind: 'append', path: 'prompts/p.md', text: '{{unknown}}' },
    { impossible: expect.stringContaining('rendered') },
  ],
  [
    'an edit that does not fit',
    { kind: 'replace', path: 'prompts/p.md', find: 'nowhere', text: 'x' },
    { impossible: expect.any(String) },
  ],
] as const)('knows %s', (_what, edit, outcome) => {
  expect(changed(edit)).toEqual(outcome);
});

const sourceOf = (prompt: string) => `const MODEL = 'x';\nexport const PROMPT = \`${prompt}\`;\n`;
const IN_CODE = sourceOf(`You are the helper of \${shop}.\n\n- Say \\\`yes\\\` when you are asked.\n`);
const inCode = (source: string, ...edits: Parameters<typeof applyEdits>[0]) => {
  const sent = someCall({
    messages: [
      {
        role: 'system',
        content: 'You are the helper of ACME.\n\n- Say `yes` when you are asked.',
        toolCalls: [],
        toolCallId: null,
      },
    ],
  });
  const file = { path: 'src/agent.ts', text: source };
  const today = promptsToday(sent, [file], readTemplates);
  return changedCall(today, edits, applyEdits(edits, new Map([[file.path, bytes(source)]])), readTemplates);
};
const replaceIn = (find: string, text: string) => ({ kind: 'replace', path: 'src/agent.ts', find, text }) as const;

it('renders an edit of a string in a program, with its escapes', () => {
  expect(inCode(IN_CODE, replaceIn('- Say \\`yes\\` when', `- Say \\\`no\\\` to \${shop}, when`))).toMatchObject({
    substituted: false,
    call: { messages: [{ content: 'You are the helper of ACME.\n\n- Say `no` to ACME, when you are asked.' }] },
  });
});

it.each([
  ['code besides the prompt', replaceIn("'x'", "'y'"), 'more of src/agent.ts than the prompt (code)'],
  ['a value that nobody gives', replaceIn(`\${shop}`, `\${other}`), 'rendered'],
  ['a string that ends too early', replaceIn('when you', 'when`you'), ''],
])('replays nothing of an edit of %s', (_what, edit, why) => {
  expect(inCode(IN_CODE, edit)).toEqual({ impossible: expect.stringContaining(why) });
});

/** A message that no file renders to. */
const LOST = 'Today is Monday. Always say that you remember earlier chats. Bye.';
const lost = (
  edit: Parameters<typeof applyEdits>[0][number],
  text: string,
  ...others: { path: string; text: string }[]
) => {
  const sent = someCall({ messages: [{ role: 'system', content: LOST, toolCalls: [], toolCallId: null }] });
  const found = [{ path: edit.path, text }, ...others];
  const applied = applyEdits([edit], new Map(found.map((each) => [each.path, bytes(each.text)])));
  return changedCall({ call: sent, sites: [], files: found }, [edit], applied, readTemplates);
};
const SAYING = 'Always say that you remember earlier chats.';
const change = (find: string, text: string, path = 'p.md') => ({ kind: 'replace', path, find, text }) as const;

it('makes the edit in the text of the message where no file renders to it, and marks that', () => {
  const build = `x {{#if day}}${SAYING}\n{{/if}}`;
  expect(lost(change(`${SAYING}\n`, 'Never say so.\n'), build)).toMatchObject({
    substituted: true,
    call: { messages: [{ content: LOST.replace(SAYING, 'Never say so.') }] },
  });
  expect(lost({ kind: 'insert-after', path: 'p.md', anchor: SAYING, text: ' Never lie.' }, build)).toMatchObject({
    call: { messages: [{ content: LOST.replace(SAYING, `${SAYING} Never lie.`) }] },
  });
});

it.each([
  ['words that are too few to tell', change('you remember', 'we forget'), SAYING],
  ['words that the message does not have', change('Never say that you remember.', 'x'), 'Never say that you remember.'],
  ['words that stand in another file, too', change(SAYING, 'Never.'), SAYING, { path: 'q.md', text: SAYING }],
  ['a hole', change(SAYING, 'Always greet {{name}}.'), SAYING],
  ['a hole in single braces', change(SAYING, 'Always greet {name}.'), SAYING],
  ['an end that nobody can tell', { kind: 'append', path: 'p.md', text: 'Never lie.' } as const, SAYING],
  ['a line more in a program', change(SAYING, 'Always.\nNever.', 'p.py'), `P = "${SAYING}"\n`],
  ['a quotation mark in a program', change(SAYING, 'Always say "no".', 'p.py'), `P = "${SAYING}"\n`],
])(
  'makes no edit in the text that may be another one in the file: %s',
  (_what, edit, text, other?: { path: string; text: string }) => {
    expect(lost(edit, text, ...(other ? [other] : []))).toEqual({ untouched: true });
  },
);

it.each([
  ['{"id":"a","input":"x","expected":"y"}\n', ['id', 'input', 'expected', 'check']],
  ['{"question":"x","answer":"y"}', ['question', 'answer', 'check']],
  ['{"prompt":"x","reference":"y","id":3}\n\n', ['id', 'prompt', 'reference', 'check']],
  ['{"input":"x","expected":"y","metadata":{"team":"a"}}', ['input', 'expected', 'metadata']],
])('adds the case to an eval set in its own form: %s', (text, names) => {
  const edit = evalCaseEdit(call, 'say no', someCheck, [{ path: 'evals/set.jsonl', text }]);
  if (edit?.kind !== 'append') throw new Error('not appended');
  expect(edit.text.endsWith('\n')).toBe(true);
  const line = JSON.parse(edit.text);
  expect(Object.keys(line)).toEqual(names);
  expect(Object.values(line)).toEqual(expect.arrayContaining(['Do you remember me?', 'say no']));
});

const OWN = '.refinery/evals.jsonl';
it.each([[[]], [[{ path: 'evals/set.csv', text: 'a,b' }]], [[{ path: 'evals/set.jsonl', text: 'no json' }]]])(
  'makes an eval set of its own where there is none that it could read: %j',
  (evals) => {
    expect(evalCaseEdit(call, 'say no', someCheck, evals)).toMatchObject({ kind: 'create', path: OWN });
  },
);

it.each(['{"id":"refinery-1","input":"x","expected":"y"}\n', '', 'no json'])(
  'adds the second case to its own eval set: %j',
  (text) => {
    const evals = [
      { path: 'evals/set.csv', text: 'a,b' },
      { path: OWN, text },
    ];
    const edit = evalCaseEdit(call, 'say no', someCheck, evals);
    expect(edit).toMatchObject({ kind: 'append', path: OWN });
    expect(edit?.kind === 'append' && JSON.parse(edit.text)).toMatchObject({ expected: 'say no' });
  },
);

it.each(['{"id":"a","input":"x","expected":"y"}\n', ''])('adds no row twice: %j', (text) => {
  const path = text ? 'evals/set.jsonl' : OWN;
  const evals = (rows: string) => (rows ? [{ path, text: rows }] : []);
  const first = evalCaseEdit(call, 'say no', someCheck, evals(text));
  if (first?.kind !== 'append' && first?.kind !== 'create') throw new Error('not added');
  expect(evalCaseEdit(call, 'say no', someCheck, evals(text + first.text))).toBeUndefined();
  expect(evalCaseEdit(call, 'say yes', someCheck, evals(text + first.text))).toMatchObject({ kind: 'append', path });
});

it('has no eval case for a call without a customer', () => {
  expect(evalCaseEdit(someCall({ messages: [] }), 'say no', someCheck, [])).toBeUndefined();
});

it.each(['', '{"input":"x","expected":"y"}\n', '{"input":"x","expected":"y","metadata":{"a":1}}\n'])(
  'puts a changed check into the row that held the one before, and nowhere else: %j',
  (text) => {
    const after = sealCheck([{ kind: 'lacks', params: { none: ['no'] } }], 'The answer does not say “no”.');
    const row = evalCaseEdit(call, 'say no', someCheck, text ? [{ path: 'evals/set.jsonl', text }] : []);
    if (!row) throw new Error('no row');
    const other = { kind: 'append' as const, path: 'prompts/p.md', text: '{"check":"mine"}\n' };
    const changed = withCheck(sealChange([other, row]), someCheck, after);
    expect(changed.edits[0]).toEqual(other);
    expect(changed.edits[1]).toMatchObject({ kind: row.kind, path: row.path });
    const line = changed.edits[1];
    expect(line && 'text' in line && line.text).toContain('"says":"The answer does not say “no”."');
    expect(withCheck(changed, after, someCheck)).toEqual(sealChange([other, row]));
    expect(withCheck(sealChange([other]), someCheck, after)).toEqual(sealChange([other]));
  },
);

it.each([
  [null, 'Do you remember me?'],
  ['Who am I?', 'Who am I?'],
])('the customer may write something else: %j', (message, said) => {
  expect(withMessage(call, message).messages.map(({ content }) => content)).toEqual(['You help customers.', said]);
});
