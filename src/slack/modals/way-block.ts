import type { InputBlock } from '@slack/types';
import { goesAs, type Target, TargetWish } from '../../domain/change.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { plainText } from '../texts/plain-text.ts';
import { label } from '../texts/rich-text.ts';

export const WAY = 'way';

/** Which way the commit goes; nothing to choose where there is but one. @param straightTo as in `Rights` */
export function wayBlock(target: Target, straightTo: string | null): InputBlock | undefined {
  const options = [
    ...(target.pullRequest
      ? [
          { text: label('A pull request', 75), value: 'pull-request' },
          { text: label('A draft of a pull request: nobody is asked to review it yet', 75), value: 'draft' },
        ]
      : []),
    { text: label(target.pullRequest ? 'The branch alone' : 'A branch of its own', 75), value: 'branch' },
    ...(straightTo === null
      ? []
      : [{ text: label(`Straight to ${shorten(plainText(straightTo), 60)}`, 75), value: 'straight' }]),
  ];
  if (options.length === 1) return undefined;
  const chosen = options.find(({ value }) => value === goesAs(target));
  return {
    type: 'input',
    block_id: WAY,
    label: label('As', 2_000),
    element: { type: 'radio_buttons', action_id: WAY, options, ...(chosen && { initial_option: chosen }) },
  };
}

/** `undefined` for what nobody was given to choose. */
export const wayIn = (value: string): TargetWish['goesAs'] => TargetWish.unwrap().shape.goesAs.safeParse(value).data;
