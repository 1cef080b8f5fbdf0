import type { Answer, Call, CallOutput } from '../../src/domain/call.ts';
import { CaseId, type Opened, type Proven, type Yes } from '../../src/domain/case.ts';
import type { Edit, Offer } from '../../src/domain/change.ts';
import { CommitSha, Digest } from '../../src/domain/digest.ts';
import type { Fact, FactBody } from '../../src/domain/fact.ts';
import type { Hypothesis } from '../../src/domain/hypothesis.ts';
import { USUAL_READING } from '../../src/domain/reading.ts';
import { USUAL_PLAN } from '../../src/domain/replay-plan.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { Model, ReplayTerms } from '../../src/ports.ts';
import { sealChange, sealCheck, sealOffer } from '../../src/refine/case/digest.ts';

/** Small valid things to start a test from. Say in the test only what the test is about. */
export const someDigest = Digest.parse('a'.repeat(64));
export const someBase = CommitSha.parse('b'.repeat(40));
export const ada = { id: 'terminal/ada', name: 'Ada' };
export const ben = { id: 'terminal/ben', name: 'Ben' };
export const someEdit: Edit = { kind: 'append', path: 'prompts/support.md', text: 'Say so.\n' };
const rules = { model: 'rules', promptVersion: null, inputTokens: 0, outputTokens: 0, tookMs: 1 };
const shown = { model: 'stand-in-1', standIn: true, inputTokens: 1, outputTokens: 1 };

export function someOpened(about: Partial<Opened> = {}): Opened {
  return {
    stage: 'opened',
    workspace: 'w',
    id: CaseId.parse('RF-1'),
    revision: 1,
    openedAtMs: 1_000,
    openedBy: ada,
    source: { source: 'file', locator: '/trace.json' },
    expectation: 'say that we cannot remember past chats',
    project: { name: 'agent', repo: '/agent', context: null, approvers: null, fourEyes: false },
    objections: [],
    place: null,
    ...about,
  };
}

export function someHypothesis(about: Partial<Hypothesis> = {}): Hypothesis {
  return {
    id: 'h1',
    kind: 'instruction',
    title: 'Say in the prompt what is expected',
    rationale: 'The prompt is silent.',
    risks: 'Little.',
    confidence: 'medium',
    change: sealChange([someEdit]),
    findings: [],
    ...about,
  };
}

export function someVerdict(hypothesis: Hypothesis, about: Partial<Verdict> = {}): Verdict {
  return {
    hypothesisId: hypothesis.id,
    change: hypothesis.change.digest,
    check: someCheck.digest,
    base: someBase,
    level: 'call',
    word: 'fixed',
    fixed: 5,
    of: 5,
    reason: null,
    sample: 'We cannot remember past chats.',
    ...shown,
    ...about,
  };
}

export const someCheck = sealCheck([{ kind: 'contains', params: { all: ['cannot'] } }], 'The answer says “cannot”.');

export function someProven(about: Partial<Proven> = {}): Proven {
  const hypothesis = someHypothesis();
  return {
    ...someOpened(),
    stage: 'proven',
    trace: someDigest,
    traceName: 'support',
    triage: { suspects: [], signals: [] },
    reading: USUAL_READING,
    diagnosis: {
      category: 'prompt',
      summary: 'The assistant claimed to remember.',
      explanation: 'The prompt is silent.',
      failingRunId: 'r1',
      evidence: [{ runId: 'r1', quote: 'Yes, I remember' }],
      falsifiedBy: 'The same failure with an instruction.',
      confidence: 'medium',
      confidenceReason: 'Rules.',
      droppedQuotes: 0,
    },
    diagnosedBy: rules,
    asked: [{ question: 'diagnose', answerer: rules }],
    base: someBase,
    check: someCheck,
    hypotheses: [hypothesis],
    proposedBy: rules,
    plan: USUAL_PLAN,
    reproduction: { word: 'reproduced', recorded: 'failed', failed: 5, of: 5, reason: null, sample: 'Yes!', ...shown },
    verdicts: [someVerdict(hypothesis)],
    ...about,
  };
}

export function someOffer(proven: Proven, about: Partial<Omit<Offer, 'digest'>> = {}): Offer {
  const [hypothesis] = proven.hypotheses;
  return sealOffer({
    hypothesisId: hypothesis?.id ?? '',
    change: hypothesis?.change.digest ?? someDigest,
    base: proven.base,
    target: { repo: '/agent', branch: 'refinery/rf-1-12345678', message: 'fix: say so\n' },
    files: [{ path: 'prompts/support.md', mode: '100644', before: someDigest, after: Digest.parse('c'.repeat(64)) }],
    inverse: [{ path: 'prompts/support.md', mode: '100644', before: Digest.parse('c'.repeat(64)), after: someDigest }],
    ...about,
  });
}

export function someYes(offer: Offer, about: Partial<Yes> = {}): Yes {
  return { offer: offer.digest, by: ada, accepts: [], atMs: 2_000, ...about };
}

/** Facts in a row, not chained: for folds. */
export function someFacts(...bodies: readonly (readonly [revision: number, body: FactBody])[]): readonly Fact[] {
  return bodies.map(([revision, body], index) => ({
    workspace: 'w',
    case: CaseId.parse('RF-1'),
    seq: index + 1,
    revision,
    key: `${body.kind}/${index}`,
    body,
    prev: someDigest,
    hash: someDigest,
  }));
}

export function someCall(about: Partial<Call> = {}): Call {
  return {
    runId: 'r1',
    model: 'm',
    messages: [
      { role: 'system', content: 'You help customers.', toolCalls: [], toolCallId: null },
      { role: 'user', content: 'Do you remember me?', toolCalls: [], toolCallId: null },
    ],
    tools: [],
    responseFormat: null,
    parameters: {},
    ...about,
  };
}

/** Of a model that is asked for nothing but the recorded one, and has it. */
const someTerms = ({ model }: Call): ReplayTerms => ({
  replayedOn: { recorded: model, used: model ?? 'some', why: 'recorded' },
  leftOut: [],
  unable: null,
});

/** A model that nobody expects to be asked, but for what the test says. */
export function someModel(about: Partial<Model> = {}): Model {
  const notAskedFor = () => Promise.reject(new Error('not asked for'));
  return {
    name: 'some/model',
    standIn: false,
    provider: 'some',
    isLocal: true,
    termsOf: someTerms,
    answer: notAskedFor,
    replay: notAskedFor,
    ...about,
  };
}

export const someOutput = (text: string): CallOutput => ({ text, toolCalls: [], finish: 'stop' });

export const someAnswer = (output: CallOutput): Answer => ({ output, tookMs: null, usage: null });
