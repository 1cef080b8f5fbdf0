import type { z } from 'zod';
import type { Answer, Call } from '../domain/call.ts';
import type { JsonObject } from '../domain/json.ts';

/** One kind of executable condition on what a model said. Pure. */
export type AssertionKind<Params extends JsonObject = JsonObject> = Readonly<{
  kind: string;
  params: z.ZodType<Params>;
  /** What this kind makes of an expert's sentence, for the call that failed; `undefined` when it has nothing to say. */
  understand(expectation: string, call: Call): Params | undefined;
  /** `null` where it can't be told, because nobody measured it or the answer is too short to tell. */
  judge(answer: Answer, params: Params): boolean | null;
  /** In plain words, to stand after "The answer …". */
  say(params: Params): string;
}>;
