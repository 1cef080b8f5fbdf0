import type { KnownBlock } from '@slack/types';
import { LONGEST_CONDITION, LONGEST_QUESTION, type WrittenCheck } from '../../refine/case/read-check.ts';
import { plainText } from '../texts/plain-text.ts';
import { bold, paragraph, richText } from '../texts/rich-text.ts';
import { textField } from '../texts/text-field.ts';

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
    textField({
      id: QUESTION,
      title: 'A question to a model',
      hint: 'Yes must mean that the answer is right. Leave it empty to ask no model.',
      example: 'Does it apologise before it says no?',
      value: plainText(question),
      isLong: true,
      isOptional: true,
      mostChars: LONGEST_QUESTION,
    }),
  ];
}

/** The fields of conditions among all, in their order. */
export function conditionBlocks(blocks: Iterable<string>): readonly string[] {
  const number = (block: string) => Number(block.slice(CONDITION.length));
  return [...blocks].filter((block) => block.startsWith(CONDITION)).toSorted((a, b) => number(a) - number(b));
}

function conditionBlock(index: number, condition: string): KnownBlock {
  const field = { id: `${CONDITION}${index}`, isOptional: true, mostChars: LONGEST_CONDITION };
  return condition === ''
    ? textField({
        ...field,
        title: 'One more condition',
        hint: 'Such as: in German · at most 3 sentences · never say “sure” · as JSON with the field “total”',
        example: 'say “we cannot remember”',
      })
    : textField({
        ...field,
        title: `Condition ${index + 1}`,
        hint: 'Leave it empty to take it out.',
        value: plainText(condition),
      });
}
