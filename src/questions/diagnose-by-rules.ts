import type { Call, CallOutput, Message } from '../domain/call.ts';
import type { Category } from '../domain/diagnosis.ts';
import type { Signal } from '../domain/triage.ts';
import type { Seen } from '../refine/call/look-at.ts';
import { excerptFrom } from '../refine/text/verify-evidence.ts';
import { contentWords, isNegated, sentencesOf } from '../refine/text/words.ts';
import type { AboutDiagnosis, DiagnoseAnswer } from './diagnose-answer.ts';

/** What a signal speaks for, the most telling first. A kind that is not listed says nothing of the cause. */
const SPEAKS_FOR: readonly Readonly<{ kind: string; category: Category; because: string }>[] = [
  {
    kind: 'argument-differs',
    category: 'tool',
    because: 'A tool was called with another value than the customer gave.',
  },
  { kind: 'stale-document', category: 'retrieval', because: 'The answer was taken from an outdated document.' },
  { kind: 'unused-answer', category: 'retrieval', because: 'The right answer was at hand, but was not used.' },
  { kind: 'empty-retrieval', category: 'retrieval', because: 'A search found nothing to answer from.' },
  { kind: 'error', category: 'orchestration', because: 'A step failed before the answer was given.' },
  { kind: 'finish-length', category: 'model-limit', because: 'The answer was cut off by the length limit.' },
  {
    kind: 'contradicting-instruction',
    category: 'prompt',
    because: 'The instructions ask for the opposite of what you expected.',
  },
  { kind: 'silent-prompt', category: 'prompt', because: 'The instructions do not say what to do here.' },
  { kind: 'repeated-call', category: 'orchestration', because: 'The agent did the same thing over and over.' },
  { kind: 'no-answer', category: 'orchestration', because: 'The run ended without an answer.' },
];

const WOULD_SHOW: Readonly<Record<Category, string>> = {
  prompt: 'The same failure in replays with an instruction that says what you expected.',
  context: 'The same failure in replays that are given the missing context.',
  retrieval: 'The same failure in replays that are given only the right document.',
  tool: 'A replay in which the tool gets the right value and the answer is still wrong.',
  orchestration: 'The same failure in a run where every step succeeded.',
  'model-limit': 'The same failure with a larger limit or another model.',
  data: 'The right value in the data that the agent read.',
};

const MOST_SUSPECTS = 3;

/** The analyst without any model: what triage found, put in order. It never claims high confidence. */
export function diagnoseByRules({ triage, objections }: AboutDiagnosis, seen: Seen): DiagnoseAnswer {
  const spoken = SPEAKS_FOR.flatMap(({ kind, ...says }) =>
    triage.signals.filter((signal) => signal.kind === kind).map((signal) => ({ ...says, signal })),
  );
  const { causes, how } = weighed(spoken, objections);
  const [main] = causes;
  const failingRunId = failingRun(main?.signal, seen.calls) ?? null;
  const category = main?.category ?? 'prompt';
  return {
    category,
    summary: [
      summary(main?.because, failingRunId === null ? undefined : seen.calls.get(failingRunId)?.output),
      ...how,
    ].join(' '),
    explanation: explanation(
      causes.map(({ signal }) => signal.detail),
      objections,
    ),
    failing_run_id: failingRunId,
    suspects: triage.suspects
      .slice(0, MOST_SUSPECTS)
      .map(({ runId, reasons }) => ({ run_id: runId, why: reasons[0] ?? '' })),
    evidence: quotes(failingRunId, main?.signal.runIds ?? [], seen),
    falsified_by: WOULD_SHOW[category],
    confidence: main && objections.length === 0 ? 'medium' : 'low',
    confidence_reason: main
      ? 'No model was used. This rests on what rules found in the trace.'
      : 'No model was used, and code found nothing telling in the trace.',
  };
}

type Cause = Readonly<{ category: Category; because: string; signal: Signal }>;

const CANT_WEIGH = 'No model was used, and rules can’t weigh an objection in words:';

