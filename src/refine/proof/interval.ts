/** Shares from 0 to 1. */
export type Interval = Readonly<{ from: number; to: number }>;

/** Of the normal distribution, for 95 %. */
const Z = 1.96;

/**
 * Between which shares the true one lies when `part` of `of` were seen, 19 times out of 20 (Wilson's score interval,
 * which also holds for the small samples of a proof: Brown, Cai and DasGupta 2001, https://doi.org/10.1214/ss/1009213286).
 * Of nothing, nothing is known: 0 to 1.
 */
export function intervalOf(part: number, of: number): Interval {
  if (of <= 0) return { from: 0, to: 1 };
  const share = part / of;
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  // The formula meets 0 and 1 exactly there, but for rounding.
  return { from: part === 0 ? 0 : Math.max(0, middle - half), to: part === of ? 1 : Math.min(1, middle + half) };
}
