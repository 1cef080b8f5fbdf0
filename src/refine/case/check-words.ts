import type { Check } from '../../domain/check.ts';

/** What a check asks of an answer, in lines: the words of its assertions, and the question to the judge. */
export type CheckWords = Readonly<{ rules: string; question: string | null; judged: string | null }>;

export function checkWords({ words, rubric, judge }: Check): CheckWords {
  if (!rubric) return { rules: words, question: null, judged: null };
  const rules = words.endsWith(rubric.question)
    ? words.slice(0, -rubric.question.length).replace(LEAD, '').trim()
    : words;
  return { rules, question: rubric.question, judged: judgedBy(judge, rubric.votes) };
}

const LEAD = /(?:A|Besides, a) model judges: $/;

function judgedBy(judge: Check['judge'], votes: number): string {
  if (!judge)
    return 'No model is set that could judge this, so nothing can be proved by it. Change it to words that must or must not be in the answer.';
  const often = `${judge.model} judges it, ${votes} times for each answer; most of its votes count.`;
  return judge.isUnderTest ? `${often} It is the very model that answers, so it may be too kind.` : often;
}
