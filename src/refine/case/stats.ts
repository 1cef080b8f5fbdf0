import type { FactBody } from '../../domain/fact.ts';
import type { History } from './fold.ts';

/** How cases went, of those that are given. `toVerdictMs`: from opening one to its first verdicts, the median. */
export type Stats = Readonly<{
  cases: number;
  /** Came to verdicts; and those of them where a fix held. */
  proven: number;
  holding: number;
  /** A fix was committed, and stands. */
  fixed: number;
  rolledBack: number;
  handedOver: number;
  toVerdictMs: number | null;
  /** From opening a case to its commit, the median. */
  toFixMs: number | null;
}>;

export function statsOf(histories: readonly History[]): Stats {
  const at = (stage: History['now']['stage']) => histories.filter(({ now }) => now.stage === stage).length;
  const proven = histories.flatMap(({ facts }) => firstOf(facts, 'proven') ?? []);
  return {
    cases: histories.length,
    proven: proven.length,
    holding: proven.filter(({ verdicts }) => verdicts.some(({ word }) => word === 'fixed')).length,
    fixed: at('published'),
    rolledBack: at('rolled-back'),
    handedOver: at('handed-over'),
    toVerdictMs: median(histories.flatMap((history) => tookUntil(history, 'proven') ?? [])),
    toFixMs: median(histories.flatMap((history) => tookUntil(history, 'published') ?? [])),
  };
}

function tookUntil({ now, facts }: History, kind: 'proven' | 'published'): number | undefined {
  const first = firstOf(facts, kind);
  return first && Math.max(0, first.atMs - now.openedAtMs);
}

function firstOf<Kind extends FactBody['kind']>(
  facts: History['facts'],
  kind: Kind,
): Extract<FactBody, { kind: Kind }> | undefined {
  const found = facts.find(({ body }) => body.kind === kind)?.body;
  return found as Extract<FactBody, { kind: Kind }> | undefined;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [upper, lower] = [sorted[Math.floor(sorted.length / 2)], sorted[Math.floor((sorted.length - 1) / 2)]];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}
