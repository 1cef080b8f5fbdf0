import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FEATURES } from '../src/refine/suspects/describe-steps.ts';
import { NEAR, rankSteps } from '../src/refine/suspects/rank-steps.ts';
import { type LabelledTrace, partsOf, readLabelledTraces } from './labelled-traces.ts';
import { type Choice, fitChoices, fitLine } from './newton.ts';
import { report } from './report.ts';

/**
 * Learns `src/refine/suspects/suspect-weights.json` from traces in which people marked where the failure
 * began, and says how good it is on tasks that it has not seen: all traces of a task are in the
 * same of ten parts, each judged by weights learned on the other nine.
 *
 *     node ../shared/bench/export-runs.mjs --corpus ../shared/corpus/dev --out EXPORTS
 *     npm run bench:fit -- ../shared/corpus/dev/index.json EXPORTS [--keep]
 *
 * `--keep` writes the weights; without it nothing is changed.
 */
const PARTS = 10;
const SHUFFLES = 3;
const RIDGE = 5;
const LINE_RIDGE = 1;
const WEIGHTS = join(import.meta.dirname, '..', 'src', 'refine', 'suspects', 'suspect-weights.json');
/** So many of the failed traces must be flagged: there the score is one half. */
const FLAGGED_SHARE = 0.6;

const [indexPath, exportsFolder] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
if (!indexPath || !exportsFolder) throw new Error('give an index.json with labels and a folder with run exports');
const traces = readLabelledTraces(indexPath, exportsFolder);
const failed = traces.filter(({ isGold }) => isGold.some(Boolean));

const scales = FEATURES.map((feature) =>
  spread(failed.flatMap(({ steps }) => steps.map((step) => step.features[feature]))),
);
const choices = failed.map(
  ({ steps, isGold }): Choice => ({
    rows: steps.map(({ features }) => FEATURES.map((feature, index) => features[feature] / (scales[index] ?? 1))),
    isGold,
  }),
);
const weights = fitChoices(choices, RIDGE);
const seen = choices.map((choice) => judge(choice, weights));
const unseen = Array.from({ length: SHUFFLES }, (_, shuffle) => judgeUnseen(shuffle)).flat();
const flag = fitFlag(traces);

report('fit', [
  { name: 'traces', value: failed.length, unit: '' },
  { name: 'tasks', value: new Set(failed.map(({ task }) => task)).size, unit: '' },
  ...figuresOf('learned on', seen),
  ...figuresOf('not seen', unseen),
  ...flag.figures,
]);
if (process.argv.includes('--keep')) {
  const features = Object.fromEntries(
    FEATURES.map((feature, index) => [feature, rounded((weights[index] ?? 0) / (scales[index] ?? 1))]),
  );
  writeFileSync(WEIGHTS, `${JSON.stringify({ features, flag: flag.weights }, null, 2)}\n`);
}

type Hit = Readonly<{ top1: boolean; top3: boolean; near: boolean }>;

function judge({ rows, isGold }: Choice, weights: readonly number[]): Hit {
  const { chances, first } = rankSteps(
    rows.map((row) => row.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0)),
  );
  const others = chances.map((_, index) => index).filter((index) => index !== first);
  others.sort((one, other) => (chances[other] ?? 0) - (chances[one] ?? 0));
  const named = [first, ...others].slice(0, 3);
  return {
    top1: isGold[first] ?? false,
    top3: named.some((index) => isGold[index]),
    near: isGold.some((gold, index) => gold && Math.abs(index - first) <= NEAR),
  };
}

function judgeUnseen(shuffle: number): readonly Hit[] {
  const parts = partsOf(
    failed.map(({ task }) => task),
    PARTS,
    shuffle,
  );
  return Array.from({ length: PARTS }, (_, part) => {
    const isIn = (_: unknown, index: number) => parts.get(failed[index]?.task ?? '') === part;
    const learned = fitChoices(
      choices.filter((choice, index) => !isIn(choice, index)),
      RIDGE,
    );
    return choices.filter(isIn).map((choice) => judge(choice, learned));
  }).flat();
}

function figuresOf(name: string, hits: readonly Hit[]) {
  const share = (hit: keyof Hit) => (100 * hits.filter((one) => one[hit]).length) / hits.length;
  return (['top1', 'top3', 'near'] as const).map((hit) => ({ name: `${name}: ${hit}`, value: share(hit), unit: '%' }));
}

/** Solved traces are compared with failed ones that were recorded the same way: else the recording is learned. */
function fitFlag(all: readonly LabelledTrace[]) {
  const ways = new Set(all.flatMap(({ solved, recordedAs }) => (solved ? [recordedAs] : [])));
  const lengthOf = ({ steps }: LabelledTrace) => Math.log(Math.max(1, steps.length));
  const alike = all.filter(({ recordedAs }) => ways.has(recordedAs));
  const bad = alike.filter(({ solved }) => !solved).map(lengthOf);
  const good = alike.filter(({ solved }) => solved).map(lengthOf);
  const [, weight] = fitLine(bad, good, LINE_RIDGE);
  const half = bad.toSorted((one, other) => other - one)[Math.ceil(FLAGGED_SHARE * bad.length) - 1] ?? 0;
  const share = (lengths: readonly number[]) =>
    (100 * lengths.filter((length) => length >= half).length) / lengths.length;
  return {
    weights: { even: Math.round(Math.exp(half)), logSteps: rounded(weight) },
    figures: [
      { name: `failed traces flagged (of ${bad.length})`, value: share(bad), unit: '%' },
      { name: `solved traces flagged (of ${good.length})`, value: share(good), unit: '%' },
    ],
  };
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
