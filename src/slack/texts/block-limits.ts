import type {
  ActionsBlock,
  ContextBlock,
  InputBlock,
  KnownBlock,
  PlanBlock,
  RichTextBlock,
  RichTextElement,
  SectionBlock,
  TableBlock,
  TaskCardBlock,
} from '@slack/types';
import { elementProblems } from './element-limits.ts';
import { lengthProblem, manyProblem, repeatedProblem } from './limit.ts';

/** Slack names no limit for a text in `rich_text`, a title of a plan or its tasks; these are known to work. */
const MOST_RICH_TEXT_CHARS = 3_000;
const MOST_TITLE_CHARS = 150;
const MOST_TASKS = 50;

export function blockProblems(block: KnownBlock, index: number): readonly string[] {
  const where = `block ${index + 1} (${block.type})`;
  return [
    ...(block.block_id === undefined ? [] : lengthProblem(`${where} block_id`, block.block_id, 255)),
    ...problemsIn(block, where),
  ];
}

/** A block that is not known here is refused, so that a new one gets its limits written down before it is used. */
function problemsIn(block: KnownBlock, where: string): readonly string[] {
  switch (block.type) {
    case 'section':
      return sectionProblems(block, where);
    case 'header':
      return lengthProblem(where, block.text.text, 150);
    case 'context':
      return contextProblems(block, where);
    case 'divider':
      return [];
    case 'actions':
      return actionsProblems(block, where);
    case 'input':
      return inputProblems(block, where);
    case 'rich_text':
      return richTextProblems(block, where);
    case 'plan':
      return planProblems(block, where);
    case 'task_card':
      return taskProblems(block, where);
    case 'markdown':
      return lengthProblem(where, block.text, 12_000);
    case 'table':
      return tableProblems(block, where);
    case 'image':
      return lengthProblem(`${where} alt_text`, block.alt_text, 2_000);
    default:
      return [`${where} is not known to the validator`];
  }
}

function sectionProblems({ text, fields, accessory }: SectionBlock, where: string): readonly string[] {
  return [
    ...(text || fields ? [] : [`${where} has neither text nor fields`]),
    ...(text ? lengthProblem(where, text.text, 3_000) : []),
    ...(fields ? manyProblem(`${where} fields`, fields, 10) : []),
    ...(fields ?? []).flatMap((field) => lengthProblem(`${where} field`, field.text, 2_000)),
    ...(accessory ? elementProblems(accessory, where) : []),
  ];
}

function contextProblems({ elements }: ContextBlock, where: string): readonly string[] {
  return [
    ...manyProblem(where, elements, 10),
    ...elements.flatMap((element) => ('text' in element ? lengthProblem(where, element.text, 2_000) : [])),
  ];
}

function actionsProblems({ elements }: ActionsBlock, where: string): readonly string[] {
  const ids = elements.flatMap((element) => ('action_id' in element && element.action_id ? [element.action_id] : []));
  return [
    ...manyProblem(where, elements, 25),
    ...repeatedProblem(`${where} action_id`, ids),
    ...elements.flatMap((element) => elementProblems(element, where)),
  ];
}

function inputProblems({ label, hint, element }: InputBlock, where: string): readonly string[] {
  return [
    ...lengthProblem(`${where} label`, label.text, 2_000),
    ...(hint ? lengthProblem(`${where} hint`, hint.text, 2_000) : []),
    ...elementProblems(element, where),
  ];
}

function richTextProblems({ elements }: RichTextBlock, where: string): readonly string[] {
  return [
    ...manyProblem(where, elements, 100),
    ...elements.flatMap((part) =>
      part.type === 'rich_text_list'
        ? [
            ...manyProblem(`${where} list`, part.elements, 100),
            ...part.elements.flatMap((item) => piecesProblems(item.elements, where)),
          ]
        : piecesProblems(part.elements, where),
    ),
  ];
}

function piecesProblems(pieces: readonly RichTextElement[], where: string): readonly string[] {
  return [
    ...manyProblem(`${where} text`, pieces, 100),
    ...pieces.flatMap((piece) => (piece.type === 'text' ? lengthProblem(where, piece.text, MOST_RICH_TEXT_CHARS) : [])),
  ];
}

function planProblems({ title, tasks }: PlanBlock, where: string): readonly string[] {
  const cards = (tasks ?? []).filter((task): task is TaskCardBlock => task.type === 'task_card');
  return [
    ...lengthProblem(`${where} title`, title, MOST_TITLE_CHARS),
    ...manyProblem(`${where} tasks`, tasks ?? [], MOST_TASKS),
    ...repeatedProblem(
      `${where} task_id`,
      cards.map(({ task_id }) => task_id),
    ),
    ...cards.flatMap((card) => taskProblems(card, where)),
  ];
}

function taskProblems({ title, details, output }: TaskCardBlock, where: string): readonly string[] {
  return [
    ...lengthProblem(`${where} task`, title, MOST_TITLE_CHARS),
    ...(details ? richTextProblems(details, where) : []),
    ...(output ? richTextProblems(output, where) : []),
  ];
}

function tableProblems({ rows }: TableBlock, where: string): readonly string[] {
  return [...manyProblem(`${where} rows`, rows, 100), ...rows.flatMap((row) => manyProblem(`${where} cells`, row, 20))];
}
