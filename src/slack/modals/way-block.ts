import type { InputBlock } from '@slack/types';
import { goesAs, type Target, TargetWish } from '../../domain/change.ts';
import { label } from '../texts/rich-text.ts';

export const WAY = 'way';

/** Which way the commit goes; nothing to choose where there are no pull requests, or a first person has chosen the branch. */
export function wayBlock(target: Target): InputBlock | undefined {
  if (!target.pullRequest) return undefined;
  const options = [
    { text: label('A pull request', 75), value: 'pull-request' },
    { text: label('A draft of a pull request: nobody is asked to review it yet', 75), value: 'draft' },
    { text: label('The branch alone', 75), value: 'branch' },
  ];
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
