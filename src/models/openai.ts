import type OpenAI from 'openai';
import type { Call } from '../domain/call.ts';
import { RefineryError } from '../domain/errors.ts';
import type { Budget, Model } from '../ports.ts';
import { providerAt } from '../refine/call/recorded-provider.ts';
import { isPrivateHost } from '../refine/trace/is-private-host.ts';
import { type Answered, replyOf } from './answered.ts';
import { patientFetch } from './patient-fetch.ts';
import type { Provider } from './provider.ts';
import { readResponse } from './read-response.ts';
import { type Replaying, termsOf } from './replay-terms.ts';
import { type ResponsesRequest, responsesSending, toResponses } from './responses-dialect.ts';
import { typedError } from './typed-error.ts';
import { withinBudget } from './within-budget.ts';

/** Names under which OpenAI itself serves models; other providers' names mean nothing to it. */
const OPENAI_NAME = /^(?:openai\/)?((?:gpt-|chatgpt-|o\d|ft:(?:gpt-|o\d)).*)$/;

export type OpenAiOptions = Readonly<{
  model: string;
  /** Whether `model` is asked whatever a recorded call names. */
  overrules: boolean;
  /** Ends in `/v1`; `undefined` for OpenAI's own. Every other server has names of its own. */
  baseUrl: string | undefined;
  standIn: boolean;
  apiKey: string;
  timeoutMs: number;
  /** What the provider gives in a minute; not given where nobody counts. */
  budget?: Budget | undefined;
}>;

/** OpenAI, and every server that speaks its Responses API. The SDK (35 MB) is loaded by the first call. */
export function openAi(options: OpenAiOptions): Model {
  let loading: Promise<OpenAI> | undefined;
  const client = () => {
    loading ??= newClient(options);
    return loading;
  };
  const isLocal = options.baseUrl !== undefined && isPrivateHost(new URL(options.baseUrl));
  const provider = providerAt(options.baseUrl);
  const terms = (call: Call) => termsOf(call, replaying(options), { provider, isLocal }, responsesSending);
  const model: Model = {
    name: options.standIn ? options.model : `openai/${options.model}`,
    standIn: options.standIn,
    provider,
    isLocal,
    termsOf: terms,

    async answer({ system, shared, user, schemaName, schema, maxOutputTokens }, signal) {
      const { output, model, usage } = await create(
        { client: await client(), apiKey: options.apiKey, signal },
        {
          model: options.model,
          store: false,
          instructions: system,
          // Plain strings were seen never to be cached: https://github.com/Effect-TS/effect/issues/6342
          input: shared ? [said(shared.text), said(user)] : user,
          ...(shared && { prompt_cache_key: shared.key }),
          max_output_tokens: maxOutputTokens,
          text: { format: { type: 'json_schema', name: schemaName, schema: { ...schema }, strict: true } },
        },
      );
      return replyOf({ output, model, usage });
    },

    async replay(call, signal) {
      const { unable, replayedOn } = terms(call);
      if (unable !== null) throw new RefineryError('model-unsuited', unable);
      return create({ client: await client(), apiKey: options.apiKey, signal }, toResponses(call, replayedOn.used));
    },
  };
  return options.budget ? withinBudget(model, options.budget) : model;
}

function replaying({ model, overrules, baseUrl, standIn }: OpenAiOptions): Replaying {
  const servesAll = standIn || baseUrl !== undefined;
  return {
    model,
    overrules: overrules && !standIn,
    nameOf: (recorded) => (servesAll ? recorded : OPENAI_NAME.exec(recorded)?.[1]),
  };
}

const said = (text: string) => ({ role: 'user' as const, content: [{ type: 'input_text' as const, text }] });

export const openAiProvider: Provider = {
  name: 'openai',
  settings: { key: 'OPENAI_API_KEY', url: 'OPENAI_BASE_URL', needs: 'key' },
  open: (model, settings) => openAi({ ...settings, model, standIn: false }),
};

/** The engine repeats a failed step; the SDK's own retries would hide what it waits for. */
async function newClient({ apiKey, baseUrl, timeoutMs, budget }: OpenAiOptions): Promise<OpenAI> {
  const { default: OpenAI } = await import('openai');
  const send = budget && { fetch: patientFetch(budget) };
  return new OpenAI({ apiKey, baseURL: baseUrl ?? null, timeout: timeoutMs, maxRetries: 0, ...send });
}

type Line = Readonly<{ client: OpenAI; apiKey: string; signal: AbortSignal | undefined }>;

/** Past the SDK's own reading of the response, which trusts the server to be OpenAI's. */
async function create({ client, apiKey, signal }: Line, body: ResponsesRequest): Promise<Answered> {
  try {
    const response = readResponse(await client.post<unknown>('/responses', { body, ...(signal && { signal }) }));
    if (!response) throw new RefineryError('model-unavailable', 'the server answered something else than a response');
    return { ...response, model: response.model ?? body.model };
  } catch (cause) {
    throw typedError(cause, apiKey);
  }
}
