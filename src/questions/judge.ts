import { z } from 'zod';
import type { Answer, Call, Message } from '../domain/call.ts';
import { enclose, markOf } from '../refine/text/enclose.ts';
import type { Question } from './question.ts';

export const JudgeAnswer = z.object({
  /** First, so that a model thinks before it decides. */
  reason: z.string(),
  /** Words of the answer that bear it out; code looks whether they stand there. */
  quote: z.string().nullable(),
  fits: z.enum(['yes', 'no', 'unsure']),
});
export type JudgeAnswer = z.infer<typeof JudgeAnswer>;

export type AboutAnswer = Readonly<{ question: string; call: Call; output: Answer['output'] }>;

const MOST_ASKED_CHARS = 20_000;
const MOST_ANSWER_CHARS = 40_000;

/** Does an answer fit the rubric of a check? Without a model nobody can tell. */
export const judge: Question<AboutAnswer, JudgeAnswer> = {
  name: 'judge',
  answer: JudgeAnswer,
  put({ question, call, output }) {
    const asked = askedIn(call.messages);
    const answer = JSON.stringify({ text: output.text, tool_calls: output.toolCalls }).slice(0, MOST_ANSWER_CHARS);
    const mark = markOf(question, asked, answer);
    const material = `${enclose('asked', asked, mark)}\n${enclose('answer', answer, mark)}`;
    return { values: { question, mark }, material };
  },
  byRules: () => ({ reason: 'No model is set that could judge.', quote: null, fits: 'unsure' }),
};

/** From the customer's last message on: what the answer answers, with the tools' results. The end counts most. */
function askedIn(messages: readonly Message[]): string {
  const from = messages.findLastIndex(({ role }) => role === 'user');
  const asked = messages.slice(Math.max(0, from)).map(({ role, content }) => ({ role, content }));
  return JSON.stringify(asked).slice(-MOST_ASKED_CHARS);
}
