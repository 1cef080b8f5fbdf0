import type { z } from 'zod';
import type { Seen } from '../refine/call/look-at.ts';

/**
 * One thing we ask the analyst: how to put it to a model, what counts as an
 * answer, and what rules alone would answer. All pure; `flow/analyst/ask.ts` does the asking.
 */
export type Question<About, Answer> = Readonly<{
  /** Also the folder of its prompts: `prompts/<name>/vN.md`. */
  name: string;
  /** In the subset that every provider takes: a root object, nullable instead of optional, no records, tuples or root unions. */
  answer: z.ZodType<Answer>;
  put(about: About): Put;
  /** The analyst without any model, looking at the whole trace. Deterministic; never `undefined`, so that every case gets an answer. */
  byRules(about: About, seen: Seen): Answer;
}>;

/**
 * `values` fill the prompt's template: the expert's own words and words of ours, nothing else.
 * `material` is the untrusted text (files, what a model said, objections) and goes beside the prompt, never through it.
 * `trace`: what is told of the trace, for a question about one (`stage-answers.ts`).
 */
export type Put = Readonly<{ values: Readonly<Record<string, string>>; material: string; trace?: string }>;
