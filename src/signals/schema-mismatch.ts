import type { Call, ToolCall } from '../domain/call.ts';
import type { Json } from '../domain/json.ts';
import { at, isList, isObject, listAt, textAt } from '../refine/trace/look-into-json.ts';
import type { SignalRule } from './signal.ts';

/** A tool was called in a way that its own description forbids. */
export const schemaMismatch: SignalRule = {
  name: 'schema-mismatch',
  weight: 0.6,
  look: ({ calls }) =>
    [...calls].flatMap(([runId, { call, output }]) =>
      output.toolCalls.flatMap((toolCall) => {
        const detail = mismatchOf(toolCall, call);
        return detail === undefined ? [] : [{ runIds: [runId], detail }];
      }),
    ),
};

/** The first thing that is wrong; `undefined` when nothing is, or when the tools were not recorded. */
function mismatchOf({ name, arguments: given }: ToolCall, { tools }: Call): string | undefined {
  if (tools.length === 0) return undefined;
  const tool = tools.find((one) => one.name === name);
  if (!tool) return `The model called “${name}”, a tool that it was not given.`;
  if (!isObject(given)) return `What the model gave to “${name}” could not be read.`;
  for (const needed of listAt(tool.parameters, 'required')) {
    if (typeof needed === 'string' && !Object.hasOwn(given, needed)) {
      return `“${name}” was called without ${needed}, which it needs.`;
    }
  }
  for (const [argument, value] of Object.entries(given)) {
    const schema = at(tool.parameters, 'properties', argument);
    if (!isOfType(value, textAt(schema, 'type')))
      return `“${name}” was called with a value for ${argument} of the wrong kind.`;
    const allowed = listAt(schema, 'enum');
    if (allowed.length > 0 && typeof value === 'string' && !allowed.includes(value)) {
      return `“${name}” was called with a value for ${argument} that it does not know.`;
    }
  }
  return undefined;
}

/** As JSON Schema has it; a type that is not told, or that is a list of types, takes everything. */
function isOfType(value: Json, type: string | null): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'number':
      return typeof value === 'number';
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return isList(value);
    case 'object':
      return isObject(value);
    default:
      return true;
  }
}
