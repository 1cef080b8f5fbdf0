import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { BackgroundAnswers, ModelReply, ModelRequest } from '../ports.ts';
import { replyOf } from './answered.ts';
import type { OpenAiLine } from './openai-line.ts';
import { readResponse } from './read-response.ts';

const Begun = z.object({ id: z.string().min(1), status: z.string().nullish() });
const State = z.object({
  status: z.string(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish().catch(null),
});

/** Codes of a failure that nothing in the request is to blame for. */
const PASSING: ReadonlySet<string> = new Set(['server_error', 'rate_limit_exceeded', 'vector_store_timeout']);

/** Sends a request to be answered: while nobody listens, and while somebody waits. */
export type BothWays = Readonly<
  Record<'later' | 'now', (request: ModelRequest, signal?: AbortSignal) => Promise<unknown>>
>;

/**
 * Answers that a server goes on with while nobody listens. OpenAI keeps them for about ten minutes, with what was asked:
 * https://developers.openai.com/docs/guides/background. Who speaks its API need not do that: some answer at once
 * (https://developer.furiosa.ai/latest/en/furiosa_llm/responses-api.html), some may refuse; then the answer that there is
 * counts.
 */
export function backgroundAnswers(line: OpenAiLine, usual: string, send: BothWays): BackgroundAnswers {
  const replyIn = (body: unknown): ModelReply => {
    const response = readResponse(body);
    if (!response) throw unavailable('the server answered something else than a response');
    return replyOf({ ...response, model: response.model ?? usual });
  };
  /** What was answered at once, by names that no server knows: the next process finds them gone. */
  const atOnce = new Map<string, ModelReply>();
  const keep = (body: unknown): string => {
    const name = `${AT_ONCE}${randomUUID()}`;
    atOnce.set(name, replyIn(body));
    return name;
  };
  return {
    async begin(request, signal) {
      const body = await send.later(request, signal).catch((error: unknown) => {
        if (!isRefused(error)) throw error;
        return REFUSED;
      });
      // Whatever else may be wrong with it is refused once more.
      if (body === REFUSED) return keep(await send.now(request, signal));
      const begun = Begun.safeParse(body);
      if (!begun.success) throw unavailable('the server began no answer in the background');
      const { id, status } = begun.data;
      return status === 'completed' || status === 'incomplete' ? keep(body) : id;
    },

    async collect(job, signal) {
      if (job.startsWith(AT_ONCE)) {
        const reply = atOnce.get(job) ?? 'gone';
        atOnce.delete(job);
        return reply;
      }
      const body = await line.get(pathOf(job), signal).catch((error: unknown) => {
        // A wrong name can't be told from one that is forgotten.
        if (isRefused(error)) return GONE;
        throw error;
      });
      if (body === GONE) return 'gone';
      const { status, error } = State.safeParse(body).data ?? {};
      if (status === 'queued' || status === 'in_progress') return 'working';
      if (status === 'cancelled' || (status === 'failed' && isPassing(error?.code ?? null))) return 'gone';
      if (status === 'failed')
        throw new RefineryError('model-unsuited', `${error?.code}: ${error?.message ?? 'no reason'}`);
      return replyIn(body);
    },

    async cancel(job) {
      if (job.startsWith(AT_ONCE)) return;
      await line.post(`${pathOf(job)}/cancel`, undefined, undefined).catch((error: unknown) => {
        if (!isRefused(error)) throw error;
      });
    },
  };
}

const AT_ONCE = 'at-once/';
const REFUSED = Symbol('refused');
const GONE = Symbol('gone');

const pathOf = (job: string): string => `/responses/${encodeURIComponent(job)}`;

/** Servers that have no such thing say that there is no such address, too. */
const isRefused = (error: unknown): boolean => {
  const kind = kindOf(error);
  return kind === 'model-unsuited' || kind === 'model-unknown';
};

const unavailable = (detail: string) => new RefineryError('model-unavailable', detail);

const isPassing = (code: string | null): boolean => code === null || PASSING.has(code);
