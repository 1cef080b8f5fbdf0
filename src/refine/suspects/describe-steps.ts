import type { Run } from '../../domain/trace.ts';
import type { Seen } from '../call/look-at.ts';
import { figuresIn, identifiersIn } from '../text/words.ts';
import { findAnswer } from './find-answer.ts';
import { findTask } from './find-task.ts';
import { readsLikeError } from './reads-like-error.ts';
import { type Step, stepsOf } from './step-texts.ts';

/**
 * What is told of each step, in numbers of about 0 to 2, so that `suspect-weights.json` can say
 * how much each speaks for or against it. All are general: role, place, trouble around it, and
 * what it claims. `bench/fit.ts` learns the weights; both read this one list.
 */
export const FEATURES = [
  'model',
  'tool',
  'length',
  'terse',
  'code',
  'callsTool',
  'beforeTool',
  'beforePerson',
  'afterModel',
  'troubleBefore',
  'troubleNext',
  'inFailedStep',
  'firstDecision',
  'late',
  'atEdges',
  'assured',
  'sorry',
  'newFigures',
  'figureInAnswer',
  'repeats',
] as const;
export type Feature = (typeof FEATURES)[number];

export type DescribedStep = Readonly<{ run: Run; features: Readonly<Record<Feature, number>> }>;

/** Characters: less is a mark of control, such as "next" or "stop", and decides nothing. */
const TERSE = 60;
const CODE = /```|\bdef \w+\(|\bimport \w+/;
const ASSURED =
  /\b(?:confirm(?:ed|s)?|verif(?:y|ied|ies)|conclude[ds]?|therefore|thus|correct|final answer|accurate)\b/i;
const SORRY =
  /\b(?:sorry|apologi[sz]e|unfortunately|unable|cannot|could ?n[o']t|can['’]t|did ?n[o']t|does ?n[o']t|not (?:possible|available|able|explicit(?:ly)?)|fail(?:ed|s|ing)?)\b/i;

/** In the order the steps were taken. Takes time in proportion to the trace. */
export function describeSteps(seen: Seen): readonly DescribedStep[] {
  const steps = stepsOf(seen);
  const trouble = steps.map(({ run, text }) => hasFailed(run) || (run.kind !== 'llm' && readsLikeError(text)));
  const claims = claimsOf(steps, seen);
  const runsById = new Map(seen.trace.runs.map((run) => [run.id, run]));
  const decisions = steps.filter(({ run }) => isModel(run)).length;
  const lastSaid = new Map<string, string>();
  let decided = 0;
  let troubles = 0;
  return steps.map((step, index) => {
    const { run, text, length, callsTool } = step;
    const next = steps[index + 1]?.run;
    const before = steps[index - 1]?.run;
    const parent = run.parentId === null ? undefined : runsById.get(run.parentId);
    const place = isModel(run) ? decided / Math.max(1, decisions - 1) : 0;
    const along = steps.length > 1 ? index / (steps.length - 1) : 0;
    const features: Record<Feature, number> = {
      model: Number(isModel(run)),
      tool: Number(isTool(run)),
      length: Math.log1p(length) / 5,
      terse: Number(length < TERSE),
      code: Number(CODE.test(text)),
      callsTool: Number(callsTool),
      beforeTool: Number(next !== undefined && isTool(next)),
      beforePerson: Number(next !== undefined && !isTool(next) && !isModel(next)),
      afterModel: Number(before !== undefined && isModel(before)),
      troubleBefore: Math.log1p(troubles),
      troubleNext: Number(trouble[index + 1] || trouble[index + 2] || false),
      inFailedStep: Number(parent !== undefined && parent.parentId !== null && hasFailed(parent)),
      firstDecision: Number(isModel(run) && decided === 0),
      late: place ** 2,
      atEdges: isModel(run) ? (2 * along - 1) ** 2 : 0,
      assured: Number(ASSURED.test(text)),
      sorry: Number(SORRY.test(text)),
      newFigures: Math.log1p(claims[index]?.fresh ?? 0) / 3,
      figureInAnswer: Number(claims[index]?.answered ?? false),
      repeats: Number(lastSaid.get(run.name) === text && text !== ''),
    };
    lastSaid.set(run.name, text);
    if (isModel(run)) decided++;
    if (trouble[index]) troubles++;
    return { run, features };
  });
}

/** Figures and identifiers that no earlier step and not the task had: how many, and is one in the final answer? */
function claimsOf(steps: readonly Step[], seen: Seen): readonly Readonly<{ fresh: number; answered: boolean }>[] {
  const answerId = findAnswer(seen)?.run.id;
  const named = steps.map(({ text }) => namedIn(text));
  const inAnswer = new Set(named[steps.findIndex(({ run }) => run.id === answerId)]);
  const known = new Set(namedIn((findTask(seen.trace) ?? '').slice(0, LONGEST_TASK)));
  return named.map((all) => {
    const fresh = all.filter((one) => !known.has(one));
    for (const one of fresh) known.add(one);
    return { fresh: fresh.length, answered: fresh.some((one) => inAnswer.has(one)) };
  });
}

const LONGEST_TASK = 20_000;

function namedIn(text: string): readonly string[] {
  return [...new Set([...figuresIn(text).map(({ value }) => String(value)), ...identifiersIn(text)])];
}

function isModel({ kind }: Run): boolean {
  return kind === 'llm';
}

function isTool({ kind }: Run): boolean {
  return kind === 'tool' || kind === 'retriever';
}

function hasFailed({ status, error }: Run): boolean {
  return status === 'error' || error !== null;
}
