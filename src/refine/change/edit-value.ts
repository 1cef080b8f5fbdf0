import { Lexer } from 'yaml';
import type { ValueEdit } from '../../domain/change.ts';
import type { Json } from '../../domain/json.ts';
import { readDocument } from './document.ts';
import { waysToPut } from './put-value.ts';
import type { Splice } from './splice.ts';
import { stepsOf, type ValueChange, withValue } from './value-path.ts';

/** Reading takes about three seconds for a million characters. */
const MOST_CHARS = 200_000;

/**
 * An edit of one value as the stretch of the text that it takes: all else in the file stays letter for letter, so
 * comments, order and form do. A way to write it counts only if the text, read again, is the old value with just that
 * changed, and still holds every comment but those of what is removed.
 *
 * @param text with plain line ends
 */
export function editValue(text: string, edit: ValueEdit): Splice | Readonly<{ refused: string }> {
  const refuse = (why: string) => ({ refused: `The value ${shown(edit.at)} in ${edit.path} can’t be edited: ${why}.` });
  const isJson = /\.json$/i.test(edit.path);
  if (!isJson && !/\.ya?ml$/i.test(edit.path)) return refuse('the file is neither JSON nor YAML');
  if (text.length > MOST_CHARS) return refuse(`the file is longer than ${MOST_CHARS} characters`);
  const steps = stepsOf(edit.at);
  if (!steps) return refuse('it is named by no JSON Pointer, such as /models/0/name');
  const change = changeIn(edit);
  if (!change) return refuse('what it should become is no JSON');

  const read = readDocument(text, isJson);
  if ('refused' in read) return refuse(read.refused);
  const wanted = withValue(read.value, steps, change);
  if ('refused' in wanted) return refuse(wanted.refused);
  const form = formOf(wanted.value);
  const comments = isJson || 'remove' in change ? undefined : commentsIn(text);
  const way = waysToPut(text, read.document, steps, change, isJson).find((splice) => {
    const after = text.slice(0, splice.from) + splice.text + text.slice(splice.to);
    const again = readDocument(after, isJson);
    if ('refused' in again || formOf(again.value) !== form) return false;
    return comments === undefined || commentsIn(after) === comments;
  });
  return way ?? refuse('more of the file would change than that, or a comment would be lost');
}

function changeIn(edit: ValueEdit): ValueChange | undefined {
  if (edit.kind === 'remove-value') return { remove: true };
  try {
    const value: Json = JSON.parse(edit.text);
    return edit.kind === 'set-value' ? { set: value } : { append: value };
  } catch {
    return undefined;
  }
}

/** What the lexer takes for a scalar has a control character before it, so only comments begin like this. */
function commentsIn(text: string): string {
  return [...new Lexer().lex(text)].filter((token) => token.startsWith('#')).join('\n');
}

/** Two values are one when this is; YAML has numbers that JSON has not. */
function formOf(value: Json): string {
  return JSON.stringify(value, (_name, each) =>
    typeof each === 'number' && !Number.isFinite(each) ? `${each}` : each,
  );
}

function shown(pointer: string): string {
  return JSON.stringify(pointer.slice(0, 80).toWellFormed());
}
