import { z } from 'zod';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { BackgroundAnswers, ModelRequest } from '../ports.ts';
import { replyOf } from './answered.ts';
import type { OpenAiLine } from './openai-line.ts';
import { readResponse } from './read-response.ts';

const Begun = z.object({ id: z.string().min(1) });
const State = z.object({
  status: z.string(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish().catch(null),
});

/** Codes of a failure that nothing in the request is to blame for. */
const PASSING: ReadonlySet<string> = new Set(['server_error', 'rate_limit_exceeded', 'vector_store_timeout']);

/**
 * Answers that OpenAI goes on with while nobody listens, and keeps for about ten minutes: what is asked is stored there
 * until then. https://developers.openai.com/docs/guides/background
 *
 * @param begin sends the request to be answered so
 */
export function backgroundAnswers(
  line: OpenAiLine,
  usual: string,
  begin: (request: ModelRequest, signal: AbortSignal | undefined) => Promise<unknown>,
): BackgroundAnswers {
  return {
    async begin(request, signal) {
      const begun = Begun.safeParse(await begin(request, signal));
      if (!begun.success) throw unavailable('the server began no answer in the background');
      return begun.data.id;
    },

    async collect(job, signal) {
      const body = await line.get(pathOf(job), signal).catch((error: unknown) => {
        // A wrong name can't be told from one that is forgotten.
        if (kindOf(error) === 'model-unsuited') return GONE;
        throw error;
      });
      if (body === GONE) return 'gone';
      const { status, error } = State.safeParse(body).data ?? {};
      if (status === 'queued' || status === 'in_progress') return 'working';
      if (status === 'cancelled' || (status === 'failed' && isPassing(error?.code ?? null))) return 'gone';
      if (status === 'failed')
        throw new RefineryError('model-unsuited', `${error?.code}: ${error?.message ?? 'no reason'}`);
      const response = readResponse(body);
      if (!response) throw unavailable('the server answered something else than a response');
      return replyOf({ ...response, model: response.model ?? usual });
    },

    async cancel(job) {
      await line.post(`${pathOf(job)}/cancel`, undefined, undefined).catch((error: unknown) => {
        if (kindOf(error) !== 'model-unsuited') throw error;
      });
    },
  };
}

const GONE = Symbol('gone');

const pathOf = (job: string): string => `/responses/${encodeURIComponent(job)}`;

const unavailable = (detail: string) => new RefineryError('model-unavailable', detail);

const isPassing = (code: string | null): boolean => code === null || PASSING.has(code);
