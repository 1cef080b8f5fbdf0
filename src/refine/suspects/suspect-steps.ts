import type { Seen } from '../call/look-at.ts';
import { type DescribedStep, describeSteps, FEATURES, type Feature } from './describe-steps.ts';
import { rankSteps } from './rank-steps.ts';
import learned from './suspect-weights.json' with { type: 'json' };

/** A step and how strongly its role, its place and what it says speak against it. */
export type SuspectedStep = Readonly<{ chance: number; reasons: readonly string[] }>;

const WEIGHTS: Readonly<Record<Feature, number>> = learned.features;
/** Of the first suspect's, what any other step's chance can be at most: the first stays the first. */
const MOST_OF_OTHERS = 0.95;
/** Somebody says that the trace failed, or it says so itself: then it is flagged, however short. */
const SAID_TO_FAIL = 0.5;
const MOST_REASONS = 2;

/** What speaks against a step, for people; what has no sentence here only counts. */
const REASONS: Readonly<Partial<Record<Feature, string>>> = {
  repeats: 'It says the same as before.',
  troubleBefore: 'Something had gone wrong before it, and it went on.',
  inFailedStep: 'The part of the work that it belongs to failed.',
  troubleNext: 'Something went wrong right after it.',
  figureInAnswer: 'It was the first to name a number that the final answer repeats.',
  newFigures: 'It names numbers that nobody had named before.',
  sorry: 'It says that something could not be done.',
  assured: 'It claims to be sure.',
  callsTool: 'It decided which tool to use, and how.',
};

/**
 * By run id. The first suspect's chance is that of the whole trace to have failed: from
 * one half on it is to be flagged. All else is in proportion to it.
 */
export function suspectSteps(seen: Seen): ReadonlyMap<string, SuspectedStep> {
  const steps = describeSteps(seen);
  const failed = chanceOfFailure(seen, steps.length);
  const { chances, first } = rankSteps(steps.map(weightOf));
  const most = chances.reduce((most, chance) => Math.max(most, chance), 0);
  return new Map(
    steps.map((step, index) => {
      const share = index === first ? 1 : (MOST_OF_OTHERS * (chances[index] ?? 0)) / most;
      return [step.run.id, { chance: failed * share, reasons: reasonsFor(step) }];
    }),
  );
}

function weightOf({ features }: DescribedStep): number {
  return FEATURES.reduce((sum, feature) => sum + WEIGHTS[feature] * features[feature], 0);
}

function reasonsFor({ features }: DescribedStep): readonly string[] {
  const against = FEATURES.filter((feature) => REASONS[feature] !== undefined && features[feature] > 0);
  const strength = (feature: Feature) => WEIGHTS[feature] * features[feature];
  return against
    .toSorted((one, other) => strength(other) - strength(one))
    .slice(0, MOST_REASONS)
    .flatMap((feature) => REASONS[feature] ?? []);
}

/** Of traces that went alike, the longer ones failed more often: at `even` steps, as often as not. */
function chanceOfFailure({ trace, expectation }: Seen, steps: number): number {
  const { even, logSteps } = learned.flag;
  const byLength = 1 / (1 + (even / Math.max(1, steps)) ** logSteps);
  const saysSo =
    expectation.trim() !== '' || trace.runs.some(({ parentId, status }) => parentId === null && status === 'error');
  return saysSo ? Math.max(SAID_TO_FAIL, byLength) : byLength;
}
