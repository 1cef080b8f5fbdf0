import type { Finding } from '../../domain/change.ts';
import type { Answerer } from '../../domain/diagnosis.ts';
import type { Fact } from '../../domain/fact.ts';

/** What was done in some time, as it is counted for those who run Refinery. */
export type WorkCount = Readonly<{
  /** Answers of the analyst: asked for, and known from before. */
  answers: Readonly<{ asked: number; known: number }>;
  /** What guards had to say of changes. */
  findings: readonly Readonly<{ guard: string; severity: Finding['severity']; count: number }>[];
}>;

export function countWork(facts: readonly Fact[]): WorkCount {
  const answerers = facts.flatMap(answerersIn);
  const known = answerers.filter((answerer) => answerer.known).length;
  const findings = facts.flatMap(({ body }) =>
    body.kind === 'proposed' ? body.hypotheses.flatMap((hypothesis) => hypothesis.findings) : [],
  );
  const alike = Map.groupBy(findings, ({ guard, severity }) => `${guard} ${severity}`);
  return {
    answers: { asked: answerers.length - known, known },
    findings: [...alike.values()].flatMap((of) =>
      of.slice(0, 1).map(({ guard, severity }) => ({ guard, severity, count: of.length })),
    ),
  };
}

/** Rules are nobody who could know something from before. */
function answerersIn({ body }: Fact): readonly Answerer[] {
  const all =
    body.kind === 'diagnosed'
      ? (body.asked?.map(({ answerer }) => answerer) ?? [body.answerer])
      : body.kind === 'proposed' || body.kind === 'replied'
        ? [body.answerer]
        : [];
  return all.filter(({ model }) => model !== 'rules');
}
