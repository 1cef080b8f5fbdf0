import type { Check } from '../domain/check.ts';
import type { Answerer, Diagnosis } from '../domain/diagnosis.ts';
import type { Triage } from '../domain/triage.ts';
import { diagnose } from '../questions/diagnose.ts';
import type { RedactionRule } from '../refine/text/redaction-rules.ts';
import { ask } from './ask.ts';
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
  /** What the project hides besides. */
  own: readonly RedactionRule[];
}>;

/** Asks the analyst what went wrong. Quotes that do not stand in the run they cite are dropped, and counted. Errors as `ask`. */
export async function diagnoseTrace(
  { trace, triage, expectation, objections, discussion, own }: Reported,
  house: House,
  signal?: AbortSignal,
): Promise<Readonly<{ diagnosis: Diagnosis; answerer: Answerer }>> {
  const view = house.analyst ? await viewOf(trace, signal) : '';
  const about = { expectation, triage, view, objections, discussion };
  const byRules = () => trace('diagnoseByRules', about, signal);
  const { answer, answerer } = await ask(diagnose, about, byRules, own, house, signal);
  return { diagnosis: await trace('diagnosis', { answer }, signal), answerer };
}
