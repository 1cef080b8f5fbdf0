import type { Case, Diagnosed } from '../../domain/case.ts';
import type { Fact, FactBody } from '../../domain/fact.ts';
import type { Json } from '../../domain/json.ts';
import { digestOf } from '../case/digest.ts';
import { fold } from '../case/fold.ts';
import { type PackFinding, packFindings } from './pack-findings.ts';
import {
  type Fixable,
  type PackHypothesis,
  packHypotheses,
  packId,
  type Sha256,
  verdictIn,
} from './pack-hypothesis.ts';
import { packPath } from './pack-path.ts';

/** How others name the format; it is no address of ours. */
const PACK_SCHEMA = 'https://raw.githubusercontent.com/johnnyzhoujz/Refinery/v0.1.0/schema/hypothesis-pack-v1.yaml';
const PACK_VERSION = '1.0.0';

/** A case in the form in which other tools take it, Hypothesis Pack v1. What is mapped how: docs/export.md. */
export type HypothesisPack = Readonly<{
  $schema: typeof PACK_SCHEMA;
  version: typeof PACK_VERSION;
  metadata: Readonly<{
    trace_id: string;
    project: string;
    analyzed_at: string;
    refinery_version: string;
    analysis_model: string;
    hypothesis_model: string;
    confidence_methodology: 'evidence-based-ranking' | 'hybrid';
  }>;
  findings: readonly PackFinding[];
  hypotheses: readonly PackHypothesis[];
  reproducibility: Readonly<{ diagnosis_hash: Sha256; refinery_config: Readonly<Record<string, Json>> }>;
}>;

/** @param version of this Refinery. `refused` is a sentence: a pack of a case without a hypothesis is none */
export function hypothesisPack(
  facts: readonly Fact[],
  version: string,
): HypothesisPack | Readonly<{ refused: string }> {
  const now = beforeTheStop(facts);
  if (!now) return { refused: 'There is no such case.' };
  if (!('hypotheses' in now)) return { refused: unfinishedWords(now, facts) };
  if (now.hypotheses.length === 0)
    return { refused: `${now.id} has no fix: none was proposed, and a Hypothesis Pack holds one at least.` };

  const { diagnosis, source, trace, project } = now;
  const hash = sha256(digestOf(diagnosis));
  return {
    $schema: PACK_SCHEMA,
    version: PACK_VERSION,
    metadata: {
      // Where a file lay says nothing to others, and something about this machine.
      trace_id: source.source === 'file' ? sha256(trace) : source.locator,
      project: project.name || project.repo,
      analyzed_at: timeOf(facts, 'diagnosed') ?? isoTime(now.openedAtMs),
      refinery_version: version,
      analysis_model: now.diagnosedBy.model,
      hypothesis_model: now.proposedBy.model,
      // A model says how sure it is; its quotes and its fixes are checked by code.
      confidence_methodology: isByRules(now) ? 'evidence-based-ranking' : 'hybrid',
    },
    findings: packFindings(diagnosis, now.triage, now.expectation),
    hypotheses: packHypotheses(now, { diagnosisHash: hash, proposedAt: timeOf(facts, 'proposed') }),
    reproducibility: { diagnosis_hash: hash, refinery_config: configOf(now) },
  };
}

/** What a stopped case had come to is in its facts. */
function beforeTheStop(facts: readonly Fact[]): Case | undefined {
  return fold(facts.filter(({ body }) => body.kind !== 'stopped'))?.now;
}

function unfinishedWords(now: Case, facts: readonly Fact[]): string {
  const { id, stage } = now;
  if (stage === 'forgotten') return `${id} was forgotten: nothing of it is left to export.`;
  const isStopped = facts.some(({ body }) => body.kind === 'stopped');
  const soFar =
    stage === 'opened' ? 'its trace was read' : stage === 'read' ? 'it was diagnosed' : 'a fix was proposed';
  return isStopped
    ? `${id} was stopped before ${soFar}: a Hypothesis Pack holds one hypothesis at least.`
    : `${id} has no fix yet: a Hypothesis Pack holds one hypothesis at least. Go on with the case first.`;
}

/** What the format has no field for: where files really are, and what the replays said. */
function configOf(now: Fixable): Readonly<Record<string, Json>> {
  const { id, revision, stage, base, check, hypotheses, project } = now;
  const moved = hypotheses.flatMap(({ kind, change }) =>
    change.edits.map((edit) => [packPath(edit.path, kind, project).path, edit.path] as const),
  );
  return {
    case: id,
    revision,
    stage,
    expectation: now.expectation,
    check: check.words,
    base_commit: base,
    analysis_model: now.diagnosedBy.model,
    hypothesis_model: now.proposedBy.model,
    paths: Object.fromEntries(moved.filter(([path, real]) => path !== real)),
    ...('verdicts' in now && {
      reproduction: now.reproduction.word,
      verdicts: hypotheses.flatMap((hypothesis) => {
        const verdict = verdictIn(now, hypothesis);
        if (!verdict) return [];
        const { word, level, fixed, of } = verdict;
        return [{ hypothesis: packId(hypothesis.id), word, level, fixed, of }];
      }),
    }),
    ...('commit' in now && { commit: now.commit.sha }),
  };
}

function timeOf(facts: readonly Fact[], kind: FactBody['kind']): string | undefined {
  const fact = facts.findLast(({ body }) => body.kind === kind);
  return fact && isoTime(fact.body.atMs);
}

const isByRules = ({ diagnosedBy }: Pick<Diagnosed, 'diagnosedBy'>): boolean => diagnosedBy.model === 'rules';
const isoTime = (atMs: number): string => new Date(atMs).toISOString();
const sha256 = (digest: string): Sha256 => `sha256:${digest}`;
