import type { Run } from '../../domain/trace.ts';
import type { Signal, Suspect, Triage } from '../../domain/triage.ts';
import type { Seen } from '../call/look-at.ts';
import { findAnswer } from './find-answer.ts';
import { findComplaints } from './find-complaints.ts';
import { type SuspectedStep, suspectSteps } from './suspect-steps.ts';

/** What triage needs of a signal rule. */
type Rule = Readonly<{ name: string; weight: number; look(seen: Seen): readonly Omit<Signal, 'kind'>[] }>;

/** One thing that speaks against a run: how likely it is right, alone, and in which words. */
type Hint = Readonly<{ runId: string; chance: number; reason: string }>;

/** What a run is, said where nothing else speaks against it. */
const BY_ROLE = {
  answered: 'It gave the final answer.',
  decided: 'A model decided here.',
  brought: 'It brought what the model worked with.',
  wrapped: 'It holds the steps of the trace.',
} as const;
/** Of a signal's weight, for a run that only took part in what the first one is blamed for. */
const ACCESSORY = 0.6;

/** A run that holds others did nothing of its own. */
const HOLDS_STEPS: SuspectedStep = { chance: 0.001, reasons: [] };

const FEWEST_SUSPECTS = 3;
const MOST_SUSPECTS = 10;
const WORTH_NAMING = 0.4;
const MOST_SIGNALS = 200;
const MOST_RUNS_NAMED = 200;
const MOST_REASONS = 10;
const MOST_DETAIL_CHARS = 1_000;
const MOST_NAME_CHARS = 200;

/**
 * What code alone can tell of a trace, without any model and without chance.
 *
 * Role, place and what a step says give a first chance, as learned (`suspect-steps.ts`);
 * signals give hints by judgement. They add up as independent ones do: two of 0.5 make
 * 0.75. A score of at least 0.5 says that the trace is worth somebody's time. Of equals,
 * hinted at, the earlier is the likelier cause; of those that nothing hints at, the later.
 */
export function triage(seen: Seen, rules: readonly Rule[]): Triage {
  const hints: Hint[] = [];
  const found: (readonly Signal[])[] = [];
  for (const { name, weight, look } of rules) {
    const signals = look(seen).map((signal) => bounded({ kind: name, ...signal }));
    found.push(signals);
    for (const signal of signals) hints.push(...hintsOf(signal, weight));
  }
  for (const [runId, reason] of findComplaints(seen)) hints.push({ runId, chance: 0, reason });
  return {
    suspects: suspectsOf(
      seen,
      Map.groupBy(hints, ({ runId }) => runId),
    ),
    signals: firstOfEach(found),
  };
}

/** A trace may hold anything, at any length; what is kept of it in a case has bounds. */
function bounded({ kind, runIds, detail }: Signal): Signal {
  return { kind, runIds: runIds.slice(0, MOST_RUNS_NAMED), detail: cut(detail, MOST_DETAIL_CHARS) };
}

function cut(text: string, mostChars: number): string {
  return text.length > mostChars ? `${text.slice(0, mostChars - 1).toWellFormed()}…` : text;
}

/** In the order of the rules. Where there are too many, the first of every rule come before the later ones of any. */
function firstOfEach(found: readonly (readonly Signal[])[]): readonly Signal[] {
  const places = found.flatMap((signals) => signals.map((signal, place) => ({ signal, place })));
  const kept = new Set(places.toSorted((one, other) => one.place - other.place).slice(0, MOST_SIGNALS));
  return places.filter((each) => kept.has(each)).map(({ signal }) => signal);
}

function hintsOf({ runIds, detail }: Signal, weight: number): readonly Hint[] {
  const [first, ...others] = new Set(runIds);
  if (first === undefined) return [];
  const accessories = others.map((runId) => ({ runId, chance: weight * ACCESSORY, reason: detail }));
  return [{ runId: first, chance: weight, reason: detail }, ...accessories];
}

function suspectsOf(seen: Seen, hints: ReadonlyMap<string, readonly Hint[]>): readonly Suspect[] {
  const answered = findAnswer(seen)?.run.id;
  const steps = suspectSteps(seen);
  const suspects = seen.trace.runs.map((run): Suspect => {
    const hinted = hints.get(run.id) ?? [];
    const step = steps.get(run.id) ?? HOLDS_STEPS;
    const said = [...hinted.map(({ reason }) => reason), ...step.reasons, BY_ROLE[roleOf(run, answered, seen)]];
    const reasons = [...new Set(said)];
    return {
      runId: run.id,
      name: cut(run.name, MOST_NAME_CHARS),
      score: together([...hinted.map(({ chance }) => chance), step.chance]),
      reasons: reasons.slice(0, MOST_REASONS).map((reason) => cut(reason, MOST_DETAIL_CHARS)),
    };
  });
  const hinted = suspects.filter(({ runId }) => hints.has(runId));
  const others = suspects.filter(({ runId }) => !hints.has(runId)).reverse();
  const ranked = [...hinted, ...others].sort((one, other) => other.score - one.score);
  const worthNaming = ranked.filter(({ score }) => score >= WORTH_NAMING).length;
  return ranked.slice(0, Math.min(MOST_SUSPECTS, Math.max(FEWEST_SUSPECTS, worthNaming)));
}

function roleOf(run: Run, answered: string | undefined, { childrenOf }: Seen): keyof typeof BY_ROLE {
  if (run.id === answered) return 'answered';
  if (run.kind === 'llm') return 'decided';
  return childrenOf(run).length > 0 ? 'wrapped' : 'brought';
}

/** The chance that at least one of independent hints is right, to three digits. */
function together(chances: readonly number[]): number {
  const wrong = chances.reduce((left, chance) => left * (1 - chance), 1);
  return Math.round((1 - wrong) * 1_000) / 1_000;
}
