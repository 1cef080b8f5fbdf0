import type { Json, JsonObject } from '../../domain/json.ts';
import type { Run, RunKind } from '../../domain/trace.ts';
import type { RecordedRun } from './build-trace.ts';
import { isList, isObject, textAt, unfold, without } from './look-into-json.ts';
import { nestKeys } from './nest-keys.ts';
import { DETAILS_EVENT, type OtelTalk, readTalk } from './otel-request.ts';
import type { OtelSpan } from './otel-span.ts';
import { readUsage } from './read-usage.ts';

/** Where conventions say what a span is, the most telling first. */
const KIND_KEYS = [
  ...['openinference.span.kind', 'langsmith.span.kind', 'langfuse.observation.type', 'gen_ai.operation.name'],
  ...['traceloop.span.kind', 'mlflow.spanType', 'llm.request.type', 'ai.operationId', 'operation.name'],
];
const KINDS: readonly (readonly [RegExp, RunKind])[] = [
  [/^(?:llm|generation|chat|chat_model|text_completion|completion|generate_content|call_llm)$/, 'llm'],
  [/^ai\.\w+\.do(?:generate|stream)$/, 'llm'],
  [/^(?:embeddings?|ai\.embed\w*\.doembed)$/, 'embedding'],
  [/^(?:tool|execute_tool|ai\.toolcall)$/, 'tool'],
  [/^(?:retriever|retrieval|reranker|rerank)$/, 'retriever'],
  [/^(?:prompt)$/, 'prompt'],
  [/^(?:parser)$/, 'parser'],
  [/^(?:chain|agent|workflow|task|invoke_agent|create_agent|invoke_workflow|span|guardrail|evaluator)$/, 'chain'],
  [/^ai\.(?:generate|stream|embed)/, 'chain'],
];
/** Where a span says what went into it when it is no call of a model, the most telling first. */
const INPUT_KEYS = [
  ...['gen_ai.tool.call.arguments', 'gen_ai.tool.args', 'tool_arguments', 'ai.toolCall.args', 'tool.parameters'],
  ...['input.value', 'langfuse.observation.input', 'langfuse.trace.input', 'traceloop.entity.input'],
  ...['mlflow.spanInputs', 'gen_ai.retrieval.query.text', 'gen_ai.prompt', 'gen_ai.input', 'ai.value', 'ai.values'],
];
const OUTPUT_KEYS = [
  ...['gen_ai.tool.call.result', 'tool_response', 'ai.toolCall.result', 'output.value', 'langfuse.observation.output'],
  ...['langfuse.trace.output', 'traceloop.entity.output', 'mlflow.spanOutputs', 'gen_ai.completion', 'gen_ai.output'],
  ...['final_result', 'ai.response.text', 'ai.response.object'],
];
const MODEL_KEYS = [
  ...['gen_ai.request.model', 'llm.model_name', 'embedding.model_name', 'ai.model.id', 'gen_ai.response.model'],
  ...['llm.request.model', 'llm.response.model', 'langfuse.observation.model.name', 'model'],
];
const USAGES = ['gen_ai.usage', 'llm.token_count', 'ai.usage', 'llm.usage'];
const PARAMETERS_KEY = 'llm.invocation_parameters';
const TEMPLATE_KEY = /^llm\.prompt_template\./;

