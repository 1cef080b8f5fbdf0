import type { HandedOver, Proposed, Proven } from '../domain/case.ts';
import type { Check } from '../domain/check.ts';
import type { Hypothesis } from '../domain/hypothesis.ts';
import { withCheck } from '../refine/case/eval-case.ts';
import { type CheckProblems, readCheck, type WrittenCheck } from '../refine/case/read-check.ts';
import { repoContext } from './context.ts';
import type { House, Records } from './house.ts';
import { judgeChange } from './judge-change.ts';
import { confine, privacyOf } from './privacy.ts';
import type { RecordedCall } from './readings.ts';
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
  const failing = await failingCallOf(now, house, records);
  if (!failing) return { conditions: [], question: 'The trace has no call of a model that a check could look at.' };
  const check = readCheck(written, now.check, failing.call, house.assertions);
  if (!('digest' in check)) return check;
  return withJudge(check, failing.call, confine(house, await privacyOf(now.project, house.codeHost)));
}

/**
 * The same fixes; what they add to the eval set holds the new check. That is another change, and somebody's own words
 * stand in it, so the guards look again. Errors as `checkAsWritten`.
 */
export async function withNewCheck(
  now: Proposed | Proven | HandedOver,
  check: Check,
  house: House,
  records: Pick<Records, 'traces'>,
): Promise<readonly Hypothesis[]> {
  const { project, base, hypotheses, check: before } = now;
  const failing = await failingCallOf(now, house, records);
  const { paths: context } = await repoContext(project, base, house.codeHost, failing?.call);
  const heard = await traceOf(now, house, records)('heard', {});
  return Promise.all(
    hypotheses.map(async (hypothesis) => {
      const change = withCheck(hypothesis.change, before, check);
      const findings = await judgeChange(change, { project, base, context, heard }, house);
      return { ...hypothesis, change, findings };
    }),
  );
}

async function failingCallOf(
  now: Proposed | Proven | HandedOver,
  house: House,
  records: Pick<Records, 'traces'>,
): Promise<RecordedCall | undefined> {
  const { failingRunId } = now.diagnosis;
  return failingRunId === null ? undefined : traceOf(now, house, records)('call', { runId: failingRunId });
}
