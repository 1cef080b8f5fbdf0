import type {
  ContextAnswer,
  ContextEntry,
  ContextKind,
  ContextStanding,
  UndoneContext,
} from '../../domain/context-set.ts';
import { rolledBackWords, stillOnWords } from '../case/roll-back-words.ts';
import { printable } from '../text/printable.ts';
import { shorten } from '../text/shorten.ts';
import { KINDS } from './join-files.ts';

/** Slack takes 40,000 characters: https://api.slack.com/changelog/2018-04-truncating-really-long-messages */
const MOST_LINES = 50;
const MOST_PATH_CHARS = 200;
const MOST_CHANGED_CHARS = 1_000;

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
  return printable(lines.join('\n').trimEnd());
}

function savedLines(saved: readonly Readonly<{ project: string; files: number }>[]): readonly string[] {
  if (saved.length === 0) return ['No files are saved besides those that the repository itself declares.'];
  return saved.map(({ project, files }) => `• ${project}: ${countWords(files)}`);
}

function standingLines(
  { standing, changed }: Readonly<{ standing: ContextStanding; changed: readonly string[] | null }>,
  command: string,
): readonly string[] {
  const { project, base, entries, isDeclared, branch, awaited } = standing;
  const done =
    changed &&
    (changed.length === 0 ? 'Nothing had to be changed.' : `Done: ${shorten(changed.join(', '), MOST_CHANGED_CHARS)}.`);
  const isMissing = entries.some(({ files, from }) => files === 0 && from === 'saved');
  return [
    ...(done ? [done] : []),
    `What cases of ${project} work on, at ${base.slice(0, 12)}:`,
    ...KINDS.flatMap((kind) => {
      const ofKind = entries.filter((entry) => entry.kind === kind);
      const more = ofKind.length - MOST_LINES;
      const lines = ofKind.slice(0, MOST_LINES).map(lineOf);
      return ofKind.length === 0 ? [] : ['', TITLES[kind], ...lines, ...(more > 0 ? [`and ${more} more`] : [])];
    }),
    ...(entries.length === 0 ? [isDeclared ? NONE : FOUND] : ['']),
    ...(isMissing && branch
      ? [`What is not there comes with the branch ${branch}: merge it, for the repository has moved on without it.`]
      : []),
    ...(awaited
      ? [
          `${shorten(awaited.by, 60)} has approved what ${command} ${COMMANDS[awaited.kind]} would write. Another approver completes it with the same command.`,
        ]
      : []),
    ...(isMissing ? [`${command} update takes out what is not there any more.`] : []),
  ];
}

const COMMANDS = { declaration: 'write', extracted: 'extract <trace>' } as const;
const NONE = 'Nothing: .refinery/context.json in the repository is empty.';
const FOUND =
  'No file is named. I look for files named like prompts, and for those that hold words of the failing call.';

function lineOf({ path, files, from }: ContextEntry): string {
  const found = files === 0 ? ', not there' : path.includes('*') ? `, ${countWords(files)}` : '';
  return `• ${shorten(path, MOST_PATH_CHARS)} (${FROM[from]}${found})`;
}

const countWords = (files: number): string => (files === 1 ? '1 file' : `${files} files`);

/** What came of taking back what was written, the same in Slack and on a terminal. */
export function undoneWords(undone: UndoneContext): string {
  if ('refused' in undone) return printable(undone.refused);
  const rest = stillOnWords(undone);
  return printable([rolledBackWords(undone), ...(rest === undefined ? [] : [rest])].join('\n'));
}