/** A span as a run: what it means is read off its attributes and events, and what means nothing here stays in `extra`. */
export function readOtelRun(span: OtelSpan): RecordedRun {
  const attributes = withDetails(span);
  const kind = kindOfSpan(span.name, attributes);
  const talk = readTalk({ attributes, events: span.events });
  const isModel = kind === 'llm' || kind === 'embedding';
  const inputs = pickValue(attributes, talk.asked, INPUT_KEYS);
  const outputs = kind === 'retriever' ? documentsIn(attributes) : undefined;
  const given = outputs ?? pickValue(attributes, withFinish(talk.answered, attributes), OUTPUT_KEYS);
  const error = errorOf(span, attributes);
  const name = nameOf(span.name, kind, attributes);
  const run: Run = {
    id: span.id,
    parentId: span.parentId,
    name,
    kind,
    status: error !== null ? 'error' : span.endMs !== null || span.status === 'ok' ? 'ok' : 'unknown',
    startMs: span.startMs,
    endMs: span.endMs,
    inputs: inputs.value,
    outputs: given.value,
    error,
    model: isModel ? (MODEL_KEYS.map((key) => textAt(attributes, key)).find((name) => name !== null) ?? null) : null,
    usage: isModel ? usageOf(attributes) : null,
    extra: extraOf(
      span,
      name,
      attributes,
      (key) => key === inputs.key || key === given.key || isTold(key, talk, given.key),
    ),
  };
  return { run, traceId: span.traceId, order: '' };
}

function withDetails({ attributes, events }: OtelSpan): JsonObject {
  const details = events.filter(({ name }) => name === DETAILS_EVENT).map((event) => event.attributes);
  return Object.assign({}, attributes, ...details);
}

/** @param name of the span: SDKs without a convention name agents so */
export function kindOfSpan(name: string, attributes: JsonObject): RunKind {
  for (const key of KIND_KEYS) {
    const word = textAt(attributes, key)?.toLowerCase().split(' ')[0] ?? '';
    const known = KINDS.find(([pattern]) => pattern.test(word));
    if (known) return known[1];
  }
  if ('gen_ai.tool.name' in attributes || 'tool.name' in attributes) return 'tool';
  const asks = Object.keys(attributes).some((key) =>
    /^(?:gen_ai\.request\.model|llm\.model_name|gen_ai\.prompt)/.test(key),
  );
  if (asks) return /agent/i.test(name) ? 'chain' : 'llm';
  return 'other';
}

/** A tool is known by its own name, not by the name of the SDK's operation. */
function nameOf(spanName: string, kind: RunKind, attributes: JsonObject): string {
  const tool = kind === 'tool' ? ['gen_ai.tool.name', 'tool.name', 'ai.toolCall.name'] : [];
  return tool.map((key) => textAt(attributes, key)).find((name) => name !== null) ?? (spanName || kind);
}

function pickValue(
  attributes: JsonObject,
  talk: JsonObject | undefined,
  keys: readonly string[],
): Readonly<{ value: Json; key: string | undefined }> {
  if (talk !== undefined) return { value: talk, key: undefined };
  const key = keys.find((name) => attributes[name] !== undefined);
  return { value: key === undefined ? null : (unfold(attributes[key]) ?? null), key };
}

function withFinish(answered: JsonObject | undefined, attributes: JsonObject): JsonObject | undefined {
  const reasons = unfold(attributes['gen_ai.response.finish_reasons']);
  const reason = isList(reasons) ? reasons[0] : reasons;
  return answered && typeof reason === 'string' && !('choices' in answered)
    ? { finish_reason: reason, ...answered }
    : answered;
}

/** OpenInference: `retrieval.documents.0.document.content`; rerankers say it in their own words. */
function documentsIn(attributes: JsonObject): Readonly<{ value: Json; key: string }> | undefined {
  for (const key of ['retrieval.documents', 'reranker.output_documents', 'gen_ai.retrieval.documents']) {
    const nested = nestKeys(attributes, (name) => name === key || name.startsWith(`${key}.`));
    const listed = key
      .split('.')
      .reduce<Json>((here, step) => unfold((isObject(here) && here[step]) || null) ?? null, nested);
    if (!isList(listed) || listed.length === 0) continue;
    const documents = listed.map((entry) => (isObject(entry) && entry.document) || entry);
    return { value: { documents: documents.map(openMetadata) }, key };
  }
  return undefined;
}

const openMetadata = (document: Json): Json =>
  isObject(document) && typeof document.metadata === 'string'
    ? { ...document, metadata: unfold(document.metadata) ?? null }
    : document;

