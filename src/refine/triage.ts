import type { Run } from '../domain/trace.ts';
import type { Signal, Suspect, Triage } from '../domain/triage.ts';
import { findAnswer } from './find-answer.ts';
import type { Seen } from './look-at.ts';

/** What triage needs of a signal rule. */
type Rule = Readonly<{ name: string; weight: number; look(seen: Seen): readonly Omit<Signal, 'kind'>[] }>;

/** How much a run is suspected for what it is, before any signal: decisions are made by models. */
const BY_ROLE = { answered: 0.3, llm: 0.2, step: 0.1, wrapper: 0.02 } as const;
/** A run that only took part in what another is blamed for. */
const ACCESSORY = 0.6;
const FEWEST_SUSPECTS = 3;
const MOST_SUSPECTS = 10;
const WORTH_NAMING = 0.4;

/**
 * What code alone can tell of a trace, without any model and without chance.
 *
 * Each signal adds to the suspicion of the runs it names, as independent hints
 * do: two of 0.5 make 0.75. What remains even is decided by role, then by order.
 */
export function triage(seen: Seen, rules: readonly Rule[]): Triage {
  const signals = rules.flatMap((rule) => rule.look(seen).map((found) => ({ kind: rule.name, ...found })));
  const weights = new Map(rules.map(({ name, weight }) => [name, weight]));
  const signalsOf = namesOf(signals);
  const answered = findAnswer(seen)?.run.id;

  const suspects = seen.trace.runs.map((run): Suspect => {
    const named = signalsOf.get(run.id) ?? [];
    const role = roleOf(run, answered, seen);
    const doubts = named.map(
      (signal) => (weights.get(signal.kind) ?? 0) * (signal.runIds[0] === run.id ? 1 : ACCESSORY),
    );
    return {
      runId: run.id,
      name: run.name,
      score: together([BY_ROLE[role], ...doubts]),
      reasons: [...named.map(({ detail }) => detail), SAY[role]],
    };
  });
  const named = suspects.filter(({ runId }) => signalsOf.has(runId));
  const others = suspects.filter(({ runId }) => !signalsOf.has(runId)).reverse();
  const ranked = [...named, ...others].sort((one, other) => other.score - one.score);
  const worthNaming = ranked.filter(({ score }) => score >= WORTH_NAMING).length;
  return { suspects: ranked.slice(0, Math.min(MOST_SUSPECTS, Math.max(FEWEST_SUSPECTS, worthNaming))), signals };
}

const SAY: Readonly<Record<keyof typeof BY_ROLE, string>> = {
  answered: 'It gave the final answer.',
  llm: 'A model decided here.',
  step: 'It brought what the model worked with.',
  wrapper: 'It holds the steps of the trace.',
};

/** The signals that name each run. */
function namesOf(signals: readonly Signal[]): ReadonlyMap<string, readonly Signal[]> {
  const named = new Map<string, Signal[]>();
  for (const signal of signals) {
    for (const runId of new Set(signal.runIds)) {
      const list = named.get(runId);
      if (list) list.push(signal);
      else named.set(runId, [signal]);
    }
  }
  return named;
}

function roleOf(run: Run, answered: string | undefined, { childrenOf }: Seen): keyof typeof BY_ROLE {
  if (run.id === answered) return 'answered';
  if (run.kind === 'llm') return 'llm';
  return childrenOf(run).length > 0 ? 'wrapper' : 'step';
}

/** The chance that at least one of independent hints is right, to three digits. */
function together(chances: readonly number[]): number {
  const wrong = chances.reduce((left, chance) => left * (1 - chance), 1);
  return Math.round((1 - wrong) * 1_000) / 1_000;
}
