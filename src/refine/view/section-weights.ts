import type { Part } from './cite-repeats.ts';
import learned from './section-weights.json' with { type: 'json' };

export type Role = 'decision' | 'tool' | 'other' | 'wrapper';

/**
 * What sections of a trace are weighed by: natural logarithms, which add up; the model's output is the measure, at 0.
 * Learned by `npm run bench:fit-view` from labelled traces.
 */
export type SectionWeights = Readonly<{
  roles: Readonly<Record<Role, Readonly<Record<Part, number>>>>;
  /** Added for the start of a long section alone; `given`: of what went into a run that is no tool. */
  starts: Readonly<Record<Role | 'given', number>>;
  /** For the share of its words that nothing before it had. */
  newWords: number;
  /** For the share of the task's words that it says again. */
  taskWords: number;
  /** For the share that its speaker has of all runs; a model's output only. */
  speaker: number;
  /** The first output of a model mostly restates the task and makes plans. */
  firstDecision: number;
  /** In tokens: up to here, length does not count against a section. */
  freeTokens: number;
  /** How worth falls with the length beyond that: 1 would be by token. */
  length: number;
  /** Of the bare header of a run nothing of which is shown. */
  header: number;
}>;

export const SECTION_WEIGHTS: SectionWeights = learned;
