import type { Approved, Proven, Published } from '../domain/case.ts';
import type { Digest } from '../domain/digest.ts';
import type { Hypothesis } from '../domain/hypothesis.ts';
import { digestOf } from './digest.ts';
import { printable } from './printable.ts';

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
  return `${oneLine(subject, 100)}\n\nExpected: ${oneLine(expectation, 500)}\n\n${oneLine(diagnosis.summary, 1_000)}\n\n${oneLine(rationale, 1_000)}\n`;
}

/** The approved message with the trailers that tie a commit to its case: https://git-scm.com/docs/git-interpret-trailers */
export function signedMessage({ id, offer }: Approved, audit: Digest): string {
  return `${printable(offer.target.message).trimEnd()}\n\nRefinery-Case: ${id}\nRefinery-Offer: ${offer.digest}\nRefinery-Audit: ${audit}\n`;
}

export function revertMessage({ id, commit, offer }: Published): string {
  const subject = offer.target.message.split('\n', 1)[0] ?? '';
  return `${oneLine(`revert: ${subject}`, 100)}\n\nTakes back ${commit.sha}.\n\nRefinery-Case: ${id}\nRefinery-Reverts: ${commit.sha}\n`;
}

function oneLine(text: string, longest: number): string {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…`.toWellFormed() : line;
}
