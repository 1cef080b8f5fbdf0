import type { Digest } from '../../domain/digest.ts';
import type { Fact, FactBody } from '../../domain/fact.ts';
import type { Person } from '../../domain/project.ts';
import { digestOf } from './digest.ts';
import type { History } from './fold.ts';

/** Of a row, what an erased one keeps; its body need not be one that this version still reads. */
type Kept = Pick<Fact, 'seq' | 'revision' | 'key' | 'hash'> & Readonly<{ body: unknown }>;

/** What is left of a fact that was erased: what kind it was, when it happened, and who decided it. */
export function tombstoneOf(body: FactBody): FactBody & { kind: 'erased' } {
  if (body.kind === 'erased') return body;
  const by = body.kind === 'said-yes' ? body.yes.by : 'by' in body ? body.by : undefined;
  return { kind: 'erased', atMs: body.atMs, was: body.kind, ...(by && { by }) };
}

/** The decision to forget a case as it stands: its hash covers what will be left of every fact before it. */
export function forgotten({ now, facts }: History, by: Person, atMs: number): FactBody & { kind: 'forgotten' } {
  const { project, place } = now;
  const left = leftOf(facts.map((fact) => ({ ...fact, body: tombstoneOf(fact.body) })));
  return { kind: 'forgotten', atMs, by, project, ...(place && { place }), left };
}

/** Seq of the first fact that must hash as it stands: those before are erased, and a decision further on covers just this. */
export function firstWhole(facts: readonly Kept[]): number {
  const decision = facts.findIndex(({ body }) => kindIn(body) === 'forgotten');
  const before = facts.slice(0, Math.max(0, decision));
  const { left } = (facts[decision]?.body ?? {}) as Readonly<{ left?: unknown }>;
  const isCovered = before.every(({ body }) => kindIn(body) === 'erased') && leftOf(before) === left;
  return isCovered ? before.length + 1 : 1;
}

function leftOf(facts: readonly Kept[]): Digest {
  return digestOf(facts.map(({ seq, revision, key, body, hash }) => ({ seq, revision, key, body, hash })));
}

const kindIn = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'kind' in body ? body.kind : undefined;
