import type OpenAI from 'openai';
import type { Response, ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses';
import { RefineryError } from '../domain/errors.ts';
import type { Usage } from '../domain/trace.ts';
import type { Model } from '../ports.ts';
import { redactText } from '../refine/redact.ts';
import { type ReplayedModelOptions, replayedModel } from './replayed-model.ts';
import { fromResponses, toResponses } from './responses-dialect.ts';

const SHORTEST_KEY = 4;
const LONGEST_DETAIL = 300;

/** `baseUrl` ends in `/v1`; Azure, Ollama, vLLM and the like are other base URLs. */
export type OpenAiOptions = ReplayedModelOptions & Readonly<{ apiKey: string; timeoutMs: number }>;

/** OpenAI, and every server that speaks its Responses API. The SDK (35 MB) is loaded by the first call. */
export function openAi(options: OpenAiOptions): Model {
  let loading: Promise<OpenAI> | undefined;
  const client = () => {
    loading ??= newClient(options);
    return loading;
  };
  return {
    name: options.standIn ? options.model : `openai/${options.model}`,
    standIn: options.standIn,

    async answer({ system, user, schemaName, schema, maxOutputTokens }, signal) {
      const response = await create(
        { client: await client(), apiKey: options.apiKey, signal },
        {
          model: options.model,
          store: false,
          instructions: system,
          input: user,
          max_output_tokens: maxOutputTokens,
          text: { format: { type: 'json_schema', name: schemaName, schema: { ...schema }, strict: true } },
        },
      );
      return { text: fromResponses(response).text, model: response.model, usage: usageOf(response) };
    },

    async replay(call, signal) {
      const response = await create(
        { client: await client(), apiKey: options.apiKey, signal },
        toResponses(call, replayedModel(call.model, options)),
      );
      return { output: fromResponses(response), model: response.model, usage: usageOf(response) };
    },
  };
}

/** The engine repeats a failed step; the SDK's own retries would hide what it waits for. */
async function newClient({ apiKey, baseUrl, timeoutMs }: OpenAiOptions): Promise<OpenAI> {
  const { default: OpenAI } = await import('openai');
  return new OpenAI({ apiKey, baseURL: baseUrl ?? null, timeout: timeoutMs, maxRetries: 0 });
}

type Line = Readonly<{ client: OpenAI; apiKey: string; signal: AbortSignal | undefined }>;

async function create({ client, apiKey, signal }: Line, body: ResponseCreateParamsNonStreaming): Promise<Response> {
  try {
    const response: unknown = await client.responses.create(body, signal ? { signal } : {});
    if (!isResponse(response))
      throw new RefineryError('model-unavailable', 'the server answered something else than a response');
    return response;
  } catch (cause) {
    throw typedError(cause, apiKey);
  }
}

/** A proxy's HTML page, or a server that only speaks Chat Completions, answers 200 as well. */
function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'output' in value && Array.isArray(value.output);
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

function usageOf({ usage }: Response): Usage {
  return { inputTokens: usage?.input_tokens ?? 0, outputTokens: usage?.output_tokens ?? 0 };
}
