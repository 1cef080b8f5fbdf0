import type { Json, JsonObject } from '../../domain/json.ts';
import type { Run, RunKind } from '../../domain/trace.ts';
import { at, isList, isObject, listAt, textAt, unfold } from './look-into-json.ts';
import { mergeStream } from './merge-stream.ts';
import { readEventStream } from './read-event-stream.ts';
import { readUsage } from './read-usage.ts';

/** One request to a provider of models and what came back; one of them may be missing. */
export type Exchange = Readonly<{
  id: string;
  name?: string;
  request?: Json | undefined;
  response?: Json | undefined;
  /** Of HTTP. */
  status?: number | undefined;
  startMs?: number | null;
  endMs?: number | null;
  extra?: JsonObject;
}>;

/** Reads an exchange as a run. What is not an exchange with a model becomes a run of kind `other`. */
export function readExchange(exchange: Exchange): Run {
  const { id, status } = exchange;
  const request = bodyOf(exchange.request);
  const response = bodyOf(exchange.response);
  const error = errorIn(response, status);
  const kind = kindOf(request, response);
  const isModel = kind === 'llm' || kind === 'embedding';
  return {
    id,
    parentId: null,
    name:
      exchange.name ??
      textAt(request, 'model') ??
      textAt(response, 'model') ??
      textAt(response, 'modelVersion') ??
      kind,
    kind,
    status: error !== null ? 'error' : response === undefined || response === null ? 'unknown' : 'ok',
    startMs: exchange.startMs ?? null,
    endMs: exchange.endMs ?? null,
    inputs: request ?? null,
    outputs: response ?? null,
    error,
    model: isModel ? modelOf(request, response, exchange.name) : null,
    usage: isModel
      ? readUsage([at(response, 'usage'), at(response, 'usageMetadata'), at(response, 'meta', 'tokens'), response])
      : null,
    extra: exchange.extra ?? {},
  };
}

/** JSON in a string, a stream of events in a string, or pieces in a list. */
function bodyOf(value: Json | undefined): Json | undefined {
  const body = unfold(value);
  const pieces = typeof body === 'string' ? readEventStream(body)?.map(({ data }) => data) : body;
  return (isList(pieces) ? mergeStream(pieces) : undefined) ?? body;
}

function modelOf(request: Json | undefined, response: Json | undefined, name: string | undefined): string | null {
  return (
    textAt(request, 'model') ??
    textAt(request, 'modelId') ??
    // Gemini names its model in the path: `/v1beta/models/gemini-2.5-flash:generateContent`.
    /\/models\/([^/:?]+):/.exec(name ?? '')?.[1] ??
    textAt(response, 'model') ??
    textAt(response, 'modelVersion')
  );
}

function kindOf(request: Json | undefined, response: Json | undefined): RunKind {
  if (isEmbedding(request, response)) return 'embedding';
  return isModelRequest(request) || isModelResponse(response) ? 'llm' : 'other';
}

const isEmbedding = (request: Json | undefined, response: Json | undefined): boolean =>
  textAt(response, 'data', 0, 'object') === 'embedding' ||
  isList(at(response, 'embeddings')) ||
  (isObject(request) && 'encoding_format' in request && 'input' in request);

/** The bodies that providers take: OpenAI, Anthropic, Gemini, Bedrock, Ollama and those compatible with them. */
export function isModelRequest(value: Json | undefined): boolean {
  if (!isObject(value)) return false;
  if (isList(value.contents) && value.contents.some((content) => isList(at(content, 'parts')))) return true;
  const asks = ['messages', 'input', 'prompt', 'inputs'].some((key) => isSaid(value[key]));
  const names = ['model', 'modelId', 'inferenceConfig', 'anthropic_version'].some((key) => value[key] !== undefined);
  return asks && names;
}

const isSaid = (value: Json | undefined): boolean => typeof value === 'string' || (isList(value) && value.length > 0);

/** The bodies that providers send, an error among them. */
export function isModelResponse(value: Json | undefined): boolean {
  if (!isObject(value)) return false;
  const { object, type } = value;
  return (
    listAt(value, 'choices').some((choice) =>
      ['message', 'text', 'delta'].some((key) => at(choice, key) !== undefined),
    ) ||
    ((object === 'response' || object === 'interaction') &&
      (isList(value.output) || isList(value.steps) || isList(value.outputs))) ||
    (type === 'message' &&
      value.role === 'assistant' &&
      isList(value.content) &&
      ('model' in value || 'usage' in value)) ||
    (type === 'completion' && typeof value.completion === 'string') ||
    (isList(value.candidates) && value.candidates.some(isObject)) ||
    isObject(value.promptFeedback) ||
    (isObject(at(value, 'output', 'message')) && 'stopReason' in value) ||
    (typeof value.model === 'string' && typeof value.done === 'boolean') ||
    (textAt(value, 'message', 'role') === 'assistant' && 'finish_reason' in value) ||
    isErrorBody(value)
  );
}

const isErrorBody = (value: JsonObject): boolean =>
  textAt(value, 'error', 'message') !== null &&
  Object.keys(value).every((key) => ['type', 'error', 'request_id', 'object'].includes(key));

function errorIn(response: Json | undefined, status: number | undefined): string | null {
  const error = at(response, 'error');
  const told = textAt(error, 'message') ?? textAt(error) ?? (isObject(error) ? JSON.stringify(error) : null);
  if (told !== null) return status === undefined ? told : `${status}: ${told}`;
  return status !== undefined && status >= 400 ? `HTTP ${status}` : null;
}
