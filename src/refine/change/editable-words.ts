import type { Edit } from '../../domain/change.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import { isProgram } from '../related/paths-named.ts';
import { withPlainLineEnds } from './text-file.ts';

/** Words that a fix puts into a file, which a person may put otherwise. `edit` is its place among the edits. */
export type EditableWords = Readonly<{ edit: number; path: string; text: string }>;

/**
 * What people may put into their own words: text that goes into prompts. Programs and documents have quotation marks and
 * escapes that a person in a hurry breaks, and an eval case is no wording. Line breaks at both ends are the file's.
 */
export function editableWords({
  change,
  impact = [],
}: Pick<Hypothesis, 'change' | 'impact'>): readonly EditableWords[] {
  const about = new Set(impact.map(({ path }) => path));
  return change.edits.flatMap((edit, index) => {
    const { path } = edit;
    if (!about.has(path) || !hasWords(edit) || isProgram(path) || /\.(?:jsonl?|ya?ml|toml|csv)$/i.test(path)) return [];
    const text = wordsOf(edit.text);
    return text === '' ? [] : [{ edit: index, path, text }];
  });
}

/** The edits with other words in them; each keeps the line breaks that part it from the rest. */
export function withWords(edits: readonly Edit[], words: ReadonlyMap<number, string>): readonly Edit[] {
  return edits.map((edit, index) => {
    const own = words.get(index);
    if (own === undefined || !hasWords(edit)) return edit;
    const [before = '', after = ''] = withPlainLineEnds(edit.text).split(wordsOf(edit.text));
    return { ...edit, text: before + wordsOf(own) + after };
  });
}

/** Without the line breaks at both ends. */
export const wordsOf = (text: string): string => withPlainLineEnds(text).replace(/^\n+|\n+$/g, '');

type Wording = Exclude<Edit, { kind: 'delete' | 'set-value' | 'append-value' | 'remove-value' }>;

const hasWords = (edit: Edit): edit is Wording => 'text' in edit && !('at' in edit);
