import type { CaseKey } from '../../domain/case.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Fact, NewFact } from '../../domain/fact.ts';
import { canonicalJson } from './canonical-json.ts';
import { digestOfBytes } from './digest.ts';
import { firstWhole } from './erase.ts';

/**
 * The facts of a case hold on to each other: every hash covers the whole row,
 * and with it the hash of the row before. So no row can be changed, added,
 * dropped or moved without the chain breaking there. What it can't show is a
 * missing end; hence hashes also stand in the commits that rest on them (`commit-message.ts`).
 * What was erased in a case that somebody forgot keeps its hash, which the next row holds on to (`erase.ts`).
 */
const BEFORE_THE_FIRST = '0'.repeat(64) as Digest;

/** A row as it was stored: its body need not be one that this version still reads. */
export type Link = Omit<Fact, 'body'> & Readonly<{ body: unknown }>;

export type Break = Readonly<{ seq: number; why: string }>;

/** @param prev the case's last fact, `undefined` for the first */
export function chain(prev: Fact | undefined, at: CaseKey, { revision, key, body }: NewFact): Fact {
  const unsealed = {
    workspace: at.workspace,
    case: at.id,
    seq: (prev?.seq ?? 0) + 1,
    revision,
    key,
    body,
    prev: prev?.hash ?? BEFORE_THE_FIRST,
  };
  return { ...unsealed, hash: hashOf(unsealed) };
}

/** @param facts all of one case, in order. `seq` names the first row that is not as it was written, or is not there. */
export function firstBreak(facts: readonly Link[]): Break | undefined {
  const whole = firstWhole(facts);
  for (const [index, fact] of facts.entries()) {
    const before = facts[index - 1];
    const seq = index + 1;
    if (fact.seq !== seq) return { seq, why: `fact ${seq} is missing` };
    if (before && (fact.workspace !== before.workspace || fact.case !== before.case)) {
      return { seq, why: `fact ${seq} belongs to another case` };
    }
    const { hash, ...unsealed } = fact;
    if (seq >= whole && hashOf(unsealed) !== hash) return { seq, why: `fact ${seq} was changed` };
    if (fact.prev !== (before?.hash ?? BEFORE_THE_FIRST))
      return { seq, why: `fact ${seq} does not follow fact ${index}` };
  }
  return undefined;
}

function hashOf({ workspace, case: id, seq, revision, key, body, prev }: Omit<Link, 'hash'>): Digest {
  return digestOfBytes(canonicalJson({ workspace, case: id, seq, revision, key, body, prev }));
}
