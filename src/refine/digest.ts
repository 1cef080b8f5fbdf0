import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Change, Edit, Offer } from '../domain/change.ts';
import type { Assertion, Check } from '../domain/check.ts';
import type { Digest } from '../domain/digest.ts';

/** The one place where digests are made. Canonical JSON: https://www.rfc-editor.org/rfc/rfc8785 */
export function digestOf(value: unknown): Digest {
  return digestOfBytes(canonicalize(value) ?? 'undefined');
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

export function sealCheck(assertions: readonly Assertion[], words: string): Check {
  return { assertions, words, digest: digestOf(assertions) };
}
