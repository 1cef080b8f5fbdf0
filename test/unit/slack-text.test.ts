import type { KnownBlock, ModalView } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runNamesOf } from '../../src/refine/trace/run-names.ts';
import { readValues, textIn, ticksIn } from '../../src/slack/controls/read-values.ts';
import { NO_PROGRESS, progressAfter } from '../../src/slack/painting/progress.ts';
import { folderOf } from '../../src/slack/texts/folder-of.ts';
import { fits } from '../../src/slack/texts/limits.ts';
import { mrkdwn } from '../../src/slack/texts/mrkdwn.ts';
import { plainText, revealedText, startOf } from '../../src/slack/texts/plain-text.ts';
import { label, webLink } from '../../src/slack/texts/rich-text.ts';

describe('plain text', () => {
  it.each([
    ['zero-width marks', 'say\u200B nothing\uFEFF', 'say nothing'],
    ['tags that nobody sees', 'a\u{E0041}\u{E007F}b', 'ab'],
    ['what turns text around, shown', 'a\u202Eb', 'a�b'],
    ['control characters, shown', 'a\u001b[2J', 'a�[2J'],
    ['lines of other systems', 'a\r\nb\u2028c', 'a\nb\nc'],
    ['piled accents', `a${'\u0301'.repeat(50)}`, `a${'\u0301'.repeat(4)}`],
    ['half a character', 'a\ud83d', 'a�'],
    ['a joiner between Latin letters', 'a\u200Db', 'ab'],
  ])('drops or shows %s', (_what, text, shown) => {
    expect(plainText(text)).toBe(shown);
  });

  it.each(['👩‍👩‍👧‍👦 ❤️', 'نیم‌فاصله', 'क्‍ष', 'Größe, naïve, 東京'])('leaves %s as it is written', (text) => {
    expect(plainText(text)).toBe(text);
  });

  it('writes out in a diff what nobody would see', () => {
    expect(revealedText('+never\u200B refund\u{E0041}')).toBe('+never⟨U+200B⟩ refund⟨U+E0041⟩');
  });

  it('is cut between characters, never in one', () => {
    expect(startOf('ab😀cd', 4)).toBe('ab…');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, length) => {
        const start = startOf(text, length);
        expect(start.length).toBeLessThanOrEqual(length);
        expect(start.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("links are parsed, never followed, and text from outside can't ping, link or steer: mrkdwn", () => {
  it.each([
    ['<!channel> <@U1> <#C1> <https://a.example|b>', /[<>]/],
    ['@here @channel @everyone', /@(?:here|channel|everyone)/],
    ['https://a.example a.example mailto:b', /:\/\/|a\.example|mailto:b/],
    ['`code` ```fence```', /`/],
  ])('of %s pings, links and opens nothing', (text, markup) => {
    expect(mrkdwn(text)).not.toMatch(markup);
  });

  it('escapes what was escaped before, so that nothing is unescaped twice', () => {
    expect(mrkdwn('&lt;!channel&gt;')).toBe('&amp;lt;!channel&amp;gt;');
  });
});

describe('the validator', () => {
  const long = 'x'.repeat(3_001);
  const plain = (text: string) => ({ type: 'plain_text' as const, text });
  const button = (about: object) => ({ type: 'button', action_id: 'a', text: plain('b'), ...about });
  const rich = (text: string) => ({
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
  });
  const task = { type: 'task_card', task_id: 't', title: 'x', status: 'pending' };
  const modal = (about: object): ModalView => ({ type: 'modal', title: plain('t'), blocks: [], ...about }) as ModalView;
  const input = { type: 'input', label: plain('l'), element: { type: 'plain_text_input', action_id: 'i' } };
  const options = (count: number, text = 'o') =>
    Array.from({ length: count }, (_, index) => ({ text: plain(text), value: String(index) }));

  it.each<[string, object, RegExp]>([
    ['a long section', { type: 'section', text: plain(long) }, /3001 characters, more than 3000/],
    ['an empty section', { type: 'section' }, /neither text nor fields/],
    ['a section without words', { type: 'section', text: plain('') }, /empty/],
    [
      'many fields',
      { type: 'section', fields: Array.from({ length: 11 }, () => plain('f')) },
      /fields has 11, more than 10/,
    ],
    ['a long field', { type: 'section', fields: [plain('x'.repeat(2_001))] }, /more than 2000/],
    ['a long header', { type: 'header', text: plain('x'.repeat(151)) }, /more than 150/],
    [
      'many asides',
      { type: 'context', elements: Array.from({ length: 11 }, () => plain('c')) },
      /has 11, more than 10/,
    ],
    ['no action', { type: 'actions', elements: [] }, /nothing in it/],
    [
      'many actions',
      { type: 'actions', elements: Array.from({ length: 26 }, (_, index) => button({ action_id: `a${index}` })) },
      /26, more than 25/,
    ],
    ['two buttons of one name', { type: 'actions', elements: [button({}), button({})] }, /action_id a is there twice/],
    ['a long button', { type: 'actions', elements: [button({ text: plain('x'.repeat(76)) })] }, /more than 75/],
    ['a long value', { type: 'actions', elements: [button({ value: 'x'.repeat(2_001) })] }, /more than 2000/],
    [
      'a long confirmation',
      { type: 'actions', elements: [button({ confirm: { text: plain('x'.repeat(301)) } })] },
      /more than 300/,
    ],
    ['many boxes', { type: 'actions', elements: [{ type: 'checkboxes', options: options(11) }] }, /11, more than 10/],
    [
      'a long option',
      { type: 'actions', elements: [{ type: 'radio_buttons', options: options(1, 'x'.repeat(76)) }] },
      /more than 75/,
    ],
    ['a strange element', { type: 'actions', elements: [{ type: 'teleport' }] }, /teleport, which is not known/],
    ['a strange block', { type: 'hologram' }, /not known/],
    ['a long text', rich(long), /more than 3000/],
    ['a text without words', rich(''), /empty/],
    ['a plan without tasks', { type: 'plan', title: 'p', tasks: [] }, /nothing in it/],
    ['two tasks of one name', { type: 'plan', title: 'p', tasks: [task, task] }, /task_id t is there twice/],
    ['a long task', { type: 'plan', title: 'p', tasks: [{ ...task, title: 'x'.repeat(151) }] }, /more than 150/],
    ['a long markdown', { type: 'markdown', text: 'x'.repeat(12_001) }, /more than 12000/],
    ['a tall table', { type: 'table', rows: Array.from({ length: 101 }, () => [{}]) }, /101, more than 100/],
    ['a wide table', { type: 'table', rows: [Array.from({ length: 21 }, () => ({}))] }, /21, more than 20/],
    ['an input', input, /for modals only/],
    ['a long block_id', { type: 'divider', block_id: 'x'.repeat(256) }, /more than 255/],
  ])('names %s in a message', (_what, block, problem) => {
    expect(fits({ text: 't', blocks: [block as KnownBlock] }).join('\n')).toMatch(problem);
  });

  it('names what is wrong with a message as a whole', () => {
    const divider: KnownBlock = { type: 'divider' };
    expect(fits({ text: 't', blocks: Array.from({ length: 51 }, () => divider) })).toEqual([
      'blocks has 51, more than 50',
    ]);
    expect(fits({ text: 'x'.repeat(4_001), blocks: [divider] })).toEqual(['text has 4001 characters, more than 4000']);
    expect(fits({ text: '', blocks: [divider] })).toEqual(['text is empty']);
    expect(
      fits({ text: 't', blocks: Array.from({ length: 5 }, () => rich('x'.repeat(2_900)) as KnownBlock) })[0],
    ).toMatch(/more than 12000/);
    expect(
      fits({
        text: 't',
        blocks: [
          { ...divider, block_id: 'b' },
          { ...divider, block_id: 'b' },
        ],
      }),
    ).toEqual(['block_id b is there twice']);
  });

  it.each<[string, object, RegExp]>([
    ['a long title', { title: plain('x'.repeat(25)) }, /title has 25/],
    ['a long submit', { submit: plain('x'.repeat(25)) }, /submit has 25/],
    ['much metadata', { private_metadata: long }, /private_metadata has 3001/],
    ['many blocks', { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) }, /101, more than 100/],
    ['an input without submit', { blocks: [input] }, /needs a submit button/],
    ['a plan', { blocks: [{ type: 'plan', title: 'p', tasks: [task] }] }, /for messages only/],
    [
      'a long first value',
      { submit: plain('s'), blocks: [{ ...input, element: { ...input.element, initial_value: long } }] },
      /more than 3000/,
    ],
  ])('names %s in a modal', (_what, about, problem) => {
    expect(fits(modal(about)).join('\n')).toMatch(problem);
  });

  it('has nothing to say of what fits', () => {
    expect(fits({ text: 't', blocks: [{ type: 'header', text: label('Hello', 150) }] })).toEqual([]);
    expect(fits(modal({ submit: plain('s'), blocks: [input] }))).toEqual([]);
  });
});

describe('what a modal says', () => {
  it('is read by block, whatever the input', () => {
    const values = readValues({
      values: {
        message: { message: { type: 'plain_text_input', value: 'fix: it' } },
        empty: { empty: { type: 'plain_text_input', value: null } },
        doubts: { doubts: { type: 'checkboxes', selected_options: [{ value: 'syntax' }] } },
      },
    });
    expect(textIn(values, 'message')).toBe('fix: it');
    expect(textIn(values, 'empty')).toBe('');
    expect(ticksIn(values, 'doubts')).toEqual(['syntax']);
    expect(ticksIn(values, 'message')).toEqual([]);
    expect(readValues('forged').size).toBe(0);
  });
});

describe('progress', () => {
  it('counts replays as they end, and knows how many there will be', () => {
    const news = (step: string, state: 'begun' | 'done' | 'failed') => ({ step, state });
    const steps = [
      news('read the trace', 'done'),
      news('try h1 1/5', 'begun'),
      news('try h1 2/5', 'begun'),
      news('try h1 2/5', 'done'),
      news('try h1 1/5', 'failed'),
    ];
    expect([...steps.reduce(progressAfter, NO_PROGRESS)]).toEqual([['try h1', { done: 1, of: 5 }]]);
  });
});

it('tells runs of one name apart by their order, and says what kind of step each is', () => {
  const run = (id: string, name: string, kind: string, parentId: string | null = '0') =>
    ({ id, name, kind, parentId }) as never;
  const runs = [
    run('0', 'agent', 'chain', null),
    run('1', 'ChatOpenAI', 'llm'),
    run('2', 'look', 'retriever'),
    run('3', 'ChatOpenAI', 'llm'),
  ];
  expect([...runNamesOf({ runs })]).toEqual([
    ['0', { name: 'agent', what: 'the agent as a whole' }],
    ['1', { name: 'ChatOpenAI (1)', what: 'a call of the model' }],
    ['3', { name: 'ChatOpenAI (2)', what: 'a call of the model' }],
    ['2', { name: 'look', what: 'a search' }],
  ]);
});

it.each([
  ['/srv/agents/support', 'support'],
  ['/srv/agents/support.git/', 'support'],
  ['C:\\agents\\support', 'support'],
  ['/', '/'],
  ['.git', '.git'],
  ['acme/support-agent', 'acme/support-agent'],
])('calls the repository %s by its folder, %s', (repo, name) => expect(folderOf(repo)).toBe(name));

it.each([
  ['https://smith.langchain.com/o/a/r/b', 'link'],
  ['http://127.0.0.1:1984/r', 'link'],
  ['/tmp/trace.json', 'text'],
  ['javascript:alert(1)', 'text'],
  ['https://smith.langchain.com@evil.example/', 'text'],
  ['https://evil.example/\u202Emoc', 'text'],
  [`https://evil.example/${'a'.repeat(3_000)}`, 'text'],
])('leads to the web alone, and openly: %s is a %s', (address, type) => {
  expect(webLink('the trace', address)).toMatchObject({ type, text: 'the trace' });
});
