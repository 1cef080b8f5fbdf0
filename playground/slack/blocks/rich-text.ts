import {
  anything,
  both,
  type Fields,
  flag,
  integer,
  isList,
  isObject,
  list,
  object,
  oneOf,
  type Rule,
  string,
  typed,
  wrong,
} from './rule.ts';

/** Rich text: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */

/** Not documented; beyond about this, Slack refused it (the project's notes on diffs in modals). */
const PREFORMATTED_CHARACTERS = 3000;

const style: Fields = {
  style: object({}, { bold: flag, italic: flag, strike: flag, code: flag, underline: flag, highlight: flag }),
};
const inline = (must: Fields, may: Fields = {}): Rule => object({ type: string(), ...must }, { ...style, ...may });

const INLINE: Fields = {
  text: inline({ text: string(undefined, 1) }),
  link: inline({ url: string(3000, 1) }, { text: string(), unsafe: flag }),
  emoji: inline({ name: string(undefined, 1) }, { unicode: string(), url: string(), skin_tone: anything }),
  user: inline({ user_id: string(undefined, 1) }),
  usergroup: inline({ usergroup_id: string(undefined, 1) }),
  channel: inline({ channel_id: string(undefined, 1) }),
  team: inline({ team_id: string(undefined, 1) }),
  broadcast: inline({ range: oneOf('here', 'channel', 'everyone') }),
  color: inline({ value: string(undefined, 1) }),
  date: inline({ timestamp: anything, format: string(undefined, 1) }, { url: string(), fallback: string() }),
};

const inlines = list(typed(() => INLINE));
const section: Rule = object({ type: oneOf('rich_text_section'), elements: inlines });

const shortEnough: Rule = (value, at) => {
  const elements = isObject(value) ? value.elements : undefined;
  const size = isList(elements)
    ? elements.reduce<number>((sum, each) => sum + (isObject(each) ? String(each.text ?? '').length : 0), 0)
    : 0;
  return size > PREFORMATTED_CHARACTERS
    ? [wrong(`must be less than ${PREFORMATTED_CHARACTERS + 1} characters`, `${at}/elements`)]
    : [];
};

const ELEMENTS: Fields = {
  rich_text_section: section,
  rich_text_quote: object({ type: string(), elements: inlines }, { border: integer(0, 1) }),
  rich_text_preformatted: both(
    object({ type: string(), elements: inlines }, { border: integer(0, 1), language: string() }),
    shortEnough,
  ),
  rich_text_list: object(
    { type: string(), elements: list(section), style: oneOf('bullet', 'ordered') },
    { indent: integer(0, 8), offset: integer(0, 1_000_000), border: integer(0, 1) },
  ),
};

export const richText: Rule = object(
  { type: oneOf('rich_text'), elements: list(typed(() => ELEMENTS)) },
  { block_id: string(255) },
);
