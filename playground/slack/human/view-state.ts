import type { Json, JsonObject } from '../../langsmith/json.ts';
import { partsOf } from '../blocks/check-blocks.ts';
import { isList, isObject } from '../blocks/rule.ts';
import type { ViewState } from '../human-side.ts';

/** How an element's first value, and the one that is chosen, are called: https://docs.slack.dev/reference/views */
const VALUES: Readonly<Record<string, readonly [initial: string, chosen: string, none: Json]>> = {
  plain_text_input: ['initial_value', 'value', null],
  email_text_input: ['initial_value', 'value', null],
  url_text_input: ['initial_value', 'value', null],
  number_input: ['initial_value', 'value', null],
  rich_text_input: ['initial_value', 'rich_text_value', null],
  static_select: ['initial_option', 'selected_option', null],
  external_select: ['initial_option', 'selected_option', null],
  radio_buttons: ['initial_option', 'selected_option', null],
  users_select: ['initial_user', 'selected_user', null],
  channels_select: ['initial_channel', 'selected_channel', null],
  conversations_select: ['initial_conversation', 'selected_conversation', null],
  checkboxes: ['initial_options', 'selected_options', []],
  multi_static_select: ['initial_options', 'selected_options', []],
  multi_external_select: ['initial_options', 'selected_options', []],
  multi_users_select: ['initial_users', 'selected_users', []],
  multi_channels_select: ['initial_channels', 'selected_channels', []],
  multi_conversations_select: ['initial_conversations', 'selected_conversations', []],
  datepicker: ['initial_date', 'selected_date', null],
  timepicker: ['initial_time', 'selected_time', null],
  datetimepicker: ['initial_date_time', 'selected_date_time', null],
};

/** Every input that nobody touched is in the state as well, with the value it began with. */
export function completeState(blocks: Json | undefined, state: ViewState): ViewState {
  const untouched = blocksIn(blocks).map((block) => {
    const id = String(block.block_id);
    const began = partsOf(block).flatMap((part) => {
      const [initial, chosen, none] = valuesOf(part) ?? [];
      if (initial === undefined || chosen === undefined) return [];
      return [[String(part.action_id), { type: part.type ?? null, [chosen]: part[initial] ?? none ?? null }] as const];
    });
    return [id, { ...Object.fromEntries(began), ...state.values[id] }] as const;
  });
  const known = untouched.filter(([, values]) => Object.keys(values).length > 0);
  return { values: { ...state.values, ...Object.fromEntries(known) } };
}

/** What Slack itself says before an app is asked: by block, in its words. */
export function unfinished(blocks: Json | undefined, state: ViewState): Readonly<Record<string, string>> | undefined {
  const empty = blocksIn(blocks).filter(
    (block) =>
      block.type === 'input' && block.optional !== true && partsOf(block).some((part) => isEmpty(block, part, state)),
  );
  if (empty.length === 0) return undefined;
  return Object.fromEntries(empty.map(({ block_id: id }) => [String(id), 'Please complete this required field.']));
}

function isEmpty(block: JsonObject, part: JsonObject, { values }: ViewState): boolean {
  const [, chosen] = valuesOf(part) ?? [];
  const value = chosen === undefined ? true : values[String(block.block_id)]?.[String(part.action_id)]?.[chosen];
  return value === undefined || value === null || value === '' || (isList(value) && value.length === 0);
}

function valuesOf({ type }: JsonObject): (typeof VALUES)[string] | undefined {
  return Object.hasOwn(VALUES, String(type)) ? VALUES[String(type)] : undefined;
}

function blocksIn(blocks: Json | undefined): readonly JsonObject[] {
  return isList(blocks) ? blocks.filter(isObject) : [];
}
