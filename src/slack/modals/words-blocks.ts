import type { KnownBlock } from '@slack/types';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import { type EditableWords, editableWords, wordsOf } from '../../refine/change/editable-words.ts';
import { shorten } from '../../refine/text/shorten.ts';
import type { Values } from '../controls/control.ts';
import { textIn } from '../controls/read-values.ts';
import { plainText } from '../texts/plain-text.ts';
import { textField } from '../texts/text-field.ts';

const MOST_FIELDS = 3;
/** What a field of Slack holds: https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
const MOST_CHARS = 3_000;

/** What a fix writes into prompts, a field each; nothing for words that a field would show otherwise than they are. */
export function wordsBlocks(hypothesis: Hypothesis): readonly KnownBlock[] {
  return fieldsOf(hypothesis).map(({ edit, path, text }) =>
    textField({
      id: blockOf(edit),
      title: `The words for ${shorten(plainText(path), 200)}`,
      hint: 'If you change them, nothing is committed yet: the fix is checked and tried again, and you approve it then.',
      value: text,
      isLong: true,
      mostChars: MOST_CHARS,
    }),
  );
}

/** What the person put otherwise, by its place among the edits. */
export function rewordedIn(values: Values, hypothesis: Hypothesis): ReadonlyMap<number, string> {
  return new Map(
    fieldsOf(hypothesis).flatMap(({ edit, text }) => {
      const written = wordsOf(textIn(values, blockOf(edit)));
      return values.has(blockOf(edit)) && asSent(written) !== asSent(text) ? [[edit, written] as const] : [];
    }),
  );
}

/** What a field may change by itself on its way through Slack is nobody's other words: nothing could be approved then. */
const asSent = (text: string): string =>
  text
    .replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: '<', gt: '>' })[name] ?? '&')
    .replace(/[ \t\u00a0]+$/gm, '')
    .trim();

export const blockOf = (edit: number): string => `words-${edit}`;

function fieldsOf(hypothesis: Hypothesis): readonly EditableWords[] {
  return editableWords(hypothesis)
    .filter(({ text }) => text.length <= MOST_CHARS && plainText(text) === text)
    .slice(0, MOST_FIELDS);
}
