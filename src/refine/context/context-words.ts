import type { ContextAnswer, ContextEntry, ContextKind, ContextStanding } from '../../domain/context-set.ts';
import { printable } from '../text/printable.ts';
import { KINDS } from './join-files.ts';

const TITLES: Readonly<Record<ContextKind, string>> = {
  prompts: 'Prompts',
  evals: 'Evals',
  configs: 'Configurations',
};
const FROM: Readonly<Record<ContextEntry['from'], string>> = {
  repository: 'from .refinery/context.json',
  saved: 'saved',
};

/** An answer in plain lines, the same in Slack and on a terminal. @param command how people reach `context` where they are */
export function contextWords(answer: ContextAnswer, command: string): string {
  if ('refused' in answer) return printable(answer.refused);
  const lines = 'saved' in answer ? savedLines(answer.saved) : standingLines(answer, command);
  return printable(lines.join('\n'));
}

function savedLines(saved: readonly Readonly<{ project: string; files: number }>[]): readonly string[] {
  if (saved.length === 0) return ['No files are saved for a project of this repository.'];
  return saved.map(({ project, files }) => `• ${project}: ${countWords(files)}`);
}

function standingLines(
  { standing, changed }: Readonly<{ standing: ContextStanding; changed: readonly string[] | null }>,
  command: string,
): readonly string[] {
  const { project, base, entries, isDeclared, branch } = standing;
  const done = changed && (changed.length === 0 ? 'Nothing had to be changed.' : `Done: ${changed.join(', ')}.`);
  const isMissing = entries.some(({ files, from }) => files === 0 && from === 'saved');
  return [
    ...(done ? [done] : []),
    `What cases of ${project} work on, at ${base.slice(0, 12)}:`,
    ...KINDS.flatMap((kind) => {
      const ofKind = entries.filter((entry) => entry.kind === kind);
      return ofKind.length === 0 ? [] : [TITLES[kind], ...ofKind.map(lineOf)];
    }),
    ...(entries.length === 0 ? [isDeclared ? NONE : FOUND] : []),
    ...(isMissing && branch ? [`What is not there comes with the branch ${branch}, once it is merged.`] : []),
    ...(isMissing ? [`${command} update takes out what is not there any more.`] : []),
  ];
}

const NONE = 'Nothing: .refinery/context.json in the repository is empty.';
const FOUND =
  'No file is named. I look for files named like prompts, and for those that hold words of the failing call.';

function lineOf({ path, files, from }: ContextEntry): string {
  const found = files === 0 ? ', not there' : path.includes('*') ? `, ${countWords(files)}` : '';
  return `• ${path} (${FROM[from]}${found})`;
}

const countWords = (files: number): string => (files === 1 ? '1 file' : `${files} files`);
