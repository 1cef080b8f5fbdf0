import type { HandedOver, Proposed, Proven } from '../domain/case.ts';
import type { Check } from '../domain/check.ts';
import type { Hypothesis } from '../domain/hypothesis.ts';
import { withCheck } from '../refine/case/eval-case.ts';
import { type CheckProblems, readCheck, type WrittenCheck } from '../refine/case/read-check.ts';
import type { House, Records } from './house.ts';
import { confine, privacyOf } from './privacy.ts';
import { traceOf } from './trace-of.ts';
import { withJudge } from './with-judge.ts';

/**
 * The check that somebody wrote for the failing call of a case, with who judges by it; or what is wrong with it.
 *
 * @throws RefineryError redaction-invalid, and what `CodeHost` and the store throw
 */
export async function checkAsWritten(
  now: Proposed | Proven | HandedOver,
  written: WrittenCheck,
  house: House,
  records: Pick<Records, 'traces'>,
): Promise<Check | CheckProblems> {
  const { failingRunId } = now.diagnosis;
  const trace = traceOf(now, house, records);
  const failing = failingRunId === null ? undefined : await trace('call', { runId: failingRunId });
  if (!failing) return { conditions: [], question: 'The trace has no call of a model that a check could look at.' };
  const check = readCheck(written, now.check, failing.call, house.assertions);
  if (!('digest' in check)) return check;
  return withJudge(check, failing.call, confine(house, await privacyOf(now.project.repo, house.codeHost)));
}

/** The same fixes; what they add to the eval set holds the new check. */
export function withNewCheck(
  { hypotheses, check: before }: Pick<Proposed, 'hypotheses' | 'check'>,
  check: Check,
): readonly Hypothesis[] {
  return hypotheses.map((hypothesis) => ({ ...hypothesis, change: withCheck(hypothesis.change, before, check) }));
}
