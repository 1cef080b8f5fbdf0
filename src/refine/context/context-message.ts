import type { Edit } from '../../domain/change.ts';
import type { ContextWrite } from '../../domain/context-set.ts';
import { quiet } from '../case/commit-message.ts';

const MOST_NAMED = 20;
const SUBJECTS: Readonly<Record<ContextWrite['kind'], string>> = {
  declaration: 'chore: say which files Refinery works on',
  extracted: 'chore: keep the prompts that a trace recorded',
};

/** The message of a commit of context files, as it is proposed; people may edit it before they approve. */
export function contextMessage({ kind }: ContextWrite, project: string, edits: readonly Edit[]): string {
  const paths = [...new Set(edits.map(({ path }) => path))];
  const more = paths.length - MOST_NAMED;
  const lines = [
    ...paths.slice(0, MOST_NAMED).map((path) => `- ${quiet(path, 200)}`),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  return `${SUBJECTS[kind]}\n\nFor cases of ${quiet(project, 100)}:\n${lines.join('\n')}\n`;
}
