import type { InputBlock } from '@slack/types';
import { label } from './rich-text.ts';

export type TextField = Readonly<{
  /** By which what was written comes back. */
  id: string;
  title: string;
  hint?: string;
  /** Stands in it while it is empty. */
  example?: string;
  /** What is written there already, fit to be shown. */
  value?: string | undefined;
  isLong?: boolean;
  isOptional?: boolean;
  mostChars?: number;
}>;

const MOST_CHARS = 2_000;

/** A field of a modal that people write into. */
export function textField({ id, title, hint, example, value = '', ...how }: TextField): InputBlock {
  const { isLong = false, isOptional = false, mostChars = MOST_CHARS } = how;
  return {
    type: 'input',
    block_id: id,
    ...(isOptional && { optional: true }),
    label: label(title, 2_000),
    ...(hint !== undefined && { hint: label(hint, 2_000) }),
    element: {
      type: 'plain_text_input',
      action_id: id,
      multiline: isLong,
      max_length: mostChars,
      ...(example !== undefined && { placeholder: label(example, 150) }),
      ...(value !== '' && { initial_value: value.slice(0, mostChars) }),
    },
  };
}
