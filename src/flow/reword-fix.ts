import type { Proven } from '../domain/case.ts';
import { isBlocked } from '../domain/change.ts';
import type { Hypothesis } from '../domain/hypothesis.ts';
import { sealChange } from '../refine/case/digest.ts';
import { withWords } from '../refine/change/editable-words.ts';
import { repoContext } from './context.ts';
import type { House, Records } from './house.ts';
import { judgeChange } from './judge-change.ts';
import { traceOf } from './trace-of.ts';

/**
 * A fix in a person's own words: another change, which the guards look at, and which nothing is known of yet. What it
 * would do to answers nobody said. Errors as `CodeHost` and the store.
 *
 * @param words by their place among the edits
 */
export async function rewordedFix(
  now: Proven,
  hypothesis: Hypothesis,
  words: ReadonlyMap<number, string>,
  house: House,
  records: Pick<Records, 'traces'>,
): Promise<Hypothesis | Readonly<{ refused: string }>> {
  const change = sealChange(withWords(hypothesis.change.edits, words));
  const twin = now.hypotheses.find((other) => other.change.digest === change.digest);
  if (twin) return { refused: `“${twin.title}” changes just that already.` };
  const { project, base, diagnosis } = now;
  const trace = traceOf(now, house, records);
  const failing = diagnosis.failingRunId === null ? undefined : await trace('call', { runId: diagnosis.failingRunId });
  const { paths: context } = await repoContext(project, base, house.codeHost, failing?.call);
  const heard = await trace('heard', {});
  const findings = await judgeChange(change, { project, base, context, heard }, house);
  if (isBlocked(findings)) return { refused: findings[0]?.says ?? 'The safety rules refuse it.' };
  return { ...hypothesis, id: nextId(now.hypotheses), change, findings, before: null, after: null };
}

/** One id never means two hypotheses of a case. */
function nextId(hypotheses: readonly Hypothesis[]): string {
  return `h${Math.max(0, ...hypotheses.map(({ id }) => Number(/^h(\d+)$/.exec(id)?.[1] ?? 0))) + 1}`;
}
