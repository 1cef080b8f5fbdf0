import type { Piece } from '../../../playground/page/shapes.ts';
import type { SlackFile, SlackMessage, SlackView } from '../../../playground/slack/human-side.ts';
import { ADA, BOT } from './some-world.ts';

const text = (words: string, style?: Piece): Piece => ({ type: 'text', text: words, ...(style ? { style } : {}) });
const section = (...elements: readonly Piece[]): Piece => ({ type: 'rich_text_section', elements });
const rich = (...elements: readonly Piece[]): Piece => ({ type: 'rich_text', elements });
const plain = (words: string): Piece => ({ type: 'plain_text', text: words, emoji: true });
const button = (words: string, action: string, more: Piece = {}): Piece => ({
  type: 'button',
  text: plain(words),
  action_id: action,
  ...more,
});

/** A thread as the bot writes it, ten minutes old; `nowMs` is given, so that a test decides what is past. */
export function someThread(nowMs: number): readonly SlackMessage[] {
  const at = (index: number) => ((nowMs - 600_000) / 1000 + index * 20).toFixed(6);
  const root = at(1);
  const reply = (index: number, more: Partial<SlackMessage>): SlackMessage => ({
    type: 'message',
    ts: at(index),
    thread_ts: root,
    user: BOT,
    text: '',
    ...more,
  });
  return [
    {
      type: 'message',
      ts: at(0),
      user: ADA,
      text: 'A customer just complained: our assistant told them it *remembers* last week’s chat. It can’t! :eyes:',
    },
    {
      type: 'message',
      ts: root,
      thread_ts: root,
      user: BOT,
      text: 'Case RF-1',
      blocks: [
        { type: 'header', text: plain('RF-1: The agent claims to remember an earlier chat') },
        rich(section(text('It should have: ', { bold: true }), text('say that we cannot remember past chats'))),
        { type: 'context', elements: [plain('Project: sample shop · Repository: sample-agent · Trace: 127.0.0.1')] },
      ],
    },
    reply(2, {
      blocks: [
        {
          type: 'plan',
          title: 'Looking into it',
          tasks: [
            {
              type: 'task_card',
              task_id: 'read',
              title: 'Read the trace',
              status: 'complete',
              output: rich(section(text('35 runs, no error'))),
            },
            { type: 'task_card', task_id: 'diagnose', title: 'Find the cause', status: 'complete' },
            {
              type: 'task_card',
              task_id: 'prove',
              title: 'Try the fixes',
              status: 'in_progress',
              details: rich(section(text('Fix 2 of 3, replay 3 of 5'))),
            },
            { type: 'task_card', task_id: 'guard', title: 'Check good conversations', status: 'pending' },
            {
              type: 'task_card',
              task_id: 'ci',
              title: 'Ask the build',
              status: 'error',
              output: rich(section(text('The build did not answer'))),
            },
          ],
        },
        {
          type: 'actions',
          block_id: 'stop',
          elements: [
            button('Stop', 'stop', {
              style: 'danger',
              confirm: {
                title: plain('Stop this case?'),
                text: plain('What was found so far stays here.'),
                confirm: plain('Stop it'),
                deny: plain('Go on'),
                style: 'danger',
              },
            }),
          ],
        },
      ],
    }),
    reply(3, {
      blocks: [
        rich(
          section(
            text('What went wrong. ', { bold: true }),
            text('Nothing in the prompt says that the agent has no memory, so it agreed with the customer.'),
          ),
          { type: 'rich_text_quote', elements: [text('Yes, I remember you. You told me about your fountain pen.')] },
          section(text('In the run '), text('answer', { code: true }), text('. The prompt says:')),
          {
            type: 'rich_text_list',
            style: 'bullet',
            elements: [
              section(text('to be '), text('friendly', { italic: true })),
              section(text('nothing about earlier chats')),
            ],
          },
        ),
        {
          type: 'context',
          elements: [plain('Fairly sure: 2 quotes verified, 1 dropped because it does not stand in the trace.')],
        },
        {
          type: 'actions',
          block_id: 'talk',
          elements: [
            button('That’s not it…', 'object'),
            button('Details', 'details'),
            {
              type: 'overflow',
              action_id: 'more',
              options: [
                { text: plain('Export the case'), value: 'export' },
                { text: plain('Mute'), value: 'mute' },
              ],
            },
          ],
        },
      ],
    }),
    {
      type: 'message',
      ts: at(4),
      thread_ts: root,
      user: 'U0000000BEN',
      text: 'Makes sense. <@U0000000ADA>, shall we take the first one? See <https://docs.example.com/memory|the policy>.',
      edited: { user: 'U0000000BEN', ts: at(5) },
    },
    reply(5, {
      blocks: [
        { type: 'header', text: plain('Three fixes, each tried') },
        {
          type: 'card',
          title: { type: 'mrkdwn', text: '1. Say that it has no memory' },
          subtitle: { type: 'mrkdwn', text: 'Instruction in `prompts/support.md`' },
          body: {
            type: 'mrkdwn',
            text: 'Fixed the reported answer *5 of 5 times*. None of 20 good conversations got worse.',
          },
          actions: [button('Review and approve…', 'choose', { style: 'primary', value: 'h1' })],
        },
        {
          type: 'table',
          column_settings: [{ is_wrapped: true }, { align: 'right' }, { align: 'right' }],
          rows: [
            [
              { type: 'raw_text', text: 'Fix' },
              { type: 'raw_text', text: 'Fixed' },
              { type: 'raw_text', text: 'Broke' },
            ],
            [
              { type: 'raw_text', text: 'Say that it has no memory' },
              { type: 'raw_text', text: '5 of 5' },
              { type: 'raw_number', value: 0, text: '0' },
            ],
            [
              { type: 'raw_text', text: 'Show an example' },
              { type: 'raw_text', text: '4 of 5' },
              { type: 'raw_number', value: 1, text: '1' },
            ],
          ],
        },
        rich({
          type: 'rich_text_preformatted',
          language: 'diff',
          elements: [
            text(
              '@@ -3,2 +3,3 @@\n Be friendly.\n-Help with everything.\n+Help with orders and plans.\n+When somebody asks about an earlier chat, say that you cannot remember past chats.',
            ),
          ],
        }),
        {
          type: 'alert',
          level: 'warning',
          text: { type: 'mrkdwn', text: 'Shown on a *stand-in model*: a real one may answer otherwise.' },
        },
      ],
      files: [someFile('F1', 'rf-1.diff')],
    }),
    {
      type: 'message',
      ts: at(6),
      user: BOT,
      text: 'Write what should have happened behind `expected:`, like this:\n> /refinery <https://example.com/trace> expected: say that…',
      ephemeral: true,
    },
  ];
}

