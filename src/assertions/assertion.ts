import type { z } from 'zod';
import type { Answer, Call } from '../domain/call.ts';
import type { JsonObject } from '../domain/json.ts';

/** One kind of executable condition on what a model said. Pure. */
export type AssertionKind<Params extends JsonObject = JsonObject> = Readonly<{
  kind: string;
  params: z.ZodType<Params>;
  /** A phrase is known wherever it stands in a sentence; what takes a clause takes all that the phrases leave of it. */
  takes: 'phrase' | 'clause';
  /** It is told by what one call of the model asks of tools, before any of them answers. */
  ofOneCall?: boolean;
  /** What this kind makes of an expert's sentence, for the call that failed; `undefined` when it has nothing to say. */
  understand(sentence: string, call: Call): Understood<Params> | undefined;
  /** `null` where it can't be told, because nobody measured it or the answer is too short to tell. */
  judge(answer: Answer, params: Params, call: Call): boolean | null;
  /** In plain words, to stand after "The answer …". */
  say(params: Params): string;
  /** As an expert would write it: `understand` makes these very parameters of it. */
  write(params: Params): string;
}>;

/** The words from `at` up to `end` are said by `params`, wholly; of the others nothing is said. */
export type Understood<Params> = Readonly<{ params: Params; at: number; end: number }>;

export const wholly = <Params>(sentence: string, params: Params): Understood<Params> => ({
  params,
  at: 0,
  end: sentence.length,
});

/** What a pattern found in a sentence, as understood. */
export const foundBy = <Params>({ index, 0: found }: RegExpExecArray, params: Params): Understood<Params> => ({
  params,
  at: index,
  end: index + found.length,
});
