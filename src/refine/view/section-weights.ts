/**
 * What `weigh-sections.ts` weighs by: natural logarithms, which add up. Fitted on labelled
 * traces (docs/benchmarks.md says how); the model's output is the measure, at 0.
 */
export const SECTION_WEIGHTS = {
  roles: {
    decision: { input: -3, output: 0, error: -0.4 },
    tool: { input: -1.1, output: -1.5, error: -0.7 },
    other: { input: -1.5, output: -1.3, error: -0.9 },
    wrapper: { input: -5.6, output: -3.3, error: -1.1 },
  },
  /** For the share of its words that nothing before it had. */
  newWords: 1,
  /** For the share of the task's words that it says again. */
  taskWords: -0.6,
  /** For the share that its speaker has of all runs; a model's output only. */
  speaker: -1.4,
  /** The first output of a model mostly restates the task and makes plans. */
  firstDecision: -1.5,
  /** In tokens: up to here, length does not count against a section. */
  freeTokens: 256,
  /** How worth falls with the length beyond that: 1 would be by token. */
  length: 0.6,
  /** Of the bare header of a run nothing of which is shown. */
  header: -3,
} as const;
