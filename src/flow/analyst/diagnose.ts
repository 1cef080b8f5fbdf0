import type { Analysis, Answerer, Asked, Diagnosis, Gap, TokenFinding, Unclear } from '../../domain/diagnosis.ts';
import { kindOf } from '../../domain/errors.ts';
import { clarify } from '../../questions/clarify.ts';
import { diagnose } from '../../questions/diagnose.ts';
import { gap } from '../../questions/gap.ts';
import { health } from '../../questions/health.ts';
import type { Question } from '../../questions/question.ts';
import { heldClauses } from '../../refine/case/held-clauses.ts';
import { unclearIn } from '../../refine/case/unclear.ts';
import { bearsOut } from '../../refine/text/bears-out.ts';
import type { View } from '../../refine/view/compact.ts';
import type { House } from '../house.ts';
import { viewOf } from '../view-trace.ts';
import { analyseTrace } from './analyse.ts';
import { ask } from './ask.ts';
import type { Reported } from './reported.ts';

/** `answerer` is who said why; `asked` names who answered which question, the last of them that one. */
export type Diagnosed = Readonly<{ diagnosis: Diagnosis; answerer: Answerer; asked: readonly Asked[] }>;

/**
 * Asks the analyst what happened, what of the expectation is not met, then why; and beside that whether tokens were well
 * spent and whether the expectation is clear. Quotes that do not stand in the run they cite are dropped, and counted.
 * Errors as `ask`.
 */
export async function diagnoseTrace(reported: Reported, house: House, signal?: AbortSignal): Promise<Diagnosed> {
  const { trace, triage, expectation, objections, discussion } = reported;
  const stage: Stage = (question, about, byRules, holds) =>
    ask(question, about, byRules, reported.own, { ...house, once: reported.once, holds }, signal);
  const view = house.analyst ? await viewOf(reported, signal) : await unshown(reported, signal);
  const analysing = analyseTrace(reported, view, house, signal);
  // Read whole, the first question is what makes the others find the trace cached. Parts do nothing for them.
  const before = reported.reading.strategy === 'groups' ? undefined : analysing.then(({ analysis }) => analysis);
  const [spent, clear, analysed, compared] = await Promise.all([
    tokenHealth(reported, stage, signal),
    clarity(reported, stage, signal),
    analysing,
    compare(reported, view.text, before, house, stage, signal),
  ]);
  const { analysis } = analysed;
  const about = { expectation, triage, view: view.text, analysis, gaps: compared.gaps, objections, discussion };
  const byRules = () => trace('diagnoseByRules', about, signal);
  const { answer, answerer } = await stage(diagnose, about, byRules, async (answer) => {
    const { evidence, droppedQuotes } = await trace('diagnosis', { answer }, signal);
    return evidence.length > 0 && bearsOut(evidence.length, droppedQuotes);
  });
  const diagnosis = await trace('diagnosis', { answer }, signal);
  return {
    diagnosis: {
      ...diagnosis,
      droppedQuotes: diagnosis.droppedQuotes + compared.dropped + analysed.dropped,
      gaps: compared.gaps,
      analysis,
      health: spent.findings,
      ...(clear.unclear && { unclear: clear.unclear }),
    },
    answerer,
    asked: [
      ...spent.asked,
      ...clear.asked,
      ...analysed.asked,
      ...compared.asked,
      { question: diagnose.name, answerer },
    ],
  };
}

/** Rules look at all of it, and are told nothing. */
async function unshown({ trace }: Reported, signal: AbortSignal | undefined): Promise<View> {
  return { text: '', coverage: { whole: await trace('runs', {}, signal), inPart: 0, left: 0 } };
}

/** Puts one question of this trace; `holds` as in `ask`. */
type Stage = <About, Answer>(
  question: Question<About, Answer>,
  about: About,
  byRules: () => Promise<Answer>,
  holds?: (answer: Answer) => Promise<boolean>,
) => Promise<Omit<Asked, 'question'> & Readonly<{ answer: Answer }>>;

async function tokenHealth(
  { trace, triage, expectation }: Reported,
  stage: Stage,
  signal: AbortSignal | undefined,
): Promise<Readonly<{ findings: readonly TokenFinding[]; asked: readonly Asked[] }>> {
  const about = { expectation, table: await trace('tokenTable', { signals: triage.signals }, signal) };
  const said = await unlessRefused(stage(health, about, () => trace('healthByRules', about, signal)));
  if (!said) return { findings: [], asked: [] };
  const findings = await trace('tokenFindings', { answer: said.answer }, signal);
  return { findings, asked: [{ question: health.name, answerer: said.answerer }] };
}

async function clarity(
  { trace, expectation, objections, discussion }: Reported,
  stage: Stage,
  signal: AbortSignal | undefined,
): Promise<Readonly<{ unclear?: Unclear | undefined; asked: readonly Asked[] }>> {
  const about = { expectation, ...(await trace('asked', {}, signal)), objections, discussion };
  const said = await unlessRefused(stage(clarify, about, () => trace('clarifyByRules', about, signal)));
  if (!said) return { asked: [] };
  return { unclear: unclearIn(said.answer), asked: [{ question: clarify.name, answerer: said.answerer }] };
}

type Compared = Readonly<{ gaps: readonly Gap[]; dropped: number; asked: readonly Asked[] }>;

async function compare(
  { trace, expectation, discussion }: Reported,
  view: string,
  before: Promise<Analysis> | undefined,
  { assertions }: House,
  stage: Stage,
  signal: AbortSignal | undefined,
): Promise<Compared> {
  const last = await trace('lastCall', {}, signal);
  const held = last ? heldClauses(expectation, last, assertions) : [];
  const about = { expectation, view, analysis: await before, discussion, held };
  const byRules = () => trace('gapByRules', about, signal);
  const { answer, answerer } = await stage(gap, about, byRules, async (answer) => {
    const { gaps, dropped } = await trace('gaps', { answer }, signal);
    return bearsOut(gaps.flatMap(({ evidence }) => evidence).length, dropped);
  });
  return { ...(await trace('gaps', { answer }, signal)), asked: [{ question: gap.name, answerer }] };
}

/** A diagnosis can do without what is asked beside it. */
async function unlessRefused<Said>(said: Promise<Said>): Promise<Said | undefined> {
  try {
    return await said;
  } catch (error) {
    const kind = kindOf(error);
    if (kind === 'answer-unusable' || kind === 'model-unsuited') return undefined;
    throw error;
  }
}
