import { enclose } from '../refine/text/enclose.ts';
import { type AboutExpectation, ClarifyAnswer } from './clarify-answer.ts';
import type { Question } from './question.ts';

const MOST_CHARS = 8_000;

/** Can what was expected be understood in two ways that lead to different fixes? Rules take it as it stands. */
export const clarify: Question<AboutExpectation, ClarifyAnswer> = {
  name: 'clarify',
  answer: ClarifyAnswer,
  put: ({ expectation, task, answer, objections, discussion }) => {
    const said = { asked: task?.slice(0, MOST_CHARS), answered: answer?.slice(0, MOST_CHARS), objections, discussion };
    return { values: { expectation }, material: enclose('material', JSON.stringify(said)) };
  },
  byRules: () => ({ is_clear: true, question: null, readings: [] }),
};
