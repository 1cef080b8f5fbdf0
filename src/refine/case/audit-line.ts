import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { Digest } from '../../domain/digest.ts';
import { Fact } from '../../domain/fact.ts';
import { digestOfBytes } from './digest.ts';

/**
 * The record of all cases as lines of JSON: every fact as it is stored, with its hash and the one before it, case after
 * case; then a last line that says how much there was, so that a file that was cut short is seen.
 */
const count = z.number().int().nonnegative();

/** A case that was changed from outside: its facts would prove nothing. */
const Damaged = z.object({ case: CaseId, damaged: z.string() });
/** `digest` covers the hashes of all facts, in order: who keeps it elsewhere knows the file again. */
const End = z.object({ end: z.object({ cases: count, facts: count, digest: Digest }) });

/** The body need not be one that this version still reads. */
const Row = Fact.unwrap().extend({ body: z.unknown() });

export const AuditLine = z.union([Row, Damaged, End]);
export type AuditLine = z.infer<typeof AuditLine>;

/** What the last line says of the lines before it. */
export type Tally = z.infer<typeof End>['end'];

export const NOTHING: Tally = { cases: 0, facts: 0, digest: digestOfBytes('') };

/** @param hashes of the facts of one more case, in order; none for one that is damaged */
export function tally({ cases, facts, digest }: Tally, hashes: readonly Digest[]): Tally {
  return {
    cases: cases + 1,
    facts: facts + hashes.length,
    digest: hashes.reduce((before, hash) => digestOfBytes(`${before}${hash}`), digest),
  };
}
