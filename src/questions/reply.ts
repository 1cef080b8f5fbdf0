import type { Question } from './question.ts';
import { type AboutReply, ReplyAnswer } from './reply-answer.ts';
import { replyByRules } from './reply-by-rules.ts';

/** Somebody asked the analyst in the thread. The trace stands last and as it is, as in `diagnose`. */
export const reply: Question<AboutReply, ReplyAnswer> = {
  name: 'reply',
  answer: ReplyAnswer,
  put: ({ expectation, diagnosis, proof, discussion, asked, view }) => ({
    values: { expectation },
    material: `${JSON.stringify({ asked, discussion, diagnosis, proof })}\n\n${view}`,
  }),
  byRules: replyByRules,
};
