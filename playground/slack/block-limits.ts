import { slackFile } from './blocks/compositions.ts';
import { button, feedback, image, inputs, menus } from './blocks/elements.ts';
import { richText } from './blocks/rich-text.ts';
import {
  anything,
  both,
  type Fields,
  flag,
  integer,
  list,
  object,
  oneOf,
  type Rule,
  some,
  string,
  text,
  typed,
} from './blocks/rule.ts';

/**
 * The blocks with their limits, one row a block: https://docs.slack.dev/reference/block-kit/blocks
 * What a row does not name is refused. `[I]`: not documented, but seen by people who build on Slack.
 */
const block = (must: Fields, may: Fields = {}): Rule =>
  object({ type: string(), ...must }, { block_id: string(255, 1), ...may });

const elements = (...rules: readonly Fields[]): Rule => typed(() => Object.assign({}, ...rules));

const card = both(
  block(
    {},
    {
      hero_image: image,
      icon: image,
      title: text('mrkdwn', 150),
      subtitle: text('mrkdwn', 150),
      body: text('mrkdwn', 200),
      actions: list(button, 3, 1), // [I]
    },
  ),
  some('hero_image', 'title', 'actions', 'body'),
);

const taskCard = block(
  {
    task_id: string(255, 1),
    title: string(undefined, 1),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  {
    details: richText,
    output: richText,
    sources: list(object({ type: oneOf('url'), url: string(3000, 1), text: string(undefined, 1) })),
  },
);

const cell = typed(() => ({
  rich_text: richText,
  raw_text: object({ type: string(), text: string(undefined, 1) }),
  raw_number: object({ type: string(), value: anything }, { text: string(undefined, 1) }),
}));

const EVERYWHERE: Fields = {
  actions: block({
    elements: list(elements(menus, { rich_text_input: inputs.rich_text_input ?? anything }), 25, 1),
  }),
  alert: block({ text: text('any', 200) }, { level: oneOf('default', 'info', 'warning', 'error', 'success') }), // [I]
  context: block({
    elements: list(elements({ image, plain_text: text('plain_text'), mrkdwn: text('mrkdwn') }), 10, 1),
  }),
  divider: block({}),
  header: block({ text: text('plain_text', 150) }, { level: integer(1, 4) }),
  image: both(
    block(
      { alt_text: string(2000, 1) },
      { image_url: string(3000, 1), slack_file: slackFile, title: text('plain_text', 2000) },
    ),
    some('image_url', 'slack_file'),
  ),
  input: block(
    { label: text('plain_text', 2000), element: elements(menus, inputs) },
    { hint: text('plain_text', 2000), optional: flag, dispatch_action: flag },
  ),
  rich_text: richText,
  section: both(
    block(
      {},
      {
        text: text('any', 3000),
        fields: list(text('any', 2000), 10, 1),
        accessory: elements(menus, { image }),
        expand: flag,
      },
    ),
    some('text', 'fields'),
  ),
  video: block(
    {
      video_url: string(3000, 1),
      thumbnail_url: string(3000, 1),
      alt_text: string(2000, 1),
      title: text('plain_text', 199),
    },
    {
      title_url: string(3000),
      author_name: string(49),
      provider_name: string(),
      provider_icon_url: string(3000),
      description: text('plain_text'),
    },
  ),
};

const IN_MESSAGES: Fields = {
  ...EVERYWHERE,
  card,
  carousel: block({ elements: list(card, 10, 1) }),
  container: both(
    block(
      {
        child_blocks: list(
          typed(() => IN_MESSAGES),
          10,
          1,
        ),
      },
      {
        title: text('plain_text', 150),
        rich_text_title: richText,
        subtitle: text('any', 150),
        width: oneOf('narrow', 'standard', 'wide', 'full'),
        icon: image,
        is_collapsible: flag,
        default_collapsed: flag,
        has_header_divider: flag,
      },
    ),
    some('title', 'rich_text_title'),
  ),
  context_actions: block({ elements: list(elements(feedback), 5, 1) }),
  data_table: block(
    { rows: list(list(cell, 20, 1), 101, 1), caption: string() },
    { page_size: integer(1, 100), row_header_column_index: integer(0, 19) },
  ),
  markdown: block({ text: string(12_000, 1) }),
  plan: block({ title: string(undefined, 1) }, { tasks: list(taskCard) }),
  table: block(
    { rows: list(list(cell, 20), 100, 1) },
    { column_settings: list(object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: flag }), 20) },
  ),
  task_card: taskCard,
};

export const messageBlock: Rule = typed(() => IN_MESSAGES);
export const viewBlock: Rule = typed(() => EVERYWHERE);
