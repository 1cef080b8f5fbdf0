import type { Unclear } from '../../domain/diagnosis.ts';
import type { Person } from '../../domain/project.ts';
import type { History } from './fold.ts';

/** How the discussion has it when somebody chose one of two readings of the expectation. */
export const meantWords = (reading: string): string => `What I meant: ${reading}`;

/** Who said last that the first reading is meant, which the diagnosis has taken. */
export function firstMeantBy({ comments }: Pick<History, 'comments'>, { readings }: Unclear): Person | undefined {
  const [first] = readings;
  return first === undefined ? undefined : comments.findLast(({ text }) => text === meantWords(first))?.by;
}
