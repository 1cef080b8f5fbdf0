import type { Approved, Proven, Published } from '../../domain/case.ts';
import { Digest } from '../../domain/digest.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import { printable } from '../text/printable.ts';
import { redactText } from '../text/redact.ts';
import { shorten } from '../text/shorten.ts';
import { digestOf } from './digest.ts';

/**
 * The same change of the same case has the same branch, so it can't be published twice under two names;
 * two installations that both call a case RF-1 don't meet on one.
 */
export function branchName({ workspace, id, openedAtMs, base }: Proven, { change }: Hypothesis): string {
  const name = digestOf({ workspace, id, openedAtMs, base, change: change.digest });
  return `refinery/${id.toLowerCase()}-${name.slice(0, 8)}`;
}

/** The message as it is proposed; people may edit it before they approve. */
export function commitMessage({ id, expectation, diagnosis }: Proven, { title, rationale }: Hypothesis): string {
  const subject = `fix: ${title.charAt(0).toLowerCase()}${title.slice(1)} (${id})`;
  return `${quiet(subject, 100)}\n\nExpected: ${quiet(expectation, 500)}\n\n${quiet(diagnosis.summary, 1_000)}\n\n${quiet(rationale, 1_000)}\n`;
}

/**
 * Code hosts read commit messages: they tell whom one names, and close what one says it fixes. So a name, a number of an
 * issue and an address are parted from their sign. https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
export function quiet(text: string, length: number): string {
  // Only the trace was redacted before a model saw it: what it says may come from anywhere.
  const parted = redactText(printable(text))
    .replace(/[@#](?=\w)/g, '$& ')
    .replace(/\bGH-(?=\d)/gi, '$& ')
    .replace(/:(?=\/\/)/g, '$& ');
  return shorten(parted, length);
}

/**
 * What ties a commit of ours to the record: the hash of the case's first fact, which no other case of any installation
 * shares, and that of the fact that the commit rests on. Were that one removed from the end of the record, the commit tells.
 */
export type Signature = Readonly<{ record: Digest; audit: Digest }>;

/** The approved message with the trailers that tie a commit to its case: https://git-scm.com/docs/git-interpret-trailers */
export function signedMessage(approved: Approved, signature: Signature): string {
  return `${printable(approved.offer.target.message).trimEnd()}\n\n${trailersOf(approved, signature)}`;
}

export const trailersOf = ({ id, offer }: Approved, signature: Signature): string =>
  `Refinery-Case: ${id}\nRefinery-Offer: ${offer.digest}\n${signed(signature)}`;

export function revertMessage({ id, commit, offer }: Published, signature: Signature): string {
  const subject = offer.target.message.split('\n', 1)[0] ?? '';
  return `${shorten(printable(`revert: ${subject}`), 100)}\n\nTakes back ${commit.sha}.\n\nRefinery-Case: ${id}\nRefinery-Reverts: ${commit.sha}\n${signed(signature)}`;
}

/** The trailer that every commit of ours has. */
export const AUDIT_TRAILER = 'Refinery-Audit: ';
const RECORD_TRAILER = 'Refinery-Record: ';

const signed = ({ record, audit }: Signature): string => `${RECORD_TRAILER}${record}\n${AUDIT_TRAILER}${audit}\n`;

/** `undefined` when the message was not signed by us, or by a version that did not name the record. */
export function signatureIn(message: string): Signature | undefined {
  const trailers = (message.trimEnd().split('\n\n').at(-1) ?? '').split('\n');
  const trailerIn = (name: string) =>
    Digest.safeParse(trailers.find((line) => line.startsWith(name))?.slice(name.length)).data;
  const record = trailerIn(RECORD_TRAILER);
  const audit = trailerIn(AUDIT_TRAILER);
  return record && audit && { record, audit };
}
