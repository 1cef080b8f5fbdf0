import type { Call } from '../domain/call.ts';
import { RefineryError } from '../domain/errors.ts';
import type { Model, ModelRequest } from '../ports.ts';
import { providerAt } from '../refine/call/recorded-provider.ts';
import { isPrivateHost } from '../refine/trace/is-private-host.ts';
import { type Answered, replyOf } from './answered.ts';
import { backgroundAnswers } from './openai-background.ts';
import { type LineOptions, openAiLine } from './openai-line.ts';
import type { Provider, ServiceTier } from './provider.ts';
import { readResponse } from './read-response.ts';
import { type Replaying, termsOf } from './replay-terms.ts';
import { type ResponsesRequest, responsesSending, toResponses } from './responses-dialect.ts';
import { type Reached, reachedBy, typedError } from './typed-error.ts';
import { withinBudget } from './within-budget.ts';

/** Names under which OpenAI itself serves models; other providers' names mean nothing to it. */
const OPENAI_NAME = /^(?:openai\/)?((?:gpt-|chatgpt-|o\d|ft:(?:gpt-|o\d)).*)$/;

export type OpenAiOptions = LineOptions &
  Readonly<{
    model: string;
    /** Whether `model` is asked whatever a recorded call names. */
    overrules: boolean;
    standIn: boolean;
    /** For questions of ours; replays go as everybody's calls do. */
    serviceTier?: ServiceTier | undefined;
  }>;

/** OpenAI, and every server that speaks its Responses API. */
export function openAi(options: OpenAiOptions): Model {
  const { serviceTier: tier } = options;
  const named = (model: string) => (options.standIn ? model : `openai/${model}`);
  const reached = (model = options.model) => {
    const by = options.standIn ? { settings: STAND_IN } : openAiProvider;
    return reachedBy(by, named(model), options.baseUrl ?? 'https://api.openai.com/v1');
  };
  const line = openAiLine(options, reached);
  const isLocal = options.baseUrl !== undefined && isPrivateHost(new URL(options.baseUrl));
  const provider = providerAt(options.baseUrl);
  const terms = (call: Call) => termsOf(call, replaying(options), { provider, isLocal }, responsesSending);
  const create = async (body: ResponsesRequest, signal: AbortSignal | undefined): Promise<Answered> =>
    answeredBy(await line.post('/responses', body, signal), body.model, options.apiKey, reached(body.model));
  /** What is cheap has no room at times: https://developers.openai.com/api/docs/guides/flex-processing */
  const onTier = <Answer>(body: ResponsesRequest, send: (body: ResponsesRequest) => Promise<Answer>): Promise<Answer> =>
    send(tier ? { ...body, service_tier: tier } : body).catch((error: unknown) => {
      if (tier !== 'flex' || !isOutOfRoom(error)) throw error;
      return send({ ...body, service_tier: 'default' });
    });
  const model: Model = {
    name: named(options.model),
    standIn: options.standIn,
    provider,
    isLocal,
    termsOf: terms,

    answer: async (request, signal) =>
      replyOf(await onTier(questionOf(request, options.model), (body) => create(body, signal))),

    async replay(call, signal) {
      const { unable, replayedOn } = terms(call);
      if (unable !== null) throw new RefineryError('model-unsuited', unable);
      return create(toResponses(call, replayedOn.used), signal);
    },

    background: backgroundAnswers(line, options.model, {
      later: (request, signal) =>
        onTier({ ...questionOf(request, options.model), background: true, store: true }, (body) =>
          line.post('/responses', body, signal),
        ),
      now: (request, signal) =>
        onTier(questionOf(request, options.model), (body) => line.post('/responses', body, signal)),
    }),
  };
  return options.budget ? withinBudget(model, options.budget, line.ready) : model;
}

function questionOf(
  { system, shared, user, schemaName, schema, maxOutputTokens }: ModelRequest,
  model: string,
): ResponsesRequest {
  return {
    model,
    store: false,
    instructions: system,
    // Plain strings were seen never to be cached: https://github.com/Effect-TS/effect/issues/6342
    input: shared ? [said(shared.text), said(user)] : user,
    ...(shared && { prompt_cache_key: shared.key }),
    max_output_tokens: maxOutputTokens,
    text: { format: { type: 'json_schema', name: schemaName, schema: { ...schema }, strict: true } },
  };
}

const said = (text: string) => ({ role: 'user' as const, content: [{ type: 'input_text' as const, text }] });

function answeredBy(body: unknown, asked: string, apiKey: string, reached: Reached): Answered {
  const response = readResponse(body);
  if (!response) throw typedError(new RefineryError('model-unavailable', NO_RESPONSE), apiKey, reached);
  return { ...response, model: response.model ?? asked };
}

const NO_RESPONSE = 'the server answered something else than a response';

/** 429 stands for that, too; limits and quotas are the same on every tier. */
const isOutOfRoom = (error: unknown): boolean =>
  error instanceof RefineryError && error.kind === 'model-limited' && !/rate limit|quota/i.test(error.detail);

function replaying({ model, overrules, baseUrl, standIn }: OpenAiOptions): Replaying {
  const servesAll = standIn || baseUrl !== undefined;
  return {
    model,
    overrules: overrules && !standIn,
    nameOf: (recorded) => (servesAll ? recorded : OPENAI_NAME.exec(recorded)?.[1]),
  };
}

/** The stand-in speaks OpenAI's API, and asks for no key. */
const STAND_IN = { key: 'OPENAI_API_KEY', url: 'REFINERY_STAND_IN_URL', ending: 'ends in /v1' } as const;

export const openAiProvider: Provider = {
  name: 'openai',
  settings: { key: 'OPENAI_API_KEY', url: 'OPENAI_BASE_URL', needs: 'key', ending: 'ends in /v1' },
  open: (model, settings) => openAi({ ...settings, model, standIn: false }),
};
