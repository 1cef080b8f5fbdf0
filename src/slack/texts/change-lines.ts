import type { Case } from '../../domain/case.ts';
import type { Edit } from '../../domain/change.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import { withPlainLineEnds } from '../../refine/change/text-file.ts';
import { revealedText } from './plain-text.ts';

/**
 * What a change does, told from its edits alone, so that it can be drawn from the facts at any time: lines that go
 * begin with `-`, lines that come with `+`, and what they stand beside with a space.
 */
export function changeLines(edits: readonly Edit[]): string {
  const byPath = Map.groupBy(edits, ({ path }) => path);
  return [...byPath].map(([path, own]) => [path, ...own.map(linesOf)].map(revealedText).join('\n')).join('\n\n');
}

export function changeFileName({ id, revision }: Case, hypothesis: Hypothesis): string {
  return `${id}-${revision}-${hypothesis.id.replace(/[^a-z0-9]/gi, '').slice(0, 20)}.diff`;
}

function linesOf(edit: Edit): string {
  switch (edit.kind) {
    case 'replace':
      return `${marked('-', edit.find)}\n${marked('+', edit.text)}`;
    case 'insert-after':
      return `${marked(' ', edit.anchor)}\n${marked('+', edit.text)}`;
    case 'insert-before':
      return `${marked('+', edit.text)}\n${marked(' ', edit.anchor)}`;
    case 'append':
      return marked('+', edit.text);
    case 'create':
      return `(a new file)\n${marked('+', edit.text)}`;
    case 'delete':
      return '(the file is deleted)';
    case 'set-value':
      return `(${edit.at || 'the whole value'} becomes)\n${marked('+', edit.text)}`;
    case 'append-value':
      return `(at the end of ${edit.at || 'the list'})\n${marked('+', edit.text)}`;
    case 'remove-value':
      return marked('-', edit.at);
  }
}

/** The line break at the start or the end of an edit only parts it from what is there. */
function marked(mark: string, text: string): string {
  const lines = withPlainLineEnds(text)
    .replace(/^\n|\n$/g, '')
    .split('\n');
  return lines.map((line) => `${mark}${line}`).join('\n');
}
