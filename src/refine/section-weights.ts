/**
 * What `weigh-sections.ts` weighs by: natural logarithms, which add up. Fitted on labelled
 * traces (docs/benchmarks.md says how); the model's output is the measure, at 0.
 */
export const SECTION_WEIGHTS = {
  roles: {
    decision: { input: -2.5, output: 0, error: 1 },
    tool: { input: -1.2, output: -1.2, error: -1.2 },
    other: { input: -3.3, output: -1.1, error: 0.3 },
    wrapper: { input: -3.5, output: -1.2, error: -0.9 },
  },
  /** For the share of its words that nothing before it had. */
  newWords: 0.35,
  /** For the share of the task's words that it says again. */
  taskWords: -0.8,
  /** For the share that its speaker has of all runs; a model's output only. */
  speaker: -1,
  /** The first output of a model mostly restates the task and makes plans. */
  firstDecision: -1.2,
  /** How worth for its length falls as a text grows: 1 would be by token. */
  length: 0.25,
  /** Of the bare header of a run nothing of which is shown. */
  header: -3.5,
} as const;
