import type { JsonObject } from '../../langsmith/json.ts';
import { checkBlocks } from './check-blocks.ts';
import { anything, flag, isList, isObject, object, oneOf, type Rule, string, text, typed, wrong } from './rule.ts';

/** Views: https://docs.slack.dev/reference/views */
const shared = { private_metadata: string(3000), callback_id: string(255), external_id: string(255) };

const modal: Rule = object(
  { type: oneOf('modal'), title: text('plain_text', 24), blocks: anything },
  {
    ...shared,
    close: text('plain_text', 24),
    submit: text('plain_text', 24),
    clear_on_close: flag,
    notify_on_close: flag,
    submit_disabled: flag,
  },
);

const home: Rule = object({ type: oneOf('home'), blocks: anything }, shared);

const LARGEST_BYTES = 250_000;

/** What is wrong with a view; nothing when Slack would take it. */
export function checkView(view: JsonObject, type: 'modal' | 'home'): readonly string[] {
  const broken = typed(() => (type === 'modal' ? { modal } : { home }))(view, '/view');
  return [
    ...broken,
    ...(view.blocks === undefined ? [] : checkBlocks(view.blocks, 'view', '/view/blocks')),
    ...(type === 'modal' && hasInput(view) && view.submit === undefined
      ? [wrong('missing required field: submit', '/view')]
      : []),
  ];
}

export function isTooLarge(view: JsonObject): boolean {
  return Buffer.byteLength(JSON.stringify(view)) > LARGEST_BYTES;
}

function hasInput({ blocks }: JsonObject): boolean {
  return isList(blocks) && blocks.some((block) => isObject(block) && block.type === 'input');
}
