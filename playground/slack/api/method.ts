import type { z } from 'zod';
import type { JsonObject } from '../../langsmith/json.ts';
import type { Tier } from '../rate-limits.ts';
import type { Workspace } from '../workspace.ts';
import type { Given } from './given.ts';

/** A method of the Web API: https://docs.slack.dev/reference/methods/<name> */
export type Method = Readonly<{
  name: string;
  token: 'bot' | 'app';
  /** Any one of them will do; none: none is needed. What depends on the channel is asked for in `answer`. */
  scopes: readonly string[];
  tier: Tier;
  answer(given: Given, workspace: Workspace): Answer;
}>;

export type Answer = JsonObject | Refusal;

/** `{ ok: false, error: refused }`, with more beside it. */
export type Refusal = Readonly<{
  refused: string;
  /** Of a scope that is missing. */
  needed?: string;
  /** What is wrong, each with where. */
  messages?: readonly string[];
}>;

export function isRefusal(answer: object): answer is Refusal {
  return 'refused' in answer;
}

/**
 * A method whose arguments are read before `answer` sees them. A wrong `blocks` is `invalid_blocks_format`,
 * anything else `invalid_arguments` with where.
 */
export function defineMethod<Shape extends z.ZodType<object>>(
  method: Omit<Method, 'answer' | 'token'> &
    Readonly<{ token?: Method['token']; given: Shape; answer(given: z.infer<Shape>, workspace: Workspace): Answer }>,
): Method {
  const { given: shape, answer, token = 'bot', ...rest } = method;
  return {
    ...rest,
    token,
    answer(given, workspace) {
      const read = shape.safeParse(given);
      if (read.success) return answer(read.data, workspace);
      const wrong = read.error.issues.map(({ path }) => path.join('/'));
      if (wrong.some((where) => where.startsWith('blocks'))) return { refused: 'invalid_blocks_format' };
      return {
        refused: 'invalid_arguments',
        messages: wrong.map((where) =>
          where in given ? `invalid value [json-pointer:/${where}]` : `missing required field: ${where}`,
        ),
      };
    },
  };
}
