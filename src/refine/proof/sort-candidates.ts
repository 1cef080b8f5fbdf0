import { closenessTo } from '../text/closeness.ts';

/** Another trace of the project, as a list tells of it. */
export type Candidate = Readonly<{
  /** What the agent was asked, as much of it as the list shows; `null` where it does not. */
  asked: string | null;
  /** What people or evaluators said of it. */
  rating: 'good' | 'bad' | null;
  error: string | null;
}>;

export type Sorted<Line> = Readonly<{
  /** May have failed as the reported one did; the closest first. Whether they did, their answers tell. */
  similar: readonly Line[];
  /** Went well as far as is known; in the order in which they are worth a replay. */
  good: readonly Line[];
}>;

/** Of the score that a text has when it is looked for itself. Low: who else is reported says it in words of their own, and the answers decide. */
const ALIKE = 0.12;

/**
 * Which of the project's traces to try a change on: those that were asked the like of the reported one (BM25 over the
 * words that carry the meaning), and those that went well. Of the good, those that somebody praised come first; of the
 * rest every other one is close to the reported one, where a change is most likely to do harm, and every other one is
 * recent, as what customers ask now. What was asked twice counts once; what the reported one asked is no other.
 *
 * A trace can stand in both lists: only its answer tells which it is.
 *
 * @param candidates the newest first
 */
export function sortCandidates<Line extends Candidate>(asked: string, candidates: readonly Line[]): Sorted<Line> {
  const others = withoutRepeats(asked, candidates);
  const scores = closenessTo(
    asked,
    others.map(({ asked: text }) => text ?? ''),
  );
  const closeness = new Map(others.map((line, index) => [line, scores[index] ?? 0]));
  const closest = others.toSorted((a, b) => (closeness.get(b) ?? 0) - (closeness.get(a) ?? 0));
  const went = (line: Line) => line.error === null && line.rating !== 'bad';
  const praised = closest.filter((line) => went(line) && line.rating === 'good');
  const unrated = (line: Line) => went(line) && line.rating === null;
  return {
    similar: closest.filter((line) => line.rating !== 'good' && (closeness.get(line) ?? 0) >= ALIKE),
    good: [...praised, ...byTurns(closest.filter(unrated), others.filter(unrated))],
  };
}

function withoutRepeats<Line extends Candidate>(asked: string, candidates: readonly Line[]): readonly Line[] {
  const seen = new Set([normal(asked)]);
  return candidates.filter((candidate) => {
    const text = candidate.asked === null ? '' : normal(candidate.asked);
    if (text === '') return true;
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  });
}

const normal = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

/** One of the first, one of the second, and so on, each once. */
function byTurns<Line>(first: readonly Line[], second: readonly Line[]): readonly Line[] {
  const turns = first.flatMap((line, index) => [line, ...second.slice(index, index + 1)]);
  return [...new Set([...turns, ...second])];
}
