import type { Answer, Call } from '../domain/call.ts';
import type { Check } from '../domain/check.ts';
import type { Trace } from '../domain/trace.ts';
import { diagnoseTrace } from '../flow/analyst/diagnose.ts';
import type { House } from '../flow/house.ts';
import type { Privacy } from '../flow/privacy.ts';
import { withJudge } from '../flow/with-judge.ts';
import { understandExpectation } from '../refine/text/understand-expectation.ts';
import { levelFor, type Subject } from '../refine/trajectory/subject.ts';
import { askToSend } from './ask-to-send.ts';
import { reportedFile } from './reported-file.ts';
import type { VerbCall } from './verb.ts';

export type ReportedCheck = Readonly<{
  check: Check;
  failing: Answer & Readonly<{ call: Call }>;
  /** What is replayed for a check, and what it judges: the call alone, or what its agent answered turns later. */
  subjectFor(check: Check): Promise<Subject | undefined>;
}>;

/** The check of an expectation, and the call that it is about; `undefined` where a trace has none. Errors as `askToSend` and `diagnoseTrace`. */
export async function reportedCheck(
  call: VerbCall,
  house: House,
  trace: Trace,
  expectation: string,
  privacy: Privacy,
): Promise<ReportedCheck | undefined> {
  const reported = await reportedFile(house, trace, expectation, privacy);
  await askToSend(call, reported, privacy, house);
  const { diagnosis } = await diagnoseTrace(reported, house, call.tools.signal);
  const { failingRunId } = diagnosis;
  const failing = failingRunId === null ? undefined : await reported.trace('call', { runId: failingRunId });
  if (!failing) return undefined;
  const check = withJudge(understandExpectation(expectation, failing.call, house.assertions), failing.call, house);
  return {
    check,
    failing,
    subjectFor: (other) =>
      reported.trace('subject', { runId: failing.call.runId, level: levelFor(other, house.assertions) }),
  };
}

export const NO_CALL = 'The trace has no call of a language model that a check could look at.';
export const JSON_LINE = { flags: '--json', about: 'print one JSON object on a line for each trace' };
