import type { Check } from '../domain/check.ts';
import type { Answerer, Diagnosis, Gap } from '../domain/diagnosis.ts';
import type { Triage } from '../domain/triage.ts';
import { diagnose } from '../questions/diagnose.ts';
import { gap } from '../questions/gap.ts';
import { sumUsage } from '../refine/call/sum-usage.ts';
import { heldClauses } from '../refine/case/held-clauses.ts';
import type { Lesson } from '../refine/case/lesson.ts';
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
  const { answer, answerer } = await ask(diagnose, about, byRules, own, { ...house, once }, signal);
  const diagnosis = await trace('diagnosis', { answer }, signal);
  return {
    diagnosis: { ...diagnosis, droppedQuotes: diagnosis.droppedQuotes + compared.dropped, gaps: compared.gaps },
    answerer: {
      ...answerer,
      ...sumUsage([answerer, compared.answerer]),
      tookMs: answerer.tookMs + compared.answerer.tookMs,
    },
  };
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
  const { answer, answerer } = await ask(
    gap,
    about,
    () => trace('gapByRules', about, signal),
    own,
    { ...house, once },
    signal,
  );
  return { ...(await trace('gaps', { answer }, signal)), answerer };
}
