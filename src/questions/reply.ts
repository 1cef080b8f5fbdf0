import type { Question } from './question.ts';
import { type AboutReply, ReplyAnswer } from './reply-answer.ts';
import { replyByRules } from './reply-by-rules.ts';

/** Somebody asked the analyst in the thread. */
export const reply: Question<AboutReply, ReplyAnswer> = {
  name: 'reply',
  answer: ReplyAnswer,
  put: ({ expectation, diagnosis, proof, discussion, asked, view }) => ({
    values: { expectation },
    material: JSON.stringify({ asked, discussion, diagnosis, proof }),
    trace: view,
  }),
  byRules: replyByRules,
};
