import type OpenAI from 'openai';
import type { Budget } from '../ports.ts';
import { patientFetch } from './patient-fetch.ts';
import { type Reached, typedError } from './typed-error.ts';

export type LineOptions = Readonly<{
  apiKey: string;
  /** Ends in `/v1`; `undefined` for OpenAI's own. Every other server has names of its own. */
  baseUrl: string | undefined;
  timeoutMs: number;
  /** What the provider gives in a minute; not given where nobody counts. */
  budget?: Budget | undefined;
}>;

/** Past the SDK's own reading of responses, which trusts the server to be OpenAI's. Both throw as `Model.answer`. */
export type OpenAiLine = Readonly<{
  post(path: string, body: object | undefined, signal: AbortSignal | undefined): Promise<unknown>;
  get(path: string, signal: AbortSignal | undefined): Promise<unknown>;
  /** Loads the SDK (35 MB), which the first call would else do. */
  ready(): Promise<void>;
}>;

/** @param reached who is asked by a request for that model, by the model of the line where it names none */
export function openAiLine(options: LineOptions, reached: (model?: string) => Reached): OpenAiLine {
  let loading: Promise<OpenAI> | undefined;
  const client = () => {
    loading ??= newClient(options);
    return loading;
  };
  const sent = async (send: (client: OpenAI) => Promise<unknown>, model?: string): Promise<unknown> => {
    try {
      return await send(await client());
    } catch (cause) {
      throw typedError(cause, options.apiKey, reached(model));
    }
  };
  return {
    async ready() {
      await client();
    },
    post: (path, body, signal) =>
      sent(
        (client) => client.post(path, { ...(body && { body }), ...(signal && { signal }) }),
        body && 'model' in body ? String(body.model) : undefined,
      ),
    get: (path, signal) => sent((client) => client.get(path, { ...(signal && { signal }) })),
  };
}

/**
 * The engine repeats a failed step; the SDK's own retries would hide what it waits for. A redirect is not followed: it
 * would carry what was asked elsewhere.
 */
async function newClient({ apiKey, baseUrl, timeoutMs, budget }: LineOptions): Promise<OpenAI> {
  const { default: OpenAI } = await import('openai');
  const send = budget && { fetch: patientFetch(budget) };
  const fetchOptions = { redirect: 'error' as const };
  return new OpenAI({ apiKey, baseURL: baseUrl ?? null, timeout: timeoutMs, maxRetries: 0, fetchOptions, ...send });
}
