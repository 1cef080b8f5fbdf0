import type { Analysis, Asked } from '../../domain/diagnosis.ts';
import { isModelAway, kindOf } from '../../domain/errors.ts';
import { analyse } from '../../questions/analyse.ts';
import type { AnalyseAnswer } from '../../questions/analyse-answer.ts';
import { bearsOut } from '../../refine/text/bears-out.ts';
import type { View } from '../../refine/view/compact.ts';
import type { House } from '../house.ts';
import type { Part } from '../readings.ts';
import { usuallyAsked } from './analyst.ts';
import { ask } from './ask.ts';
import type { Reported } from './reported.ts';

const TRIES = 2;

export type Analysed = Readonly<{ analysis: Analysis; dropped: number; asked: readonly Asked[] }>;

/**
 * What happened, step by step. Read in groups, every part is looked through on its own, all at once under the budget, and
 * what was seen is put together in the order of the trace; a part that can't be read is named. Errors as `ask`.
 *
 * @param view what the other stages are told
 */
export async function analyseTrace(
  reported: Reported,
  view: View,
  house: House,
  signal?: AbortSignal,
): Promise<Analysed> {
  const { trace, reading, unread = [] } = reported;
  const inParts = reading.strategy === 'groups' && usuallyAsked(house.analyst, analyse.name) !== undefined;
  const parts = inParts ? await trace('parts', reading, signal) : [];
  const read = inParts
    ? await Promise.all(
        parts.map((_part, index) =>
          unread.includes(index + 1) ? undefined : readPart(reported, parts, index + 1, house, signal),
        ),
      )
    : [await askOf(reported, { view: view.text }, house, signal)];
  const answers = read.filter((one) => one !== undefined);
  const lost = parts.filter((_part, index) => read[index] === undefined);
  const { analysis, dropped } = await trace('analysis', { answers: answers.map(({ answer }) => answer) }, signal);
  const coverage = inParts ? together(parts.filter((part) => !lost.includes(part))) : view.coverage;
  const left = coverage.left + lost.reduce((sum, { runs }) => sum + runs, 0);
  return {
    analysis: { ...analysis, coverage: { ...coverage, left, unread: lost.map(wordsOf) } },
    dropped,
    asked: answers.map(({ answerer }) => ({ question: analyse.name, answerer })),
  };
}

/** Tried twice; `undefined` when no model can read it: rules look at all of the trace, never at a part. Where a store keeps what was paid for, what was read once is known. */
export async function readPart(
  reported: Reported,
  parts: readonly Part[],
  number: number,
  house: House,
  signal?: AbortSignal,
): Promise<Read | undefined> {
  const view = parts[number - 1]?.text ?? '';
  for (let tries = 1; tries <= TRIES; tries++) {
    try {
      const said = await askOf(reported, { view, part: { number, of: parts.length } }, house, signal);
      return said.answerer.model === 'rules' ? undefined : said;
    } catch (error) {
      if (signal?.aborted || !isOfModel(error)) throw error;
    }
  }
  return undefined;
}

type Read = Readonly<{ answer: AnalyseAnswer }> & Omit<Asked, 'question'>;

function askOf(
  { trace, expectation, own, once }: Reported,
  about: Omit<Parameters<typeof analyse.put>[0], 'expectation'>,
  house: House,
  signal: AbortSignal | undefined,
): Promise<Read> {
  const whole = { expectation, ...about };
  const holds = async (answer: AnalyseAnswer) => {
    const { analysis, dropped } = await trace('analysis', { answers: [answer] }, signal);
    return bearsOut(analysis.decisions.filter(({ quote }) => quote !== null).length, dropped);
  };
  return ask(analyse, whole, () => trace('analyseByRules', whole, signal), own, { ...house, once, holds }, signal);
}

const isOfModel = (error: unknown): boolean => {
  const kind = kindOf(error);
  return kind === 'answer-unusable' || kind === 'model-unsuited' || isModelAway(kind);
};

function together(parts: readonly Part[]): View['coverage'] {
  const sum = (of: (coverage: View['coverage']) => number) =>
    parts.reduce((all, { coverage }) => all + of(coverage), 0);
  return { whole: sum(({ whole }) => whole), inPart: sum(({ inPart }) => inPart), left: sum(({ left }) => left) };
}

const wordsOf = ({ first, runs }: Part): string => `${runs} ${runs === 1 ? 'run' : 'runs'} from “${first}” on`;