function usageOf(attributes: JsonObject): Run['usage'] {
  return readUsage(
    USAGES.map((prefix) => {
      const entries = Object.entries(attributes).flatMap(([key, value]) =>
        key.startsWith(`${prefix}.`) ? [[key.slice(prefix.length + 1), value] as const] : [],
      );
      const found: JsonObject = Object.fromEntries(entries);
      const { prompt, completion } = found;
      return {
        ...found,
        ...(prompt !== undefined && { input_tokens: prompt }),
        ...(completion !== undefined && { output_tokens: completion }),
      };
    }),
  );
}

function errorOf({ status, statusMessage, events }: OtelSpan, attributes: JsonObject): string | null {
  const exception = events.find(({ name }) => name === 'exception')?.attributes;
  const told = [textAt(exception, 'exception.type'), textAt(exception, 'exception.message')].filter(
    (text) => text !== null,
  );
  if (status !== 'error') return textAt(attributes, 'error.type');
  const message = [statusMessage, ...told].filter((text) => text !== null);
  const trace = textAt(exception, 'exception.stacktrace');
  const lines = [...new Set(message), ...(trace === null ? [] : [trace])];
  return lines.join('\n') || textAt(attributes, 'error.type') || 'error';
}

const isTold = (key: string, talk: OtelTalk, documents: string | undefined): boolean =>
  talk.isTold(key) ||
  key === PARAMETERS_KEY ||
  TEMPLATE_KEY.test(key) ||
  (documents !== undefined && key.startsWith(`${documents}.`));

/** Parameters under the names that requests have; everything untold as it was. */
function extraOf(
  span: OtelSpan,
  name: string,
  attributes: JsonObject,
  isToldKey: (key: string) => boolean,
): JsonObject {
  const told = new Set(Object.keys(attributes).filter(isToldKey));
  const left = without(attributes, told);
  const parameters = parametersOf(attributes);
  const { llm } = nestKeys(attributes, (key) => TEMPLATE_KEY.test(key));
  const template = isObject(llm) ? (llm.prompt_template ?? null) : null;
  const events = span.events
    .filter(({ attributes: said }) => Object.keys(said).length > 0)
    .map(({ name, attributes: said }) => ({ name, ...said }));
  return {
    ...span.rest,
    ...(name !== span.name && span.name !== '' && { span_name: span.name }),
    ...(Object.keys(parameters).length > 0 && { invocation_params: parameters }),
    ...(isObject(template) && { prompt_template: openTemplate(template) }),
    ...(Object.keys(left).length > 0 && { attributes: left }),
    ...(events.length > 0 && { events }),
  };
}

function parametersOf(attributes: JsonObject): JsonObject {
  const recorded = unfold(attributes[PARAMETERS_KEY]);
  const said = Object.entries(attributes).flatMap(([key, value]) => {
    const name = /^(?:gen_ai\.request|ai\.settings)\.(\w+)$/.exec(key)?.[1];
    return name === undefined || name === 'model' ? [] : [[name, value] as const];
  });
  return { ...(isObject(recorded) && recorded), ...Object.fromEntries(said) };
}

const openTemplate = (template: JsonObject): JsonObject => ({
  ...template,
  ...(template.variables !== undefined && { variables: unfold(template.variables) ?? null }),
});

/** Spans may be of several traces, and a file may write the same id in two ways: base64 here, hexadecimal there. */
export function readOtelRuns(spans: readonly OtelSpan[]): readonly RecordedRun[] {
  const written = new Map(spans.map(({ id }) => [plainId(id), id]));
  return spans.map((span) => {
    const parentId = span.parentId === null ? null : (written.get(plainId(span.parentId)) ?? span.parentId);
    return readOtelRun({ ...span, parentId, traceId: span.traceId });
  });
}

/** Hexadecimal, in small letters: what base64 of 8 bytes stands for, or what stands behind `0x`. */
function plainId(id: string): string {
  if (/^[A-Za-z0-9+/_-]{11}=$/.test(id)) return Buffer.from(id, 'base64').toString('hex');
  return id.toLowerCase().replace(/^0x/, '');
}
