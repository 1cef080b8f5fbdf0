import type { Answer, Call } from '../domain/call.ts';
import type { Analysis, Diagnosis, Evidence, Gap, TokenFinding } from '../domain/diagnosis.ts';
import type { TokenBars, Waterfall } from '../domain/picture.ts';
import type { Redaction, SafeTrace } from '../domain/trace.ts';
import type { Signal, Triage } from '../domain/triage.ts';
import { analyse } from '../questions/analyse.ts';
import type { AboutAnalysis, AnalyseAnswer } from '../questions/analyse-answer.ts';
import { clarify } from '../questions/clarify.ts';
import type { AboutExpectation, ClarifyAnswer } from '../questions/clarify-answer.ts';
import { diagnose } from '../questions/diagnose.ts';
import type { AboutDiagnosis, DiagnoseAnswer } from '../questions/diagnose-answer.ts';
import { gap } from '../questions/gap.ts';
import type { AboutGap, GapAnswer } from '../questions/gap-answer.ts';
import { health } from '../questions/health.ts';
import type { AboutHealth, HealthAnswer } from '../questions/health-answer.ts';
import { propose } from '../questions/propose.ts';
import type { AboutProposal, ProposeAnswer } from '../questions/propose-answer.ts';
import { reply } from '../questions/reply.ts';
import type { AboutReply, ReplyAnswer } from '../questions/reply-answer.ts';
import { type ExtractedFile, extractFiles } from '../refine/call/extract-files.ts';
import { heardIn } from '../refine/call/heard-in.ts';
import { lookAt } from '../refine/call/look-at.ts';
import { recordedProvider } from '../refine/call/recorded-provider.ts';
import { holdingIn } from '../refine/case/holding-in.ts';
import { tokenBarsOf } from '../refine/picture/token-bars.ts';
import { summaryOf, type TraceSummary } from '../refine/picture/trace-summary.ts';
import { waterfallOf } from '../refine/picture/waterfall.ts';
import { findTask } from '../refine/suspects/find-task.ts';
import { triage } from '../refine/suspects/triage.ts';
import type { ReadTemplates } from '../refine/template/template.ts';
import { verifyEvidence } from '../refine/text/verify-evidence.ts';
import { type RunName, runNamesOf } from '../refine/trace/run-names.ts';
import { type PlayLevel, type Subject, subjectOf } from '../refine/trajectory/subject.ts';
import { type LaidOut, layOut, sizesOf, tokensOf, type View, viewOfPart, viewWithin } from '../refine/view/compact.ts';
import { partsOf } from '../refine/view/parts.ts';
import { type TokenTable, tokenTable } from '../refine/view/token-table.ts';
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
  ): Promise<View> => {
    const count = await tokenCounter();
    return viewWithin(trace, budgetTokens, count, laidOut(trace, count));
  },

  /** The same of each of its parts, where it is read in groups. */
  parts: async (
    trace: SafeTrace,
    { partTokens }: Readonly<{ partTokens: number }>,
    { tokenCounter }: ReadingKit,
  ): Promise<readonly Part[]> => {
    const count = await tokenCounter();
    const laid = laidOut(trace, count);
    const sizes = sizesOf(laid);
    return partsOf(trace, partTokens, ({ id }) => sizes.get(id) ?? 0).map((runs) => ({
      ...viewOfPart(laid, runs, partTokens + TOP_TOKENS, count),
      first: runs[0]?.name ?? '',
      runs: runs.length,
    }));
  },

  /** o200k tokens of all that there is to tell of it. */
  tokens: async (trace: SafeTrace, _about: object, { tokenCounter }: ReadingKit): Promise<number> => {
    const count = await tokenCounter();
    return tokensOf(laidOut(trace, count), count);
  },

  /** How many it has. */
  runs: ({ runs }: SafeTrace, _about: object): number => runs.length,

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

  /** All of it in a few lines. */
  summary: (trace: SafeTrace, _about: object): TraceSummary => summaryOf(trace, [...lookAt(trace, '').calls.values()]),

  /** Its prompts, models and an eval case, as files. `expectation` as in `extractFiles`; `null` for none. */
  extract: (trace: SafeTrace, { expectation }: Readonly<{ expectation: string | null }>): readonly ExtractedFile[] =>
    extractFiles(trace, expectation ?? undefined),

  /** Where the tokens of its calls went. */
  tokenTable: (trace: SafeTrace, { signals }: Readonly<{ signals: readonly Signal[] }>): TokenTable =>
    tokenTable(lookAt(trace, ''), signals),

  /** The same as a picture, with the messages that took them. */
  tokenBars: (trace: SafeTrace, _about: object): TokenBars => tokenBarsOf(lookAt(trace, '')),

  /** What was asked for, and what was answered last, as far as the trace tells. */
  asked: (trace: SafeTrace, _about: object): Readonly<{ task: string | null; answer: string | null }> => ({
    task: findTask(trace) ?? null,
    answer: [...lookAt(trace, '').calls.values()].at(-1)?.output.text ?? null,
  }),

  analyseByRules: (trace: SafeTrace, about: AboutAnalysis): AnalyseAnswer =>
    analyse.byRules(about, lookAt(trace, about.expectation)),
  clarifyByRules: (trace: SafeTrace, about: AboutExpectation): ClarifyAnswer =>
    clarify.byRules(about, lookAt(trace, about.expectation)),
  healthByRules: (trace: SafeTrace, about: AboutHealth): HealthAnswer =>
    health.byRules(about, lookAt(trace, about.expectation)),
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

  /** What holds of an analysis, in the order of the trace: what names one of its runs; quotes that stand there. */
  analysis: (
    trace: SafeTrace,
    { answers }: Readonly<{ answers: readonly AnalyseAnswer[] }>,
  ): Readonly<{ analysis: Omit<Analysis, 'coverage'>; dropped: number }> => holdingIn(trace, answers),

  /** Findings, without runs that the trace does not have. */
  tokenFindings: (trace: SafeTrace, { answer }: Readonly<{ answer: HealthAnswer }>): readonly TokenFinding[] => {
    const ids = new Set(trace.runs.map(({ id }) => id));
    return answer.findings.map(({ run_ids, ...finding }) => ({
      ...finding,
      runIds: run_ids.filter((id) => ids.has(id)),
    }));
  },

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
    const ids = new Set(trace.runs.map(({ id }) => id));
    const { kept, dropped } = verifyEvidence(claimedIn(answer), trace);
    const isCall = answer.failing_run_id !== null && calls.has(answer.failing_run_id);
    return {
      category: answer.category,
      summary: answer.summary,
      explanation: answer.explanation,
      failingRunId: isCall ? answer.failing_run_id : ([...calls.keys()].at(-1) ?? null),
      suspects: answer.suspects
        .filter(({ run_id }) => ids.has(run_id))
        .slice(0, MOST_SUSPECTS)
        .map(({ run_id, why }) => ({ runId: run_id, why })),
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

const MOST_SUSPECTS = 3;
/** For what stands before the runs of a part: what it is part of, and the task. */
const TOP_TOKENS = 2_000;

/** Priced once: that takes longest, and its size is asked before its view. */
function laidOut(trace: SafeTrace, count: (text: string) => number): LaidOut {
  const known = laid.get(trace) ?? layOut(trace, count);
  laid.set(trace, known);
  return known;
}

const laid = new WeakMap<SafeTrace, LaidOut>();

type OfRun = Readonly<{ runId: string }>;
export type RecordedCall = Answer & Readonly<{ call: Call }>;

/** `first`: the name of its first run. */
export type Part = View & Readonly<{ first: string; runs: number }>;

function claimedIn({ evidence }: Pick<ReplyAnswer, 'evidence'>): readonly Evidence[] {
  return evidence.map(({ run_id, quote }) => ({ runId: run_id, quote }));
}
