import type { Check } from '../domain/check.ts';
import type { Answerer, Diagnosis } from '../domain/diagnosis.ts';
import type { SafeTrace } from '../domain/trace.ts';
import type { Triage } from '../domain/triage.ts';
import { diagnose } from '../questions/diagnose.ts';
import type { DiagnoseAnswer } from '../questions/diagnose-answer.ts';
import type { Seen } from '../refine/call/look-at.ts';
import { lookAt } from '../refine/call/look-at.ts';
import type { RedactionRule } from '../refine/text/redaction-rules.ts';
import { verifyEvidence } from '../refine/text/verify-evidence.ts';
import { ask } from './ask.ts';
import type { House } from './house.ts';
import { viewOf } from './view-trace.ts';

export type Reported = Readonly<{
  trace: SafeTrace;
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
  const seen = lookAt(trace, expectation);
  const view = house.analyst ? await viewOf(trace, house) : '';
  const { answer, answerer } = await ask(diagnose, { seen, triage, view, objections, discussion }, own, house, signal);
  return { diagnosis: verified(answer, seen), answerer };
}

function verified(answer: DiagnoseAnswer, seen: Seen): Diagnosis {
  const claimed = answer.evidence.map(({ run_id, quote }) => ({ runId: run_id, quote }));
  const { kept, dropped } = verifyEvidence(claimed, seen.trace);
  const isCall = answer.failing_run_id !== null && seen.calls.has(answer.failing_run_id);
  return {
    category: answer.category,
    summary: answer.summary,
    explanation: answer.explanation,
    failingRunId: isCall ? answer.failing_run_id : ([...seen.calls.keys()].at(-1) ?? null),
    evidence: kept,
    falsifiedBy: answer.falsified_by,
    confidence: kept.length === 0 ? 'low' : answer.confidence,
    confidenceReason: answer.confidence_reason,
    droppedQuotes: dropped,
  };
}
