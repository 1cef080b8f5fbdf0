import type { Analysis } from '../../domain/diagnosis.ts';
import type { SafeTrace } from '../../domain/trace.ts';
import { verifyEvidence } from '../text/verify-evidence.ts';

type Said = Readonly<{
  events: readonly Readonly<{ run_id: string; what: string }>[];
  decisions: readonly Readonly<{ run_id: string; decided: string; because: string; quote: string | null }>[];
}>;

/** What holds of what was said of a trace, part by part: in the order of its runs, without what names none of them. `dropped` counts quotes. */
export function holdingIn(
  trace: SafeTrace,
  answers: readonly Said[],
): Readonly<{ analysis: Omit<Analysis, 'coverage'>; dropped: number }> {
  const place = new Map(trace.runs.map(({ id }, index) => [id, index]));
  const inOrder = <Item extends Readonly<{ runId: string }>>(items: readonly Item[]) =>
    items
      .filter(({ runId }) => place.has(runId))
      .toSorted((one, other) => (place.get(one.runId) ?? 0) - (place.get(other.runId) ?? 0));
  let dropped = 0;
  const decisions = answers
    .flatMap((said) => said.decisions)
    .map(({ run_id: runId, quote, ...decision }) => {
      const stands = quote === null || verifyEvidence([{ runId, quote }], trace).kept.length > 0;
      if (!stands) dropped++;
      return { runId, ...decision, quote: stands ? quote : null };
    });
  const events = answers.flatMap((said) => said.events).map(({ run_id: runId, what }) => ({ runId, what }));
  return { analysis: { events: inOrder(events), decisions: inOrder(decisions) }, dropped };
}
