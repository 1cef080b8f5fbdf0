import { type Proven, verdictOf } from '../../domain/case.ts';
import { type Edit, isBlocked } from '../../domain/change.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { Verdict } from '../../domain/verdict.ts';

/**
 * The best first: those that may be approved before the others, those that break no good conversation
 * before those that do; then by how many similar failures they fix, by what an answer costs with them
 * and how much they change, and by how sure the analyst is. Of those that don't hold, what was tried comes first. What is
 * still equal stays in the order in which it was proposed.
 */
export function bestFirst(proven: Proven): readonly Hypothesis[] {
  const ranked = proven.hypotheses.map((hypothesis) => ({ hypothesis, rank: rankOf(proven, hypothesis) }));
  return ranked.toSorted((a, b) => compare(a.rank, b.rank)).map(({ hypothesis }) => hypothesis);
}

/** Proved as it stands, and no guard blocks it. */
export function mayBeChosen(proven: Proven, hypothesis: Hypothesis): boolean {
  return verdictOf(proven, hypothesis)?.word === 'fixed' && !isBlocked(hypothesis.findings);
}

/**
 * What breaks a conversation that went well, or loses examples of the eval set, may be chosen, by whoever takes that on;
 * nobody is advised to. Nor is
 * anybody before it was tried on all that it should be.
 */
export function isRecommended(proven: Proven, hypothesis: Hypothesis): boolean {
  const verdict = verdictOf(proven, hypothesis);
  return (
    mayBeChosen(proven, hypothesis) &&
    (verdict?.good?.broke ?? 0) === 0 &&
    !losesExamples(verdict) &&
    verdict?.capped !== true
  );
}

/** Fewer examples of the project's own eval set pass with it than without. */
const losesExamples = (verdict: Verdict | undefined): boolean =>
  (verdict?.evalSet?.passed ?? 0) < (verdict?.evalSet?.before ?? 0);

const ORDER: readonly Verdict['word'][] = ['fixed', 'partly-fixed', 'not-fixed', 'inconclusive'];
const SURENESS: readonly Hypothesis['confidence'][] = ['high', 'medium', 'low'];

/** Smaller is better, the first difference decides. */
function rankOf(proven: Proven, hypothesis: Hypothesis): readonly number[] {
  const verdict = verdictOf(proven, hypothesis);
  const sureness = SURENESS.indexOf(hypothesis.confidence);
  if (!verdict || !mayBeChosen(proven, hypothesis))
    return [1, ORDER.indexOf(verdict?.word ?? 'inconclusive'), verdict?.reason === null ? 0 : 1, sureness];
  const { similar, good, evalSet } = verdict;
  return [
    0,
    good?.broke ?? 0,
    Math.max(0, (evalSet?.before ?? 0) - (evalSet?.passed ?? 0)),
    -share(similar?.fixed ?? 0, similar?.of ?? 0),
    magnitudeOf(tokensPerAnswer(verdict)),
    magnitudeOf(charactersChanged(hypothesis.change.edits)),
    sureness,
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

const share = (part: number, of: number): number => (of === 0 ? 0 : part / of);

/** In doublings: a few tokens or words more or less recommend nothing. */
const magnitudeOf = (size: number): number => Math.round(Math.log2(size + 1));

/** Without what it took to find out: a fix that was tried on more conversations is not dearer for that. */
function tokensPerAnswer({ inputTokens, outputTokens, of, similar, good }: Verdict): number {
  return share(inputTokens + outputTokens, of + (similar?.traces.length ?? 0) + (good?.traces.length ?? 0));
}

/** Words that are replaced by others count once. */
function charactersChanged(edits: readonly Edit[]): number {
  const sizes = edits.map((edit) =>
    Math.max('text' in edit ? edit.text.length : 0, 'find' in edit ? edit.find.length : 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
