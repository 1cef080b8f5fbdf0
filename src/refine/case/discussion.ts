import type { Comment } from '../../domain/discussion.ts';

const MOST_COMMENTS = 100;
const LONGEST_COMMENT_CHARS = 4_000;

/** The discussion as the analyst reads it: the latest hundred comments, oldest first, each under its author's name. */
export function discussionOf(comments: readonly Comment[]): readonly string[] {
  return comments
    .slice(-MOST_COMMENTS)
    .map(({ by, text }) => `${by.name}: ${text.slice(0, LONGEST_COMMENT_CHARS).toWellFormed()}`);
}
