import { actionId, confirm, option, options, placeholder, slackFile, someOptions } from './compositions.ts';
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
} from './rule.ts';

/** Elements with their limits: https://docs.slack.dev/reference/block-kit/block-elements */

const kind: Fields = { type: string() };
const confirmable: Fields = { confirm };
const dispatching: Fields = { dispatch_action_config: anything };
const chosen: Fields = { initial_option: option('plain_text') };
const accessibilityLabel: Fields = { accessibility_label: string(75) };

const element = (must: Fields, may: Fields = {}): Rule => object({ ...kind, ...must }, { ...actionId, ...may });
const select = (may: Fields): Rule => element({}, { ...placeholder, ...confirmable, ...may });
const multi = (may: Fields): Rule => select({ max_selected_items: integer(1, 1000), ...may });
const ownOptions = (rule: Rule): Rule => both(rule, someOptions);
const input = (may: Fields): Rule => element({}, { ...placeholder, ...dispatching, ...may });
const lengths: Fields = { min_length: integer(0, 3000), max_length: integer(1, 3000) };

export const image: Rule = both(
  object({ ...kind, alt_text: string(2000) }, { image_url: string(3000, 1), slack_file: slackFile }),
  some('image_url', 'slack_file'),
);

export const button: Rule = element(
  { text: text('plain_text', 75) },
  { url: string(3000), value: string(2000), style: oneOf('primary', 'danger'), ...confirmable, ...accessibilityLabel },
);

/** Those that people press or choose from. */
export const menus: Fields = {
  button,
  workflow_button: element({ text: text('plain_text', 75), workflow: anything }, accessibilityLabel),
  overflow: element({ options: list(option('plain_text'), 5, 1) }, confirmable),
  datepicker: select({ initial_date: string(10) }),
  timepicker: select({ initial_time: string(5), timezone: string() }),
  datetimepicker: select({ initial_date_time: integer(0, 9_999_999_999) }),
  radio_buttons: element(
    { options: list(option('any'), 10, 1) },
    { ...confirmable, initial_option: option('any'), focus_on_load: flag },
  ),
  checkboxes: element(
    { options: list(option('any'), 10, 1) },
    { ...confirmable, initial_options: list(option('any'), 10), focus_on_load: flag },
  ),
  static_select: ownOptions(select({ ...options, ...chosen })),
  external_select: select({ ...chosen, min_query_length: integer(0, 1000) }),
  users_select: select({ initial_user: string() }),
  conversations_select: select({
    initial_conversation: string(),
    default_to_current_conversation: flag,
    response_url_enabled: flag,
    filter: anything,
  }),
  channels_select: select({ initial_channel: string(), response_url_enabled: flag }),
  multi_static_select: ownOptions(multi({ ...options, initial_options: list(option('plain_text'), 100) })),
  multi_external_select: multi({
    initial_options: list(option('plain_text'), 100),
    min_query_length: integer(0, 1000),
  }),
  multi_users_select: multi({ initial_users: list(string()) }),
  multi_conversations_select: multi({
    initial_conversations: list(string()),
    default_to_current_conversation: flag,
    filter: anything,
  }),
  multi_channels_select: multi({ initial_channels: list(string()) }),
};

/** Those that people type into. */
export const inputs: Fields = {
  plain_text_input: input({ initial_value: string(3000), multiline: flag, ...lengths }),
  email_text_input: input({ initial_value: string() }),
  url_text_input: input({ initial_value: string() }),
  number_input: input({
    is_decimal_allowed: flag,
    initial_value: string(),
    min_value: string(),
    max_value: string(),
  }),
  rich_text_input: input({ initial_value: anything }),
  file_input: input({ filetypes: list(string()), max_files: integer(1, 10) }),
};

/** Those at the foot of a message. */
export const feedback: Fields = {
  feedback_buttons: element({ positive_button: feedbackButton(), negative_button: feedbackButton() }),
  icon_button: element(
    { icon: string(), text: text('plain_text', 75) },
    { value: string(2000), visible_to_user_ids: list(string()), ...confirmable, ...accessibilityLabel },
  ),
};

function feedbackButton(): Rule {
  return object({ text: text('plain_text', 75) }, { value: string(2000), ...accessibilityLabel });
}
