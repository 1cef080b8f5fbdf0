import type { Check } from '../domain/check.ts';
import type { Answerer, Diagnosis, Gap } from '../domain/diagnosis.ts';
import type { Triage } from '../domain/triage.ts';
import { diagnose } from '../questions/diagnose.ts';
import type { DiagnoseAnswer } from '../questions/diagnose-answer.ts';
import { gap } from '../questions/gap.ts';
import type { GapAnswer } from '../questions/gap-answer.ts';
import { heldClauses } from '../refine/case/held-clauses.ts';
import type { Lesson } from '../refine/case/lesson.ts';
import { bearsOut } from '../refine/text/bears-out.ts';
import type { RedactionRule } from '../refine/text/redaction-rules.ts';
import { ask, type Once } from './ask.ts';
import type { House } from './house.ts';
import type { TraceAtHand } from './reader.ts';
import { viewOf } from './view-trace.ts';

export type Reported = Readonly<{
  trace: TraceAtHand;
  triage: Triage;
  expectation: string;
  objections: readonly string[];
  /** What was said in the thread, as `refine/case/discussion.ts` gives it. */
  discussion: readonly string[];
  /** The check that people made of the expectation; not there where it is still to be made. */
  settled?: Check | undefined;
  /** Of earlier cases, as far as they may be told of here. */
  lessons?: readonly Lesson[] | undefined;
  /** What the project hides besides. */
  own: readonly RedactionRule[];
  /** What the case has paid for; not there outside of one. */
  once?: Once;
}>;

/**
 * Asks the analyst what of the expectation is not met, then why. Quotes that do not stand in the run they cite are
 * dropped, and counted. `answerer` is who said why, with the tokens and the time of both. Errors as `ask`.
 */
export async function diagnoseTrace(
  reported: Reported,
  house: House,
  signal?: AbortSignal,
): Promise<Readonly<{ diagnosis: Diagnosis; answerer: Answerer }>> {
  const { trace, triage, expectation, objections, discussion, own, once } = reported;
  const view = house.analyst ? await viewOf(trace, signal) : '';
  const compared = await compare(reported, view, house, signal);
  const about = { expectation, triage, view, gaps: compared.gaps, objections, discussion };
  const byRules = () => trace('diagnoseByRules', about, signal);
  const holds = async (answer: DiagnoseAnswer) => {
    const { evidence, droppedQuotes } = await trace('diagnosis', { answer }, signal);
    return evidence.length > 0 && bearsOut(evidence.length, droppedQuotes);
  };
  const { answer, answerer } = await ask(diagnose, about, byRules, own, { ...house, once, holds }, signal);
  const diagnosis = await trace('diagnosis', { answer }, signal);
  return {
    diagnosis: { ...diagnosis, droppedQuotes: diagnosis.droppedQuotes + compared.dropped, gaps: compared.gaps },
    answerer: {
      ...answerer,
      inputTokens: answerer.inputTokens + compared.answerer.inputTokens,
      outputTokens: answerer.outputTokens + compared.answerer.outputTokens,
      tookMs: answerer.tookMs + compared.answerer.tookMs,
      ...insteadOf([compared.answerer, answerer]),
    },
  };
}

/** Nobody, where those who are asked first answered it all. */
function insteadOf(answerers: readonly Answerer[]): Pick<Answerer, 'insteadOf'> {
  const passedOver = answerers.flatMap((answerer) => answerer.insteadOf ?? []);
  return passedOver.length === 0 ? {} : { insteadOf: passedOver };
}

type Compared = Readonly<{ gaps: readonly Gap[]; dropped: number; answerer: Answerer }>;

async function compare(
  { trace, expectation, discussion, own, once }: Reported,
  view: string,
  house: House,
  signal: AbortSignal | undefined,
): Promise<Compared> {
  const last = await trace('lastCall', {}, signal);
  const held = last ? heldClauses(expectation, last, house.assertions) : [];
  const about = { expectation, view, discussion, held };
  const holds = async (answer: GapAnswer) => {
    const { gaps, dropped } = await trace('gaps', { answer }, signal);
    return bearsOut(
      gaps.reduce((sum, { evidence }) => sum + evidence.length, 0),
      dropped,
    );
  };
  const byRules = () => trace('gapByRules', about, signal);
  const { answer, answerer } = await ask(gap, about, byRules, own, { ...house, once, holds }, signal);
  return { ...(await trace('gaps', { answer }, signal)), answerer };
}
