import type { Degree } from '../../domain/hypothesis.ts';

type Weighed = Readonly<{ confidence: Degree; complexity: Degree; risk: Degree }>;

const ORDER: readonly Degree[] = ['low', 'medium', 'high'];
const rank = (degree: Degree): number => ORDER.indexOf(degree);

/** By how likely they are to work, then how little they take, then how little they may break; equals as they were given. */
export function likeliestFirst<Fix extends Weighed>(fixes: readonly Fix[]): readonly Fix[] {
  return fixes.toSorted(
    (one, other) =>
      rank(other.confidence) - rank(one.confidence) ||
      rank(one.complexity) - rank(other.complexity) ||
      rank(one.risk) - rank(other.risk),
  );
}
