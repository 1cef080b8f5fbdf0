import { createHash } from 'node:crypto';
import type { Change, Edit, Offer } from '../../domain/change.ts';
import type { Assertion, Check, Rubric } from '../../domain/check.ts';
import type { Digest } from '../../domain/digest.ts';
import { canonicalJson } from './canonical-json.ts';

/** The one place where digests are made. */
export function digestOf(value: unknown): Digest {
  return digestOfBytes(canonicalJson(value));
}

export function digestOfBytes(bytes: string | Uint8Array): Digest {
  return createHash('sha256').update(bytes).digest('hex') as Digest;
}

/** A verdict follows the edits … */
export function sealChange(edits: readonly Edit[]): Change {
  return { edits, digest: digestOf(edits) };
}

/** … and an approval follows the offer: everything in it. */
export function sealOffer(shown: Omit<Offer, 'digest'>): Offer {
  return { ...shown, digest: digestOf(shown) };
}

/** Of a check without a rubric the digest is that of its assertions, as it was before there were any. */
export function sealCheck(assertions: readonly Assertion[], words: string, rubric?: Rubric): Check {
  if (!rubric) return { assertions, words, digest: digestOf(assertions) };
  return { assertions, rubric, words, digest: digestOf({ assertions, rubric }) };
}
