import type { WebClient } from '@slack/web-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { clientOf, type Place, refusal } from './place.ts';

type Block = Readonly<Record<string, unknown>>;

const x = (length: number) => 'x'.repeat(length);
const plain = (length: number) => ({ type: 'plain_text', text: x(length) });
const many = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => item(index));
const button = (more: Block = {}) => ({ type: 'button', action_id: 'a', text: plain(1), ...more });
const actions = (...elements: readonly Block[]) => ({ type: 'actions', elements });
const options = (count: number) => many(count, (index) => ({ text: plain(1), value: String(index) }));
const menu = (type: string, more: Block) => actions({ type, action_id: 'a', ...more });
const rich = (elements: readonly Block[]) => ({ type: 'rich_text', elements });
const code = (length: number) => ({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: x(length) }] });
const table = (rows: number, cells: number) => ({
  type: 'table',
  rows: many(rows, () => many(cells, () => ({ type: 'raw_text', text: 'x' }))),
});
const task = (more: Block = {}) => ({ type: 'task_card', task_id: 't', title: 'x', status: 'pending', ...more });
const confirm = (title: number) => ({ title: plain(title), text: plain(1), confirm: plain(1), deny: plain(1) });

/** What is just right, what is just too much, and where Slack points to. */
export const limits: readonly (readonly [what: string, good: readonly Block[], bad: readonly Block[], at: string])[] = [
  ['50 blocks a message', many(50, () => ({ type: 'divider' })), many(51, () => ({ type: 'divider' })), '/blocks'],
  [
    'section text 3,000',
    [{ type: 'section', text: plain(3000) }],
    [{ type: 'section', text: plain(3001) }],
    '/blocks/0/text/text',
  ],
  [
    'section text not empty',
    [{ type: 'section', text: plain(1) }],
    [{ type: 'section', text: plain(0) }],
    '/blocks/0/text/text',
  ],
  ['section with text or fields', [{ type: 'section', fields: [plain(1)] }], [{ type: 'section' }], '/blocks/0'],
  [
    '10 fields',
    [{ type: 'section', fields: many(10, () => plain(1)) }],
    [{ type: 'section', fields: many(11, () => plain(1)) }],
    '/blocks/0/fields',
  ],
  [
    'field text 2,000',
    [{ type: 'section', fields: [plain(2000)] }],
    [{ type: 'section', fields: [plain(2001)] }],
    '/blocks/0/fields/0/text',
  ],
  [
    'header text 150',
    [{ type: 'header', text: plain(150) }],
    [{ type: 'header', text: plain(151) }],
    '/blocks/0/text/text',
  ],
  [
    'header text plain',
    [{ type: 'header', text: plain(1) }],
    [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
    '/blocks/0/text/type',
  ],
  [
    '10 elements of context',
    [{ type: 'context', elements: many(10, () => plain(1)) }],
    [{ type: 'context', elements: many(11, () => plain(1)) }],
    '/blocks/0/elements',
  ],
  [
    '25 elements of actions',
    [actions(...many(25, (index) => button({ action_id: `a${index}` })))],
    [actions(...many(26, (index) => button({ action_id: `a${index}` })))],
    '/blocks/0/elements',
  ],
  [
    'button text 75',
    [actions(button({ text: plain(75) }))],
    [actions(button({ text: plain(76) }))],
    '/blocks/0/elements/0/text/text',
  ],
  [
    'button value 2,000',
    [actions(button({ value: x(2000) }))],
    [actions(button({ value: x(2001) }))],
    '/blocks/0/elements/0/value',
  ],
  [
    'button style',
    [actions(button({ style: 'danger' }))],
    [actions(button({ style: 'loud' }))],
    '/blocks/0/elements/0/style',
  ],
  [
    'action_id 255',
    [actions(button({ action_id: x(255) }))],
    [actions(button({ action_id: x(256) }))],
    '/blocks/0/elements/0/action_id',
  ],
  [
    'confirm title 100',
    [actions(button({ confirm: confirm(100) }))],
    [actions(button({ confirm: confirm(101) }))],
    '/blocks/0/elements/0/confirm/title/text',
  ],
  [
    '100 options of a menu',
    [menu('static_select', { options: options(100) })],
    [menu('static_select', { options: options(101) })],
    '/blocks/0/elements/0/options',
  ],
  [
    'option text 75',
    [menu('static_select', { options: [{ text: plain(75), value: 'v' }] })],
    [menu('static_select', { options: [{ text: plain(76), value: 'v' }] })],
    '/blocks/0/elements/0/options/0/text/text',
  ],
  [
    '10 radio buttons',
    [menu('radio_buttons', { options: options(10) })],
    [menu('radio_buttons', { options: options(11) })],
    '/blocks/0/elements/0/options',
  ],
  [
    '10 checkboxes',
    [menu('checkboxes', { options: options(10) })],
    [menu('checkboxes', { options: options(11) })],
    '/blocks/0/elements/0/options',
  ],
  [
    '5 options of an overflow menu',
    [menu('overflow', { options: options(5) })],
    [menu('overflow', { options: options(6) })],
    '/blocks/0/elements/0/options',
  ],
  [
    'placeholder 150',
    [menu('users_select', { placeholder: plain(150) })],
    [menu('users_select', { placeholder: plain(151) })],
    '/blocks/0/elements/0/placeholder/text',
  ],
  [
    'markdown 12,000 in all',
    [
      { type: 'markdown', text: x(6000) },
      { type: 'markdown', text: x(6000) },
    ],
    [
      { type: 'markdown', text: x(6000) },
      { type: 'markdown', text: x(6001) },
    ],
    '/blocks',
  ],
  ['table of 100 rows', [table(100, 2)], [table(101, 2)], '/blocks/0/rows'],
  ['table of 20 columns', [table(1, 20)], [table(1, 21)], '/blocks/0/rows/0'],
  ['one table a message', [table(1, 1)], [table(1, 1), table(1, 1)], '/blocks'],
  [
    'plan of tasks',
    [{ type: 'plan', title: 'x', tasks: [task({ output: rich([code(1)]) })] }],
    [{ type: 'plan', title: 'x', tasks: [task({ status: 'late' })] }],
    '/blocks/0/tasks/0/status',
  ],
  ['plan with a title', [{ type: 'plan', title: 'x' }], [{ type: 'plan' }], '/blocks/0'],
  [
    'card body 200',
    [{ type: 'card', body: { type: 'mrkdwn', text: x(200) } }],
    [{ type: 'card', body: { type: 'mrkdwn', text: x(201) } }],
    '/blocks/0/body/text',
  ],
  [
    'image with alt text',
    [{ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'x' }],
    [{ type: 'image', image_url: 'https://example.com/a.png' }],
    '/blocks/0',
  ],
  [
    'rich text in its elements',
    [rich([code(3000)])],
    [rich([{ type: 'rich_text_poem', elements: [] }])],
    '/blocks/0/elements/0/type',
  ],
  ['preformatted 3,000', [rich([code(3000)])], [rich([code(3001)])], '/blocks/0/elements/0/elements'],
  ['known blocks only', [{ type: 'divider' }], [{ type: 'confetti' }], '/blocks/0/type'],
  ['no block by a name that objects inherit', [{ type: 'divider' }], [{ type: 'constructor' }], '/blocks/0/type'],
  ['known fields only', [{ type: 'divider' }], [{ type: 'divider', colour: 'red' }], '/blocks/0'],
  [
    'each block_id once',
    [{ type: 'divider', block_id: 'b' }],
    [
      { type: 'divider', block_id: 'b' },
      { type: 'divider', block_id: 'b' },
    ],
    '/blocks',
  ],
  [
    'each action_id once a block',
    [actions(button(), button({ action_id: 'b' }))],
    [actions(button(), button())],
    '/blocks/0',
  ],
];

/** docs.slack.dev/reference/block-kit/blocks: every limit, as the Web API enforces it. */
export function blockRules(place: () => Place): void {
  describe('docs.slack.dev/reference/block-kit/blocks', () => {
    let bot: WebClient;
    let channel: string;
    const post = (blocks: readonly Block[]) => bot.apiCall('chat.postMessage', { channel, text: 'a limit', blocks });

    beforeAll(() => {
      bot = clientOf(place(), place().botToken);
      channel = place().channel;
    });

    it.each(limits)('%s', async (_what, good, bad, at) => {
      const { ts } = (await post(good)) as { ts?: string };
      await bot.chat.delete({ channel, ts: ts ?? '' });
      const { response_metadata: metadata } = await refusal(post(bad), 'invalid_blocks');
      expect(JSON.stringify(metadata)).toContain(`[json-pointer:${at}]`);
    });

    it('refuses what is no list of blocks: invalid_blocks_format', () =>
      refusal(bot.apiCall('chat.postMessage', { channel, text: 'a', blocks: '{"type"' }), 'invalid_blocks_format'));
  });
}
