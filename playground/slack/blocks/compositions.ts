import { both, exactlyOne, type Fields, flag, list, object, oneOf, type Rule, some, string, text } from './rule.ts';

/** Composition objects: https://docs.slack.dev/reference/block-kit/composition-objects */

export const confirm: Rule = object(
  {
    title: text('plain_text', 100),
    text: text('any', 300),
    confirm: text('plain_text', 30),
    deny: text('plain_text', 30),
  },
  { style: oneOf('primary', 'danger') },
);

/** @param kind mrkdwn is for radio buttons and checkboxes alone */
export const option = (kind: 'plain_text' | 'any'): Rule =>
  object({ text: text(kind, 75), value: string(150) }, { description: text(kind, 75), url: string(3000) });

const optionGroup: Rule = object({ label: text('plain_text', 75), options: list(option('plain_text'), 100, 1) });

/** Of a menu with its own options. */
export const options: Fields = {
  options: list(option('plain_text'), 100, 1),
  option_groups: list(optionGroup, 100, 1),
};
export const someOptions: Rule = some('options', 'option_groups');

/** One of the two; both are refused. */
export const slackFile: Rule = both(object({}, { id: string(), url: string(3000) }), exactlyOne('id', 'url'));

export const actionId: Fields = { action_id: string(255) };
export const placeholder: Fields = { placeholder: text('plain_text', 150), focus_on_load: flag };
