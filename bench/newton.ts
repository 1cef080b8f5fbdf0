import { inverse, Matrix, solve } from 'ml-matrix';

/** Alternatives, one of which was chosen (or one of several): a row of numbers for each. */
export type Choice = Readonly<{ rows: readonly (readonly number[])[]; isGold: readonly boolean[] }>;

const ROUNDS = 40;
const ENOUGH = 1e-6;

/**
 * Conditional logit (McFadden 1974): the weights under which the gold rows are the likeliest of
 * their choice, held small by `ridge` (L2). Where several are gold, any of them will do. Newton's
 * steps, without chance: the same data give the same weights.
 */
export function fitChoices(choices: readonly Choice[], ridge: number): readonly number[] {
  const width = choices[0]?.rows[0]?.length ?? 0;
  let weights = Array.from({ length: width }, () => 0);
  for (let round = 0; round < ROUNDS; round++) {
    const slope = weights.map((weight) => -ridge * weight);
    const curve = Matrix.eye(width, width).mul(ridge);
    for (const choice of choices) addChoice(choice, weights, slope, curve);
    const step = solve(curve, Matrix.columnVector(slope)).to1DArray();
    weights = weights.map((weight, index) => weight + (step[index] ?? 0));
    if (step.every((one) => Math.abs(one) < ENOUGH)) break;
  }
  return weights;
}

/** Logistic regression of one number: `[intercept, weight]`, both classes counting the same. */
export function fitLine(positives: readonly number[], negatives: readonly number[], ridge: number): [number, number] {
  const points = [
    ...positives.map((x) => ({ x, y: 1, share: 1 / positives.length })),
    ...negatives.map((x) => ({ x, y: 0, share: 1 / negatives.length })),
  ];
  const whole = points.length / 2;
  let at: [number, number] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const slope = [0, -ridge * at[1]];
    const curve = new Matrix([
      [0, 0],
      [0, ridge],
    ]);
    for (const { x, y, share } of points) {
      const chance = 1 / (1 + Math.exp(-at[0] - at[1] * x));
      const pull = share * whole * (y - chance);
      const spread = share * whole * chance * (1 - chance);
      slope[0] = (slope[0] ?? 0) + pull;
      slope[1] = (slope[1] ?? 0) + pull * x;
      curve.add(
        new Matrix([
          [spread, spread * x],
          [spread * x, spread * x * x],
        ]),
      );
    }
    const step = inverse(curve).mmul(Matrix.columnVector(slope)).to1DArray();
    at = [at[0] + (step[0] ?? 0), at[1] + (step[1] ?? 0)];
    if (step.every((one) => Math.abs(one) < ENOUGH)) break;
  }
  return at;
}

function addChoice({ rows, isGold }: Choice, weights: readonly number[], slope: number[], curve: Matrix): void {
  const sums = rows.map((row) => row.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0));
  const most = Math.max(...sums);
  const raised = sums.map((sum) => Math.exp(sum - most));
  const all = raised.reduce((sum, one) => sum + one, 0);
  const gold = raised.reduce((sum, one, index) => sum + (isGold[index] ? one : 0), 0);
  const mean = weights.map(() => 0);
  rows.forEach((row, place) => {
    const chance = (raised[place] ?? 0) / all;
    const pull = (isGold[place] ? (raised[place] ?? 0) / gold : 0) - chance;
    row.forEach((value, one) => {
      slope[one] = (slope[one] ?? 0) + pull * value;
      mean[one] = (mean[one] ?? 0) + chance * value;
      if (value === 0) return;
      row.forEach((other, two) => {
        curve.set(one, two, curve.get(one, two) + chance * value * other);
      });
    });
  });
  curve.sub(Matrix.columnVector(mean).mmul(Matrix.rowVector(mean)));
}
