import type { Answer, Call } from '../domain/call.ts';
import type { Check, Judgement, Rubric } from '../domain/check.ts';
import { isModelRefusal, kindOf, tell } from '../domain/errors.ts';
import type { Model } from '../ports.ts';
import { judge as judgeQuestion } from '../questions/judge.ts';
import { judgeByRules } from '../refine/case/judge-by-rules.ts';
import { onlyAnalyst } from './analyst/analyst.ts';
import { ask } from './analyst/ask.ts';
import type { House } from './house.ts';

type Vote = Readonly<{ fits: 'yes' | 'no' | 'unsure'; reason: string; inputTokens: number; outputTokens: number }>;

/**
 * What a check says of one answer. Assertions are looked at first: no model is asked about an answer that fails one.
 * Then the judge answers the rubric's question several times; only what most of the votes say counts.
 *
 * @param house confined to what the project allows
 * @throws RefineryError model-unavailable; a judge that refuses leaves it open
 */
export async function judgeAnswer(
  check: Check,
  answer: Answer,
  call: Call,
  house: Pick<House, 'assertions' | 'judge' | 'prompts' | 'clock'>,
  signal?: AbortSignal,
): Promise<Judgement> {
  const byRules = judgeByRules(check, answer, call, house.assertions);
  const free = { judge: null, inputTokens: 0, outputTokens: 0 };
  if (!check.rubric || byRules.passed !== true) return { ...byRules, ...free };
  const { judge } = house;
  if (!judge) return { passed: null, reason: NO_JUDGE, ...free };
  const votes = await votesOf(check.rubric, (question) =>
    voteOf({ question, call, output: answer.output }, { ...house, judge }, signal),
  );
  return { ...counted(votes, check.rubric), judge: judge.name, ...spentOn(votes) };
}

export const NO_JUDGE =
  'Rules alone can’t judge this, and no model is set that could. Say in the check which words must or must not be in the answer.';

/** The last votes are asked for only where the first leave it open. */
async function votesOf(rubric: Rubric, vote: (question: string) => Promise<Vote>): Promise<readonly Vote[]> {
  const ask = (votes: number) => Promise.all(Array.from({ length: votes }, () => vote(rubric.question)));
  const majority = majorityOf(rubric);
  const first = await ask(majority);
  if (first.every(({ fits }) => fits !== 'unsure' && fits === first[0]?.fits)) return first;
  return [...first, ...(await ask(rubric.votes - majority))];
}

async function voteOf(
  about: Parameters<typeof judgeQuestion.put>[0],
  { judge, prompts, clock }: Pick<House, 'prompts' | 'clock'> & Readonly<{ judge: Model }>,
  signal: AbortSignal | undefined,
): Promise<Vote> {
  try {
    const { answer, answerer } = await ask(
      judgeQuestion,
      about,
      unasked,
      [],
      { analyst: onlyAnalyst(judge), prompts, clock },
      signal,
    );
    const { inputTokens, outputTokens } = answerer;
    const isMadeUp = answer.quote !== null && !stands(answer.quote, about.output.text);
    return isMadeUp
      ? { ...lost('The judge quoted words that are not in the answer.'), inputTokens, outputTokens }
      : { fits: answer.fits, reason: answer.reason, inputTokens, outputTokens };
  } catch (error) {
    const kind = kindOf(error);
    if (kind !== 'answer-unusable' && !isModelRefusal(kind)) throw error;
    return lost(tell(kind));
  }
}

const unasked = () => Promise.reject(new Error('rules judge nothing'));

const lost = (reason: string): Vote => ({ fits: 'unsure', reason, inputTokens: 0, outputTokens: 0 });

const stands = (quote: string, text: string): boolean => plain(text).includes(plain(quote));
const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

function counted(votes: readonly Vote[], rubric: Rubric): Pick<Judgement, 'passed' | 'reason'> {
  const saying = (word: Vote['fits']) => votes.filter(({ fits }) => fits === word);
  const [yes, no] = [saying('yes'), saying('no')];
  if (yes.length >= majorityOf(rubric)) return { passed: true, reason: shown(yes) };
  if (no.length >= majorityOf(rubric)) return { passed: false, reason: shown(no) };
  const why = shown(saying('unsure'));
  const split = `The judge said yes ${yes.length} and no ${no.length} of ${rubric.votes} times.`;
  return { passed: null, reason: why === null ? split : `${split} ${why}` };
}

const majorityOf = ({ votes }: Rubric): number => Math.floor(votes / 2) + 1;

const shown = ([vote]: readonly Vote[]): string | null => vote?.reason.slice(0, 400).toWellFormed() ?? null;

const spentOn = (votes: readonly Vote[]) => ({
  inputTokens: votes.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
  outputTokens: votes.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
});
