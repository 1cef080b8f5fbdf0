import type { Answer, Call } from '../domain/call.ts';
import type { Diagnosis, Evidence, Gap } from '../domain/diagnosis.ts';
import type { Waterfall } from '../domain/picture.ts';
import type { Redaction, SafeTrace } from '../domain/trace.ts';
import type { Triage } from '../domain/triage.ts';
import { diagnose } from '../questions/diagnose.ts';
import type { AboutDiagnosis, DiagnoseAnswer } from '../questions/diagnose-answer.ts';
import { gap } from '../questions/gap.ts';
import type { AboutGap, GapAnswer } from '../questions/gap-answer.ts';
import { propose } from '../questions/propose.ts';
import type { AboutProposal, ProposeAnswer } from '../questions/propose-answer.ts';
import { reply } from '../questions/reply.ts';
import type { AboutReply, ReplyAnswer } from '../questions/reply-answer.ts';
import { heardIn } from '../refine/call/heard-in.ts';
import { lookAt } from '../refine/call/look-at.ts';
import { recordedProvider } from '../refine/call/recorded-provider.ts';
import { waterfallOf } from '../refine/picture/waterfall.ts';
import { triage } from '../refine/suspects/triage.ts';
import type { ReadTemplates } from '../refine/template/template.ts';
import { verifyEvidence } from '../refine/text/verify-evidence.ts';
import { type RunName, runNamesOf } from '../refine/trace/run-names.ts';
import { type PlayLevel, type Subject, subjectOf } from '../refine/trajectory/subject.ts';
import { compact } from '../refine/view/compact.ts';
import type { SignalRule } from '../signals/signal.ts';
import { type Alike, callLike } from './prove/call-like.ts';

/** What looking through a trace takes. */
export type ReadingKit = Readonly<{
  signals: readonly SignalRule[];
  /** Loads the tokenizer on first use; counts o200k tokens. */
  tokenCounter(): Promise<(text: string) => number>;
  readTemplates: ReadTemplates;
}>;

/**
 * All that the chapters want to know of a whole trace. Each is asked by its name, of a trace that may lie in another
 * thread (`reader.ts`): so what goes in and what comes out is plain data, and small beside the trace.
 */
export const readings = {
  /** What code alone can tell; no model is asked. */
  triage: (
    trace: SafeTrace,
    { expectation }: Readonly<{ expectation: string }>,
    { signals }: ReadingKit,
  ): Readonly<{ traceName: string; triage: Triage }> => ({
    traceName: trace.name,
    triage: triage(lookAt(trace, expectation), signals),
  }),

  /** Exactly what a model is told of the trace. */
  view: async (
    trace: SafeTrace,
    { budgetTokens }: Readonly<{ budgetTokens: number }>,
    { tokenCounter }: ReadingKit,
  ): Promise<string> => compact(trace, budgetTokens, await tokenCounter()),

  /** What was replaced in it, by label. */
  redactions: ({ redactions }: SafeTrace, _about: object): readonly Redaction[] => redactions,

  /** `undefined` for a run that is no call of a model, or none that can be read. */
  call: (trace: SafeTrace, { runId }: OfRun): RecordedCall | undefined => lookAt(trace, '').calls.get(runId),

  /** What is replayed of it for a check of that level, from the run on. */
  subject: (trace: SafeTrace, { runId, level }: OfRun & Readonly<{ level: PlayLevel }>): Subject | undefined =>
    subjectOf(lookAt(trace, '').calls, runId, level),

  /** The call of another trace that stands where a failing one stood. */
  callLike: (trace: SafeTrace, failing: Alike, { readTemplates }: ReadingKit) =>
    callLike(lookAt(trace, '').calls, failing, readTemplates),

  /** Who was asked then; `null` when the trace does not say, `undefined` when it has no such run. */
  provider: ({ runs }: SafeTrace, { runId }: OfRun): string | null | undefined => {
    const run = runs.find(({ id }) => id === runId);
    return run && recordedProvider(run);
  },

  /** The words of all that people, tools and the model said. */
  heard: (trace: SafeTrace, _about: object): readonly string[] => heardIn(lookAt(trace, '')),

  /** What is shown of the runs where people look at the case: their names, and a picture for each triage. */
  shown: (
    trace: SafeTrace,
    { triages }: Readonly<{ triages: readonly Triage[] }>,
  ): Readonly<{ runNames: ReadonlyMap<string, RunName>; waterfalls: readonly Waterfall[] }> => ({
    runNames: runNamesOf(trace),
    waterfalls: triages.map((triage) => waterfallOf(trace, triage)),
  }),

  gapByRules: (trace: SafeTrace, about: AboutGap): GapAnswer => gap.byRules(about, lookAt(trace, about.expectation)),
  diagnoseByRules: (trace: SafeTrace, about: AboutDiagnosis): DiagnoseAnswer =>
    diagnose.byRules(about, lookAt(trace, about.expectation)),
  proposeByRules: (trace: SafeTrace, about: AboutProposal): ProposeAnswer =>
    propose.byRules(about, lookAt(trace, about.expectation)),
  replyByRules: (trace: SafeTrace, about: AboutReply): ReplyAnswer =>
    reply.byRules(about, lookAt(trace, about.expectation)),

  /** The call that gave the last answer. */
  lastCall: (trace: SafeTrace, _about: object): RecordedCall | undefined =>
    [...lookAt(trace, '').calls.values()].at(-1),

  /** Clauses with those of their quotes that stand where they are said to. */
  gaps: (
    trace: SafeTrace,
    { answer }: Readonly<{ answer: GapAnswer }>,
  ): Readonly<{ gaps: readonly Gap[]; dropped: number }> => {
    const held = answer.clauses.map((clause) => ({ clause, ...verifyEvidence(claimedIn(clause), trace) }));
    return {
      gaps: held.map(({ clause, kept }) => ({ ...clause, evidence: kept })),
      dropped: held.reduce((sum, { dropped }) => sum + dropped, 0),
    };
  },

  /** What of an answer holds: quotes that stand where they are said to, and a failing run that is a call. */
  diagnosis: (trace: SafeTrace, { answer }: Readonly<{ answer: DiagnoseAnswer }>): Diagnosis => {
    const { calls } = lookAt(trace, '');
    const { kept, dropped } = verifyEvidence(claimedIn(answer), trace);
    const isCall = answer.failing_run_id !== null && calls.has(answer.failing_run_id);
    return {
      category: answer.category,
      summary: answer.summary,
      explanation: answer.explanation,
      failingRunId: isCall ? answer.failing_run_id : ([...calls.keys()].at(-1) ?? null),
      evidence: kept,
      falsifiedBy: answer.falsified_by,
      confidence: kept.length === 0 ? 'low' : answer.confidence,
      confidenceReason: answer.confidence_reason,
      droppedQuotes: dropped,
    };
  },
  evidence: (
    trace: SafeTrace,
    { answer }: Readonly<{ answer: ReplyAnswer }>,
  ): Readonly<{ kept: readonly Evidence[]; dropped: number }> => verifyEvidence(claimedIn(answer), trace),
} as const;

type OfRun = Readonly<{ runId: string }>;
export type RecordedCall = Answer & Readonly<{ call: Call }>;

function claimedIn({ evidence }: Pick<ReplyAnswer, 'evidence'>): readonly Evidence[] {
  return evidence.map(({ run_id, quote }) => ({ runId: run_id, quote }));
}
