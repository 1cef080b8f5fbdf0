import type OpenAI from 'openai';
import type { Call } from '../domain/call.ts';
import { RefineryError } from '../domain/errors.ts';
import type { Budget, Model } from '../ports.ts';
import { providerAt } from '../refine/call/recorded-provider.ts';
import { redactText } from '../refine/text/redact.ts';
import { isPrivateHost } from '../refine/trace/is-private-host.ts';
import { patientFetch } from './patient-fetch.ts';
import type { Provider } from './provider.ts';
import { type ReadResponse, readResponse } from './read-response.ts';
import { type ReplayOptions, termsOf } from './replay-terms.ts';
import { type ResponsesRequest, toResponses } from './responses-dialect.ts';
import { withinBudget } from './within-budget.ts';

const SHORTEST_KEY = 4;
const LONGEST_DETAIL = 300;

/** `baseUrl` ends in `/v1`; Azure, Ollama, vLLM and the like are other base URLs. */
export type OpenAiOptions = ReplayOptions &
  Readonly<{
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
  const terms = (call: Call) => termsOf(call, options, { provider, isLocal });
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
      return { text: output.text, model, usage };
    },

    async replay(call, signal) {
      const { unable, replayedOn } = terms(call);
      if (unable !== null) throw new RefineryError('model-unsuited', unable);
      return create({ client: await client(), apiKey: options.apiKey, signal }, toResponses(call, replayedOn.used));
    },
  };
  return options.budget ? withinBudget(model, options.budget) : model;
}

const said = (text: string) => ({ role: 'user' as const, content: [{ type: 'input_text' as const, text }] });

export const openAiProvider: Provider = {
  name: 'openai',
  settings: { key: 'OPENAI_API_KEY', url: 'OPENAI_BASE_URL' },
  open: (model, settings) => openAi({ ...settings, model, standIn: false }),
};

/** The engine repeats a failed step; the SDK's own retries would hide what it waits for. */
async function newClient({ apiKey, baseUrl, timeoutMs, budget }: OpenAiOptions): Promise<OpenAI> {
  const { default: OpenAI } = await import('openai');
  const send = budget && { fetch: patientFetch(budget) };
  return new OpenAI({ apiKey, baseURL: baseUrl ?? null, timeout: timeoutMs, maxRetries: 0, ...send });
}

type Answered = ReadResponse & Readonly<{ model: string }>;
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

/** Without the cause, which holds what the server said as it said it. */
function typedError(cause: unknown, apiKey: string): RefineryError {
  if (cause instanceof RefineryError) return cause;
  const detail = withoutSecrets(cause instanceof Error ? cause.message : String(cause), apiKey);
  const status = cause instanceof Error && 'status' in cause ? cause.status : undefined;
  if (status === 401 || status === 403) return new RefineryError('model-denied', detail);
  if (typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 429)
    return new RefineryError('model-unsuited', detail);
  return new RefineryError('model-unavailable', detail);
}

/** Some servers say the key back. A shorter one than four characters is no secret, and stands in many a word. */
function withoutSecrets(message: string, apiKey: string): string {
  const unkeyed = apiKey.length >= SHORTEST_KEY ? message.replaceAll(apiKey, '[key]') : message;
  return redactText(unkeyed.slice(0, 10 * LONGEST_DETAIL)).slice(0, LONGEST_DETAIL);
}
