import type { Call } from '../../domain/call.ts';
import type { Edit } from '../../domain/change.ts';
import { isText } from '../template/part.ts';
import type { PromptFile, ReadTemplates } from '../template/template.ts';
import { LEAST_FIXED_TEXT } from './locate-prompt.ts';

/**
 * Edits of files that no message could be traced to, made in the text of the
 * messages themselves. Only where that is the same as rendering: the words that
 * an edit looks for stand in one place of one file and in one place of the
 * messages, letter for letter, and neither they nor what takes their place has
 * anything in it that a template language, or a program's string, would read as
 * something else. Every other edit is left out.
 */
export function substitute(
  call: Call,
  edits: readonly Edit[],
  files: readonly PromptFile[],
  readTemplates: ReadTemplates,
): Call {
  return edits.reduce((changed, edit) => substituteOne(changed, edit, files, readTemplates), call);
}

function substituteOne(call: Call, edit: Edit, files: readonly PromptFile[], readTemplates: ReadTemplates): Call {
  const words = wordsOf(edit);
  const file = files.find(({ path }) => path === edit.path);
  if (!words || !file || words.find.replace(/\s+/g, '').length < LEAST_FIXED_TEXT) return call;
  const isWhole = readTemplates(file).pieces.size === 0;
  if (![words.find, words.text].every((text) => isLiteral(text, isWhole, readTemplates))) return call;
  if (
    placesOf(
      words.find,
      files.map(({ text }) => text),
    ).length !== 1
  )
    return call;
  const [place, ...others] = placesOf(
    words.find,
    call.messages.map(({ content }) => content),
  );
  if (!place || others.length > 0) return call;
  const messages = call.messages.map((message, index) => {
    if (index !== place.index) return message;
    const { content } = message;
    return {
      ...message,
      content: content.slice(0, place.at) + words.text + content.slice(place.at + words.find.length),
    };
  });
  return { ...call, messages };
}

/** An edit as words and what stands there instead. White space at their ends is the file's: the program may have trimmed it. */
function wordsOf(edit: Edit): Readonly<{ find: string; text: string }> | undefined {
  switch (edit.kind) {
    case 'replace': {
      const find = edit.find.trim();
      const [before = '', after = ''] = edit.find.split(find);
      const isBound = edit.text.startsWith(before) && edit.text.endsWith(after);
      return {
        find,
        text: isBound ? edit.text.slice(before.length, edit.text.length - after.length) : edit.text.trim(),
      };
    }
    case 'insert-after':
      return { find: edit.anchor, text: edit.anchor + edit.text };
    case 'insert-before':
      return { find: edit.anchor, text: edit.text + edit.anchor };
    default:
      return undefined;
  }
}

/** What a program's string, or a template, may read as something else than itself. */
const TELLING = /[{}\\`$%#<>]/;

/** @param isWhole whether the file is one prompt; else it is a program or a document, whose strings end at quotes or at the end of the line */
function isLiteral(text: string, isWhole: boolean, readTemplates: ReadTemplates): boolean {
  if (TELLING.test(text) || (!isWhole && /["'\n]/.test(text))) return false;
  const { templates } = readTemplates({ path: '', text });
  return templates.every(({ parts }) => parts.every((part) => isText(part) && part.text === text));
}

function placesOf(words: string, texts: readonly string[]) {
  const MOST_PLACES = 2;
  const places: Readonly<{ index: number; at: number }>[] = [];
  for (const [index, text] of texts.entries()) {
    let at = text.indexOf(words);
    while (at >= 0 && places.length < MOST_PLACES) {
      places.push({ index, at });
      at = text.indexOf(words, at + 1);
    }
  }
  return places;
}