export function someFile(id: string, name: string): SlackFile {
  return {
    id,
    name,
    title: name,
    mimetype: 'text/plain',
    filetype: 'diff',
    size: 12_345,
    user: BOT,
    created: 1_700_000_000,
    url_private: `/files/${id}`,
    url_private_download: `/files/${id}`,
    permalink: `/files/${id}`,
  };
}

export function someModal(id = 'V1', more: Piece = {}): SlackView {
  return {
    id,
    root_view_id: 'V1',
    hash: '1700000000.hash',
    type: 'modal',
    title: plain('Approve this change'),
    submit: plain('Approve'),
    close: plain('Not now'),
    notify_on_close: true,
    blocks: [
      rich(
        section(text('Say that it has no memory', { bold: true })),
        section(text('Fixed the reported answer 5 of 5 times.')),
        { type: 'rich_text_quote', elements: [text('I’m sorry, we cannot remember past chats.')] },
        {
          type: 'rich_text_preformatted',
          language: 'diff',
          elements: [text('@@ -3,1 +3,2 @@\n Be friendly.\n+Never claim to remember earlier chats.')],
        },
      ),
      {
        type: 'input',
        block_id: 'doubts',
        label: plain('I have read these doubts'),
        element: {
          type: 'checkboxes',
          action_id: 'doubts',
          options: [
            {
              text: plain('It changes a protected prompt'),
              value: 'protected',
              description: plain('prompts/support.md'),
            },
          ],
        },
      },
      {
        type: 'input',
        block_id: 'message',
        label: plain('Commit message'),
        hint: plain('The first line is the title.'),
        element: {
          type: 'plain_text_input',
          action_id: 'message',
          multiline: true,
          initial_value: 'fix: say that we cannot remember past chats',
          max_length: 3000,
        },
      },
      {
        type: 'input',
        block_id: 'where',
        optional: true,
        label: plain('Where it goes'),
        element: {
          type: 'radio_buttons',
          action_id: 'where',
          options: [
            { text: plain('A branch'), value: 'branch' },
            { text: plain('A pull request'), value: 'pull' },
          ],
          initial_option: { text: plain('A branch'), value: 'branch' },
        },
      },
      {
        type: 'input',
        block_id: 'link',
        optional: true,
        label: plain('Ticket'),
        element: { type: 'url_text_input', action_id: 'link', placeholder: plain('https://…') },
      },
      {
        type: 'input',
        block_id: 'who',
        optional: true,
        label: plain('Approvers'),
        element: {
          type: 'multi_users_select',
          action_id: 'who',
          placeholder: plain('Choose people'),
          initial_users: [ADA],
        },
      },
      {
        type: 'input',
        block_id: 'model',
        optional: true,
        label: plain('Model'),
        element: {
          type: 'static_select',
          action_id: 'model',
          placeholder: plain('Choose a model'),
          options: [
            { text: plain('stand-in-1'), value: 's1' },
            { text: plain('stand-in-2'), value: 's2' },
          ],
        },
      },
    ],
    ...more,
  };
}
