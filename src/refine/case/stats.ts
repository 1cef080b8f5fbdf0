import { isBlocked } from '../../domain/change.ts';
import type { FactBody } from '../../domain/fact.ts';
import { spentBefore, tokensOf } from '../proof/spending.ts';
import { type Prices, sumOf } from './cost-of.ts';
import { countWork } from './count-work.ts';
import { type FixNow, fixNow, hasFix } from './fix-now.ts';
import type { History } from './fold.ts';

/** How cases went, of those that are given; docs/stats.md says what each figure means. `toVerdictMs`: from opening one to its first verdicts, the median. */
export type Stats = Readonly<{
  cases: number;
  /** Came to verdicts; and those of them where a fix held. */
  proven: number;
  holding: number;
  /** A fix was committed, and stands. */
  fixed: number;
  /** Its pull request waits to be merged. */
  unmerged: number;
  /** Taken back, or about to be, or its pull request closed without a merge. */
  rolledBack: number;
  stopped: number;
  /** Nothing is committed yet, and something may be. */
  open: number;
  handedOver: number;
  toVerdictMs: number | null;
  /** From opening a case to its commit, the median. */
  toFixMs: number | null;
  /** A fix was approved; and those of them where whoever reported the case said the only yes. */
  approved: number;
  byReporter: number;
  /** What models took for all of these cases, whatever became of them. `usd`: `null` where a price is unknown. */
  tokens: number;
  usd: number | null;
  /** Answers of the analyst: asked of a model, or known from before. */
  answers: Readonly<{ asked: number; known: number }>;
  /** Fixes that a guard blocked, or wanted a person's yes to. */
  heldUp: number;
}>;

const ENDED: ReadonlySet<History['now']['stage']> = new Set([
  'published',
  'rolled-back',
  'handed-over',
  'stopped',
  'forgotten',
]);

export function statsOf(histories: readonly History[], prices: Prices): Stats {
  const at = (stage: History['now']['stage']) => histories.filter(({ now }) => now.stage === stage).length;
  const proven = histories.flatMap(({ facts }) => firstOf(facts, 'proven') ?? []);
  const approved = histories.filter(({ facts }) => firstOf(facts, 'approved') !== undefined);
  const facts = histories.flatMap((history) => history.facts);
  const spent = histories.flatMap((history) => spentBefore(history.facts, prices)).filter(({ standIn }) => !standIn);
  const fixes: Record<FixNow, number> = { stands: 0, unmerged: 0, declined: 0, going: 0, gone: 0 };
  for (const { now, seen } of histories) if (hasFix(now)) fixes[fixNow(now, { seen })]++;
  return {
    cases: histories.length,
    proven: proven.length,
    holding: histories
      .flatMap(({ facts }) => lastProof(facts) ?? [])
      .filter(({ verdicts }) => verdicts.some(({ word }) => word === 'fixed')).length,
    fixed: fixes.stands,
    unmerged: fixes.unmerged,
    rolledBack: fixes.gone + fixes.going + fixes.declined,
    stopped: at('stopped'),
    open: histories.filter(({ now }) => !ENDED.has(now.stage)).length,
    handedOver: at('handed-over'),
    toVerdictMs: median(histories.flatMap((history) => tookUntil(history, 'proven') ?? [])),
    toFixMs: median(histories.flatMap((history) => tookUntil(history, 'published') ?? [])),
    approved: approved.length,
    byReporter: approved.filter(isByReporter).length,
    tokens: tokensOf(spent),
    usd: sumOf(spent.map(({ usd }) => usd)) ?? null,
    answers: countWork(facts).answers,
    heldUp: facts.reduce((sum, { body }) => sum + heldUpIn(body), 0),
  };
}

/** Of several rounds, the last one is what people decide about. */
function lastProof(facts: History['facts']): Extract<FactBody, { kind: 'proven' }> | undefined {
  const found = facts.findLast(({ body }) => body.kind === 'proven')?.body;
  return found?.kind === 'proven' ? found : undefined;
}

/** Whether every yes to the last approved offer is of the person who reported the case. */
function isByReporter({ now, facts }: History): boolean {
  const last = facts.findLast(({ body }) => body.kind === 'approved')?.body;
  return last?.kind === 'approved' && last.yeses.every(({ by }) => by.id === now.openedBy.id);
}

function heldUpIn(body: FactBody): number {
  if (body.kind !== 'proposed') return 0;
  return body.hypotheses.filter(
    ({ findings }) => isBlocked(findings) || findings.some(({ severity }) => severity === 'needs-approval'),
  ).length;
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
