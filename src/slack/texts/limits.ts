import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import { blockProblems } from './block-limits.ts';
import { lengthProblem, manyProblem, repeatedProblem } from './limit.ts';

/** What Slack would be sent: a message, a modal, or somebody's Home. */
export type Sendable = Readonly<{ text: string; blocks: readonly KnownBlock[] }> | ModalView | HomeView;

/**
 * Above 13,200 characters of blocks, their containers counted, Slack answers `msg_blocks_too_long`. How it counts is
 * nowhere said (https://github.com/slackapi/bolt-js/issues/2867), so the whole JSON is counted here.
 */
export const MOST_MESSAGE_CHARS = 12_000;
/** `chat.update` refuses a longer text. */
const MOST_TEXT_CHARS = 4_000;

/**
 * What Slack would refuse, each with the place it stands at; empty when it may be sent. Numbers are those of
 * https://docs.slack.dev/reference/block-kit; where Slack names none, one that is known to work.
 */
export function fits(sent: Sendable): readonly string[] {
  const blocks = sent.blocks as readonly KnownBlock[];
  const ids = blocks.flatMap(({ block_id }) => block_id ?? []);
  const shared = [...repeatedProblem('block_id', ids), ...blocks.flatMap(blockProblems)];
  if ('type' in sent)
    return [...(sent.type === 'modal' ? modalProblems(sent) : []), ...viewProblems(blocks), ...shared];
  const chars = JSON.stringify(blocks).length;
  return [
    ...lengthProblem('text', sent.text, MOST_TEXT_CHARS),
    ...manyProblem('blocks', blocks, 50),
    ...(chars > MOST_MESSAGE_CHARS ? [`the blocks have ${chars} characters, more than ${MOST_MESSAGE_CHARS}`] : []),
    ...(blocks.some(({ type }) => type === 'input') ? ['an input block is for modals only'] : []),
    ...markdownProblems(blocks),
    ...shared,
  ];
}

function modalProblems(modal: ModalView): readonly string[] {
  const { title, submit, close, callback_id, private_metadata, blocks } = modal;
  return [
    ...lengthProblem('title', title.text, 24),
    ...(submit ? lengthProblem('submit', submit.text, 24) : []),
    ...(close ? lengthProblem('close', close.text, 24) : []),
    ...lengthProblem('callback_id', callback_id ?? 'none', 255),
    ...lengthProblem('private_metadata', private_metadata ?? 'none', 3_000),
    ...(!submit && blocks.some(({ type }) => type === 'input') ? ['a modal with an input needs a submit button'] : []),
  ];
}

function viewProblems(blocks: readonly KnownBlock[]): readonly string[] {
  return [
    ...manyProblem('blocks', blocks, 100),
    ...blocks.flatMap(({ type }) =>
      type === 'markdown' || type === 'plan' || type === 'task_card' ? [`a ${type} block is for messages only`] : [],
    ),
  ];
}

function markdownProblems(blocks: readonly KnownBlock[]): readonly string[] {
  const all = blocks.flatMap((block) => (block.type === 'markdown' ? [block.text] : [])).join('');
  return all.length > 12_000 ? [`the markdown blocks have ${all.length} characters together, more than 12000`] : [];
}
