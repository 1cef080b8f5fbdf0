import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTokenCounter } from '../src/library/token-counter.ts';
import { SECTION_WEIGHTS, type SectionWeights } from '../src/refine/view/section-weights.ts';
import { climb, type Knobs } from './climb.ts';
import { partsOf, readMarkedTraces } from './labelled-traces.ts';
import { type Figure, report } from './report.ts';
import { type Pointed, pointedAt, rankingOf, type Shown, shownOf } from './shown-labels.ts';

/**
 * Learns `src/refine/view/section-weights.json`: what a budget should show first, so that what people marked as failing,
 * and what they quoted for it, is among it. How good that is on tasks that were not seen: all traces of a task are in
 * the same of a few parts, each judged by weights learned on the others, from weights that know nothing.
 *
 *     node ../shared/bench/export-runs.mjs --corpus ../shared/corpus/dev --out EXPORTS
 *     npm run bench:fit-view -- ../shared/corpus/dev/index.json EXPORTS [--keep]
 *
 * `--keep` writes the weights; without it nothing is changed. `--look` tells only how good the present ones are.
 */
const WEIGHTS = join(import.meta.dirname, '..', 'src', 'refine', 'view', 'section-weights.json');
const PARTS = 3;
/** Per cent of the marked steps, over all and as the mean of datasets, by budget in tokens. */
const GOALS: ReadonlyMap<number, number> = new Map([
  [4_000, 75],
  [8_000, 88],
  [16_000, 95],
  [30_000, 99],
]);
const QUOTE_BUDGET = 8_000;
const QUOTE_GOAL = 90;
/** What is missing at a goal weighs more than what is above it: half a point of margin, since a search flatters itself. */
const MARGIN = 0.5;

const NOTHING_KNOWN: SectionWeights = {
  roles: {
    decision: { input: 0, output: 0, error: 0 },
    tool: { input: 0, output: 0, error: 0 },
    other: { input: 0, output: 0, error: 0 },
    wrapper: { input: 0, output: 0, error: 0 },
  },
  starts: { decision: 0, tool: 0, other: 0, wrapper: 0, given: 0 },
  newWords: 0,
  taskWords: 0,
  speaker: 0,
  firstDecision: 0,
  freeTokens: 256,
  length: 0.5,
  header: 0,
};

const [indexPath, exportsFolder] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
if (!indexPath || !exportsFolder) throw new Error('give an index.json with labels and a folder with run exports');
const count = await loadTokenCounter();
const budgets = [...GOALS.keys()];
const traces = readMarkedTraces(indexPath, exportsFolder)
  .filter(({ labels }) => labels.length > 0)
  .map((marked) => pointedAt(marked, budgets, count));

if (process.argv.includes('--look')) {
  report('fit-view', figuresOf('as they are', scoreOf(traces, SECTION_WEIGHTS)));
} else {
  const learned = rounded(learn(traces, SECTION_WEIGHTS));
  report('fit-view', [
    ...figuresOf('before', scoreOf(traces, SECTION_WEIGHTS)),
    ...figuresOf('learned on', scoreOf(traces, learned)),
    ...figuresOf('not seen', unseen()),
  ]);
  if (process.argv.includes('--keep')) writeFileSync(WEIGHTS, `${JSON.stringify(learned, null, 2)}\n`);
}

function unseen(): Score {
  const parts = partsOf(
    traces.map(({ task }) => task),
    PARTS,
    0,
  );
  const shown = Array.from({ length: PARTS }, (_, part) => {
    const isIn = ({ task }: Pointed) => parts.get(task) === part;
    const weights = learn(
      traces.filter((trace) => !isIn(trace)),
      NOTHING_KNOWN,
    );
    return shownUnder(traces.filter(isIn), weights);
  });
  return scoreOfShown(new Map(budgets.map((budget) => [budget, shown.flatMap((one) => one.get(budget) ?? [])])));
}

function learn(from: readonly Pointed[], start: SectionWeights): SectionWeights {
  const ended = climb(knobsOf(start), (knobs) => worthOf(scoreOf(from, weightsOf(knobs))), turn);
  return weightsOf(ended);
}

/** Per cent, by budget. */
type Score = ReadonlyMap<number, Readonly<{ all: number; mean: number; quotes: number }>>;

function worthOf(score: Score): number {
  let worth = 0;
  for (const [budget, { all, mean }] of score) {
    const goal = (GOALS.get(budget) ?? 0) + MARGIN;
    worth += 0.02 * (all + mean) - 2 * (Math.max(0, goal - all) ** 1.5 + Math.max(0, goal - mean) ** 1.5);
  }
  return worth - Math.max(0, QUOTE_GOAL + MARGIN - (score.get(QUOTE_BUDGET)?.quotes ?? 0));
}

function scoreOf(of: readonly Pointed[], weights: SectionWeights): Score {
  return scoreOfShown(shownUnder(of, weights));
}

function shownUnder(of: readonly Pointed[], weights: SectionWeights): ReadonlyMap<number, readonly Shown[]> {
  const rankings = of.map((trace) => rankingOf(trace, weights));
  const under = (budget: number) =>
    of.flatMap((trace, index) => {
      const ranking = rankings[index];
      return ranking ? shownOf(trace, budget, ranking) : [];
    });
  return new Map(budgets.map((budget) => [budget, under(budget)]));
}

function scoreOfShown(shown: ReadonlyMap<number, readonly Shown[]>): Score {
  return new Map(
    [...shown].map(([budget, all]) => {
      const steps = all.filter(({ kind }) => kind === 'step');
      const sets = [...Map.groupBy(steps, ({ dataset }) => dataset).values()].map(percent);
      const mean = sets.reduce((sum, one) => sum + one, 0) / sets.length;
      return [budget, { all: percent(steps), mean, quotes: percent(all.filter(({ kind }) => kind === 'quote')) }];
    }),
  );
}

function percent(shown: readonly Shown[]): number {
  return (100 * shown.filter((one) => one.shown).length) / shown.length;
}

function figuresOf(name: string, score: Score): Figure[] {
  return [...score].flatMap(([budget, figures]) =>
    (['all', 'mean', 'quotes'] as const).map((what) => ({
      name: `${name}: ${budget / 1_000}K, ${what}`,
      value: figures[what],
      unit: '%',
    })),
  );
}

/** Lengths are turned by their share, and stay lengths. */
function turn(name: string, value: number, step: number): number {
  if (name === 'freeTokens') return Math.max(32, Math.round(step > 0 ? value * (1 + step) : value / (1 - step)));
  return name === 'length' ? Math.max(0.1, value + step / 4) : value + step;
}

/** One knob for each number, by its path; the model's output is the measure and stays at 0. */
function knobsOf(weights: object, path = ''): Knobs {
  return Object.fromEntries(
    Object.entries(weights).flatMap(([name, value]): (readonly [string, number])[] => {
      const full = path === '' ? name : `${path}.${name}`;
      if (typeof value === 'object') return Object.entries(knobsOf(value, full));
      return full === 'roles.decision.output' ? [] : [[full, value]];
    }),
  );
}

function weightsOf(knobs: Knobs, shape: object = NOTHING_KNOWN, path = ''): SectionWeights {
  const filled = Object.entries(shape).map(([name, value]) => {
    const full = path === '' ? name : `${path}.${name}`;
    return [name, typeof value === 'object' ? weightsOf(knobs, value, full) : (knobs[full] ?? value)];
  });
  return Object.fromEntries(filled);
}

function rounded(weights: SectionWeights): SectionWeights {
  return JSON.parse(
    JSON.stringify(weights, (_, value) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value)),
  );
}
