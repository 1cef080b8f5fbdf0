import type { KnownBlock } from '@slack/types';
import { LONGEST_CONDITION, LONGEST_QUESTION, type WrittenCheck } from '../../refine/case/read-check.ts';
import { plainText } from '../texts/plain-text.ts';
import { bold, label, paragraph, richText } from '../texts/rich-text.ts';

export const QUESTION = 'question';
const CONDITION = 'condition-';

/** A field for each condition, an empty one for one more, and one for what a model is asked. */
export function checkBlocks({ conditions, question }: WrittenCheck): readonly KnownBlock[] {
  return [
    richText(
      paragraph(bold('The answer is right when all of this holds.')),
      paragraph('Rules look at the conditions. What rules can’t tell, a model is asked about.'),
    ),
    ...conditions.map((condition, index) => conditionBlock(index, condition)),
    conditionBlock(conditions.length, ''),
    {
      type: 'input',
      block_id: QUESTION,
      optional: true,
      label: label('A question to a model', 2_000),
      hint: label('Yes must mean that the answer is right. Leave it empty to ask no model.', 2_000),
      element: {
        type: 'plain_text_input',
        action_id: QUESTION,
        multiline: true,
        max_length: LONGEST_QUESTION,
        placeholder: label('Does it apologise before it says no?', 150),
        ...(question !== '' && { initial_value: plainText(question) }),
      },
    },
  ];
}

/** The fields of conditions among all, in their order. */
export function conditionBlocks(blocks: Iterable<string>): readonly string[] {
  const number = (block: string) => Number(block.slice(CONDITION.length));
  return [...blocks].filter((block) => block.startsWith(CONDITION)).toSorted((a, b) => number(a) - number(b));
}

function conditionBlock(index: number, condition: string): KnownBlock {
  const isNew = condition === '';
  return {
    type: 'input',
    block_id: `${CONDITION}${index}`,
    optional: true,
    label: label(isNew ? 'One more condition' : `Condition ${index + 1}`, 2_000),
    ...(isNew
      ? {
          hint: label(
            'Such as: in German · at most 3 sentences · never say “sure” · as JSON with the field “total”',
            2_000,
          ),
        }
      : { hint: label('Leave it empty to take it out.', 2_000) }),
    element: {
      type: 'plain_text_input',
      action_id: `${CONDITION}${index}`,
      max_length: LONGEST_CONDITION,
      ...(isNew ? { placeholder: label('say “we cannot remember”', 150) } : { initial_value: plainText(condition) }),
    },
  };
}
