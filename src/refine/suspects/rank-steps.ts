/** A step may be named when the failure began at most this many steps from it. */
export const NEAR = 3;
/** How much the first suspect's neighbourhood counts beside itself: people read around what they open first. */
const NEIGHBOURHOOD = 3;

/**
 * Of weights that add up (log-odds against each other), the chances, which make 1 together;
 * and the place to open first: where most of the chance lies within a few steps.
 */
export function rankSteps(weights: readonly number[]): Readonly<{ chances: readonly number[]; first: number }> {
  const most = weights.reduce((most, weight) => Math.max(most, weight), Number.NEGATIVE_INFINITY);
  const raised = weights.map((weight) => Math.exp(weight - most));
  const sums = [0];
  for (const one of raised) sums.push((sums.at(-1) ?? 0) + one);
  const whole = sums.at(-1) ?? 1;
  const until = (index: number) => sums[Math.max(0, Math.min(raised.length, index))] ?? 0;
  let first = 0;
  let best = Number.NEGATIVE_INFINITY;
  raised.forEach((own, index) => {
    const worth = own + NEIGHBOURHOOD * (until(index + NEAR + 1) - until(index - NEAR));
    if (worth > best) {
      best = worth;
      first = index;
    }
  });
  return { chances: raised.map((one) => one / whole), first };
}