/** An objection dismisses what was said first before it; what its words point to comes first, else the next in order. */
function weighed(
  spoken: readonly Cause[],
  objections: readonly string[],
): Readonly<{ causes: readonly Cause[]; how: readonly string[] }> {
  let causes = spoken;
  let how: readonly string[] = [];
  const dismissed = new Set<string>();
  for (const objection of objections) {
    if (causes[0]) dismissed.add(causes[0].signal.kind);
    const others = spoken.filter(({ signal }) => !dismissed.has(signal.kind));
    const pointed = others.toSorted((a, b) => sharedWith(objection, b) - sharedWith(objection, a));
    causes = [...pointed, ...spoken.filter(({ signal }) => dismissed.has(signal.kind))];
    const [first] = pointed;
    const next = first && sharedWith(objection, first) > 0 ? 'what its words point to' : 'the next cause that I see';
    how = [`${CANT_WEIGH} ${first ? `${next} comes first now.` : 'I see no other cause than before.'}`];
  }
  return { causes, how };
}

/** Words in common with what the objection does not deny. */
function sharedWith(objection: string, { category, because, signal }: Cause): number {
  const claims = objection.split(/[,;.:]|\bbut\b/).filter((clause) => !isNegated(clause));
  const words = contentWords(claims.join(' '));
  return contentWords(`${category} ${because} ${signal.detail}`).filter((word) => words.includes(word)).length;
}

/** The cause first, then what came of it. What was expected stands beside it wherever it is shown. */
function summary(because: string | undefined, output: CallOutput | undefined): string {
  return `${because ?? 'I see no other cause than the answer itself.'} ${saidInstead(output)}`;
}

function saidInstead(output: CallOutput | undefined): string {
  const said = sentencesOf(output?.text ?? '')[0];
  if (said) return `The assistant said: “${startOf(said)}”`;
  const [called] = output?.toolCalls ?? [];
  if (!called) return 'The assistant said nothing at that step.';
  return `The assistant called ${called.name} with ${startOf(JSON.stringify(called.arguments))}.`;
}

const MOST_EXPLAINED_CHARS = 4_000;

/** Objections first: there are few of them, and they must not be cut off. */
function explanation(details: readonly string[], objections: readonly string[]): string {
  const lines = [...objections.map((text) => `Objection to deal with: ${text}`), ...details];
  const text = lines.join('\n') || 'Nothing in the trace stands out; the last answer is taken for the fault.';
  return text.slice(0, MOST_EXPLAINED_CHARS).toWellFormed();
}

/** The LLM run that the signal names, else the last one of the trace. */
function failingRun(signal: Signal | undefined, calls: Seen['calls']): string | undefined {
  return signal?.runIds.find((id) => calls.has(id)) ?? [...calls.keys()].at(-1);
}

/** What was asked and what came of it at the failing call, then the telling line of every other run that the signal names. */
function quotes(
  failingRunId: string | null,
  others: readonly string[],
  { trace, calls, expectation }: Seen,
): DiagnoseAnswer['evidence'] {
  const failing = failingRunId === null ? undefined : calls.get(failingRunId);
  const words = contentWords(expectation);
  const said = failing ? saidIn(failing, words).map((quote) => ({ run_id: failing.call.runId, quote })) : [];
  const told = [...new Set(others)].flatMap((id) => {
    const run = id === failingRunId ? undefined : trace.runs.find((candidate) => candidate.id === id);
    const quote = run && excerptFrom(run, words);
    return quote ? [{ run_id: id, quote }] : [];
  });
  return [...said, ...told].slice(0, MOST_QUOTES);
}

const MOST_QUOTES = 5;

/** The customer's question, the answer's first sentence or the arguments of the tools called instead, and what the prompt says of it. */
function saidIn(
  { call, output }: Readonly<{ call: Call; output: CallOutput }>,
  words: readonly string[],
): readonly string[] {
  const textOf = (role: Message['role']) => call.messages.findLast((message) => message.role === role)?.content ?? '';
  const asked = sentencesOf(textOf('user'));
  const question = asked.findLast((sentence) => sentence.endsWith('?')) ?? asked[0];
  const answers = output.text
    ? sentencesOf(output.text).slice(0, 1)
    : output.toolCalls.map((called) => JSON.stringify(called.arguments));
  const instructions = call.messages
    .filter(({ role }) => role === 'system')
    .flatMap(({ content }) => sentencesOf(content));
  const shared = (sentence: string) => contentWords(sentence).filter((word) => words.includes(word)).length;
  const instruction = instructions.toSorted((a, b) => shared(b) - shared(a)).find((sentence) => shared(sentence) > 1);
  return [question, ...answers, instruction].filter((quote) => quote !== undefined).map(startOf);
}

const LONGEST_QUOTE_CHARS = 400;

/** Still letter for letter: half a surrogate pair at the cut would be another letter. */
const startOf = (quote: string): string => quote.slice(0, LONGEST_QUOTE_CHARS).replace(/[\ud800-\udbff]$/, '');
