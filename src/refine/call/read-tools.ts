import type { ToolCall, ToolSpec } from '../../domain/call.ts';
import type { Json } from '../../domain/json.ts';
import { at, isList, isObject, objectAt, textAt, unfold } from '../trace/look-into-json.ts';

/**
 * One request of a model to use a tool, in the words of OpenAI (`function`),
 * LangChain (`args`), Anthropic (`tool_use`), Gemini (`functionCall`), OpenAI
 * Responses (`call_id`) or the Vercel AI SDK (`toolCallId`).
 *
 * Gemini's calls have no id: there the name stands for it, as in the answer.
 */
export function readToolCall(value: Json | undefined): ToolCall | undefined {
  const call = at(value, 'function') ?? at(value, 'functionCall') ?? at(value, 'function_call') ?? value;
  const name = textAt(call, 'name') ?? textAt(call, 'toolName') ?? textAt(value, 'toolName');
  if (name === null) return undefined;
  const id =
    textAt(value, 'call_id') ?? textAt(value, 'toolCallId') ?? textAt(value, 'id') ?? textAt(call, 'id') ?? name;
  const given = at(call, 'arguments') ?? at(call, 'args') ?? at(call, 'input') ?? at(call, 'parameters');
  return { id, name, arguments: given === '' ? {} : (unfold(given) ?? {}) };
}

/** All calls of one message: the provider's raw list first, for LangChain's own leaves out those with broken arguments. */
export function readToolCalls(message: Json): readonly ToolCall[] {
  const parsed = [...itemsAt(message, 'tool_calls'), ...itemsAt(message, 'invalid_tool_calls')];
  const places: readonly (readonly Json[])[] = [
    itemsAt(message, 'additional_kwargs', 'tool_calls'),
    parsed,
    itemsAt(message, 'toolCalls'),
    [at(message, 'function_call') ?? null],
    [at(message, 'additional_kwargs', 'function_call') ?? null],
  ];
  const calls = places.map((place) => place.flatMap((item) => readToolCall(item) ?? []));
  return calls.find((found) => found.length > 0) ?? [];
}

/** What a request lets a model use, under any provider's names. What has no name can't be offered again and is left out. */
export function readTools(value: Json | undefined): readonly ToolSpec[] {
  const listed = unfold(value);
  if (isObject(listed)) return Object.entries(listed).flatMap(([name, tool]) => readTool(tool, name));
  return isList(listed) ? listed.flatMap((tool) => readTool(tool)) : [];
}

function readTool(recorded: Json, key?: string): readonly ToolSpec[] {
  const value = unfold(recorded);
  const declared = at(value, 'functionDeclarations') ?? at(value, 'function_declarations');
  if (isList(declared)) return declared.flatMap((tool) => readTool(tool));
  const tool = at(value, 'function') ?? at(value, 'toolSpec') ?? value;
  const name = textAt(tool, 'name') ?? key;
  if (name === undefined || !isObject(tool)) return [];
  return [{ name, description: textAt(tool, 'description') ?? '', parameters: objectAt(schemaOf(tool)) }];
}

function schemaOf(tool: Json): Json | undefined {
  const schema =
    at(tool, 'parameters') ??
    at(tool, 'input_schema') ??
    at(tool, 'inputSchema') ??
    at(tool, 'parametersJsonSchema') ??
    at(tool, 'args_schema') ??
    at(tool, 'schema');
  const wrapped = at(schema, 'json') ?? at(schema, 'jsonSchema');
  return unfold(isObject(wrapped) ? wrapped : schema);
}

function itemsAt(value: Json, ...path: readonly string[]): readonly Json[] {
  const found = unfold(at(value, ...path));
  return isList(found) ? found : [];
}
