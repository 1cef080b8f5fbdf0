import type { Call } from '../../domain/call.ts';
import type { Assertion, Check, Rubric } from '../../domain/check.ts';
import type { JsonObject } from '../../domain/json.ts';
import { sealCheck } from '../case/digest.ts';
import { clausesOf, isBare, withoutLinks } from './clauses.ts';

/** What turning a sentence into a check needs of a kind of assertion. */
export type UnderstandingKind = Readonly<{
  kind: string;
  takes: 'phrase' | 'clause';
  understand(sentence: string, call: Call): Readonly<{ params: JsonObject; at: number; end: number }> | undefined;
  say(params: JsonObject): string;
}>;

/** `rest`: what no assertion says, in the expert's words; empty where they say it all. */
export type Understanding = Readonly<{ assertions: readonly Assertion[]; rest: string }>;

/** How often the judge is asked: odd, so that there is a majority. */
export const VOTES = 3;
const MOST_ASSERTIONS = 20;
const MOST_OF_A_KIND = 5;
/** A sentence is read once for each thing that is found in it. */
const LONGEST_READ = 4_000;

/** The check of an expectation: assertions as far as they go, and a question for a judge about what they leave open. */
export function understandExpectation(expectation: string, call: Call, kinds: readonly UnderstandingKind[]): Check {
  const { assertions, rest } = understand(expectation, call, kinds);
  return checkOf(assertions, rest === '' ? undefined : { question: questionOf(rest), votes: VOTES }, kinds);
}

/** Nothing that the sentence asks for is dropped: what no kind takes stands in `rest`. */
export function understand(sentence: string, call: Call, kinds: readonly UnderstandingKind[]): Understanding {
  if (sentence.length > LONGEST_READ) return { assertions: [], rest: sentence };
  const phrases = takeOut(
    sentence,
    call,
    kinds.filter(({ takes }) => takes === 'phrase'),
  );
  const clauses = clausesOf(phrases.rest).map(({ text }) =>
    takeOut(
      withoutLinks(text),
      call,
      kinds.filter(({ takes }) => takes === 'clause'),
    ),
  );
  const assertions = [phrases, ...clauses].flatMap((taken) => taken.assertions);
  if (assertions.length === 0 || assertions.length > MOST_ASSERTIONS) return { assertions: [], rest: sentence.trim() };
  const rests = clauses.map(({ rest }) => withoutLinks(rest)).filter((rest) => !isBare(rest));
  return { assertions, rest: rests.join('; ') };
}

/** Takes out of a sentence, one after the other, what the kinds understand of it. */
function takeOut(sentence: string, call: Call, kinds: readonly UnderstandingKind[]): Understanding {
  const assertions: Assertion[] = [];
  let rest = sentence;
  for (const { kind, understand } of kinds) {
    for (let taken = 0; taken < MOST_OF_A_KIND && !isBare(rest); taken++) {
      const understood = understand(rest, call);
      if (!understood) break;
      const { params, at, end } = understood;
      assertions.push({ kind, params });
      // It says a part of something that does not come apart: the judge looks at the whole.
      if (end <= at) return { assertions, rest };
      rest = `${rest.slice(0, at).trimEnd()} ${rest.slice(end).trimStart()}`.trim();
    }
  }
  return { assertions, rest };
}

const questionOf = (rest: string): string => `Does the answer do what was expected: “${rest}”?`;

/** @param rubric not there where the assertions say it all */
export function checkOf(
  assertions: readonly Assertion[],
  rubric: Rubric | undefined,
  kinds: readonly Pick<UnderstandingKind, 'kind' | 'say'>[],
): Check {
  const says = assertions.map(({ kind, params }) => kinds.find((known) => known.kind === kind)?.say(params) ?? kind);
  const sentences = [
    ...says.map((words, index) => `${index === 0 ? 'The answer' : 'It'} ${words}.`),
    ...(rubric ? [`${says.length === 0 ? 'A' : 'Besides, a'} model judges: ${rubric.question}`] : []),
  ];
  return sealCheck(assertions, sentences.join(' '), rubric);
}
