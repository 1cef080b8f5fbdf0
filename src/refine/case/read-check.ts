import type { Call } from '../../domain/call.ts';
import type { Assertion, Check, Rubric } from '../../domain/check.ts';
import type { JsonObject } from '../../domain/json.ts';
import { checkOf, type UnderstandingKind, understand, VOTES } from '../text/understand-expectation.ts';

/** A check as people write it: one condition a line, and what a model is asked about the rest. */
export type WrittenCheck = Readonly<{ conditions: readonly string[]; question: string }>;

/** What is wrong with each condition, in their order, and with the question; `null` where nothing is. */
export type CheckProblems = Readonly<{ conditions: readonly (string | null)[]; question: string | null }>;

type Kind = UnderstandingKind & Readonly<{ write(params: JsonObject): string }>;

export const MOST_CONDITIONS = 20;
export const LONGEST_CONDITION = 1_000;
export const LONGEST_QUESTION = 1_000;

/** `readCheck` makes the same check of it again. */
export function writeCheck({ assertions, rubric }: Check, kinds: readonly Kind[]): WrittenCheck {
  return { conditions: assertions.map((assertion) => written(assertion, kinds)), question: rubric?.question ?? '' };
}

function written({ kind, params }: Assertion, kinds: readonly Kind[]): string {
  return kinds.find((known) => known.kind === kind)?.write(params) ?? kind;
}

/**
 * The check that somebody wrote, or what is wrong with it. A condition that was left as it stood stays what it was; one
 * that is left empty is taken out.
 *
 * @param known the check that they started from
 */
export function readCheck(
  { conditions, question }: WrittenCheck,
  known: Check,
  call: Call,
  kinds: readonly Kind[],
): Check | CheckProblems {
  const read = conditions.map((condition) => readCondition(condition.trim(), known, call, kinds));
  const wrong = read.map((found) => ('problem' in found ? found.problem : null));
  const assertions = read.flatMap((found) => ('assertions' in found ? found.assertions : []));
  const asked = rubricOf(question.trim(), known);
  const isWrong = wrong.some((problem) => problem !== null);
  const many = assertions.length > MOST_CONDITIONS ? `A check has at most ${MOST_CONDITIONS} conditions.` : null;
  const lacking = assertions.length === 0 && asked === undefined && !isWrong ? NOTHING : null;
  const problem =
    question.trim().length > LONGEST_QUESTION ? `Use at most ${LONGEST_QUESTION} signs.` : (many ?? lacking);
  if (isWrong || problem !== null) return { conditions: wrong, question: problem };
  return checkOf(distinct(assertions), asked, kinds);
}

const NOTHING = 'A check needs a condition above, or a question here.';

type Read = Readonly<{ assertions: readonly Assertion[] } | { problem: string }>;

function readCondition(condition: string, known: Check, call: Call, kinds: readonly Kind[]): Read {
  if (condition === '') return { assertions: [] };
  const kept = known.assertions.find((assertion) => written(assertion, kinds) === condition);
  if (kept) return { assertions: [kept] };
  if (condition.length > LONGEST_CONDITION) return { problem: `Use at most ${LONGEST_CONDITION} signs.` };
  const { assertions, rest } = understand(condition, call, kinds);
  if (assertions.length > 0 && rest === '') return { assertions };
  const what = rest === condition ? 'this' : `“${rest.slice(0, 80).toWellFormed()}”`;
  return { problem: `Rules alone can’t check ${what}. ${SAY_SO}` };
}

const SAY_SO =
  'Say it like “in German”, “at most 3 sentences”, “say that …” or “never say ‘sure’” with the words in quotation marks; or ask the model about it, below.';

function rubricOf(question: string, { rubric }: Check): Rubric | undefined {
  return question === '' ? undefined : { question, votes: rubric?.votes ?? VOTES };
}

function distinct(assertions: readonly Assertion[]): readonly Assertion[] {
  return [...new Map(assertions.map((assertion) => [JSON.stringify(assertion), assertion])).values()];
}
