import type { Json, JsonObject } from '../../langsmith/json.ts';
import { messageBlock, viewBlock } from '../block-limits.ts';
import { isList, isObject, list, wrong } from './rule.ts';

const MOST = { message: 50, view: 100 } as const;
/** All the markdown blocks of a message together: https://docs.slack.dev/reference/block-kit/blocks/markdown-block */
const MARKDOWN_CHARACTERS = 12_000;
/** All texts of a message together; not documented: https://github.com/slackapi/bolt-js/issues/2509 */
const ALL_CHARACTERS = 13_000;

/** What is wrong with the blocks of a message or of a view; nothing when Slack would take them. */
export function checkBlocks(blocks: Json, surface: 'message' | 'view', at = '/blocks'): readonly string[] {
  const broken = list(surface === 'message' ? messageBlock : viewBlock, MOST[surface])(blocks, at);
  if (broken.length > 0) return broken;
  const given = isList(blocks) ? blocks.filter(isObject) : [];
  return [
    ...twice(given, 'block_id', at),
    ...given.flatMap((block, index) => twice(partsOf(block), 'action_id', `${at}/${index}`)),
    ...(markdownIn(given) > MARKDOWN_CHARACTERS
      ? [wrong(`markdown blocks must be less than ${MARKDOWN_CHARACTERS + 1} characters in all`, at)]
      : []),
    ...(given.filter(({ type }) => type === 'table').length > 1 ? [wrong('only_one_table_allowed', at)] : []),
  ];
}

export function areTooLong(blocks: readonly JsonObject[]): boolean {
  return charactersIn(blocks) > ALL_CHARACTERS;
}

/** Every block with an id, as Slack gives one to those that came without. */
export function withIds(blocks: readonly JsonObject[], newId: () => string): readonly JsonObject[] {
  return blocks.map((block) => (block.block_id === undefined ? { ...block, block_id: newId() } : block));
}

/** The elements of a block that may have an `action_id`. */
export function partsOf(block: JsonObject): readonly JsonObject[] {
  const { elements, accessory, element, actions } = block;
  return [elements, accessory, element, actions].flatMap((part) => part ?? []).filter(isObject);
}

function twice(parts: readonly JsonObject[], name: string, at: string): readonly string[] {
  const ids = parts.map((part) => part[name]).filter((id) => typeof id === 'string');
  const again = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [...new Set(again)].map((id) => wrong(`\`${name}\` "${id}" already exists`, at));
}

function markdownIn(blocks: readonly JsonObject[]): number {
  return blocks.reduce((sum, { type, text }) => sum + (type === 'markdown' ? String(text).length : 0), 0);
}

function charactersIn(value: Json): number {
  if (isList(value)) return value.reduce<number>((sum, each) => sum + charactersIn(each), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [name, field]) => sum + (name === 'text' && typeof field === 'string' ? field.length : charactersIn(field)),
    0,
  );
}
