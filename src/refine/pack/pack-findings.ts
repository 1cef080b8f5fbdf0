import type { Diagnosis, Evidence, Gap } from '../../domain/diagnosis.ts';
import type { Triage } from '../../domain/triage.ts';
import { fitted } from './fitted.ts';

export type PackFinding = Readonly<{
  type: 'gap' | 'error' | 'inefficiency';
  description: string;
  evidence: readonly string[];
  severity: 'critical' | 'high' | 'medium' | 'low';
  affected_components?: readonly string[];
}>;

const SEVERITY = { minor: 'low', major: 'high', critical: 'critical' } as const;
const ORDER: readonly Gap['severity'][] = ['minor', 'major', 'critical'];
const DESCRIPTION = { min: 10, max: 500 };

/** The cause first, then what of the expectation is not met, then where tokens were wasted. */
export function packFindings(diagnosis: Diagnosis, { suspects }: Triage, expectation: string): readonly PackFinding[] {
  const names = new Map(suspects.map(({ runId, name }) => [runId, name]));
  const named = (runIds: readonly (string | null)[]) => {
    const components = new Set(runIds.flatMap((runId) => (runId ? names.get(runId) || runId : [])));
    return components.size > 0 ? { affected_components: [...components] } : {};
  };
  const unmet = (diagnosis.gaps ?? []).filter(({ state }) => state !== 'met');
  return [
    {
      type: 'error',
      description: fitted(diagnosis.summary, 'What went wrong: ', DESCRIPTION),
      evidence: quotesOr(diagnosis.evidence, expectation),
      severity: SEVERITY[worst(unmet)],
      ...named([diagnosis.failingRunId, ...diagnosis.evidence.map(({ runId }) => runId)]),
    },
    ...unmet.map((gap) => ({
      type: 'gap' as const,
      description: fitted(`${gap.clause} (${gap.state}). ${gap.because}`, 'Expected: ', DESCRIPTION),
      evidence: quotesOr(gap.evidence, gap.clause),
      severity: SEVERITY[gap.severity],
      ...named(gap.evidence.map(({ runId }) => runId)),
    })),
    ...(diagnosis.health ?? []).map(({ pattern, says, severity, runIds }) => ({
      type: 'inefficiency' as const,
      description: fitted(`${pattern}: ${says}`, 'Token use: ', DESCRIPTION),
      evidence: runIds.length > 0 ? runIds.map((runId) => `run ${runId}`) : ['the whole trace'],
      severity: SEVERITY[severity],
      ...named(runIds),
    })),
  ];
}

/** What is missing from a trace stands nowhere in it: then the expectation is what it can be held against. */
function quotesOr(evidence: readonly Evidence[], expected: string): readonly string[] {
  const quotes = evidence.map(({ quote }) => quote).filter((quote) => quote !== '');
  return quotes.length > 0 ? quotes : [`Nothing in the trace says: ${expected}`];
}

/** Diagnoses of the first release don't say: somebody found it worth reporting. */
function worst(gaps: readonly Gap[]): Gap['severity'] {
  if (gaps.length === 0) return 'major';
  return ORDER[Math.max(...gaps.map(({ severity }) => ORDER.indexOf(severity)))] ?? 'major';
}
