import type { Call, ToolCall } from '../domain/call.ts';
import type { Run } from '../domain/trace.ts';
import { requestOf } from '../refine/suspects/find-answer.ts';
import { identifiersIn } from '../refine/text/words.ts';
import { at, textAt } from '../refine/trace/look-into-json.ts';
import { showJson } from '../refine/view/show-json.ts';
import type { Seen, SignalRule } from './signal.ts';

/** Characters from the end of what the user said: enough for a request, and quick to search. */
const LONGEST_REQUEST = 20_000;
const LONGEST_PART = 64;

/** A tool was given only a part of the identifier that the user named: `42` for `A-0042`. */
export const argumentDiffers: SignalRule = {
  name: 'argument-differs',
  weight: 0.8,
  look(seen) {
    return [...seen.calls].flatMap(([runId, { call, output }]) =>
      output.toolCalls.flatMap((toolCall) => {
        const mangled = mangledIn(toolCall, `${requestOf(call).slice(-LONGEST_REQUEST)}\n${seen.expectation}`);
        if (!mangled) return [];
        const tool = toolRunBehind(runId, toolCall, seen);
        return [{ runIds: tool ? [runId, tool.id] : [runId], detail: say(toolCall, mangled, call) }];
      }),
    );
  },
};

type Mangled = Readonly<{ identifier: string; argument: string; given: string }>;

function mangledIn(toolCall: ToolCall, spoken: string): Mangled | undefined {
  const identifiers = identifiersIn(spoken);
  const given = showJson(toolCall.arguments);
  for (const { path: argument, text } of given) {
    const identifier = identifiers.find((candidate) => isPartOf(text, candidate));
    if (!identifier || standsAlone(text, spoken)) continue;
    if (!given.some((other) => other.text === identifier)) return { identifier, argument, given: text };
  }
  return undefined;
}

function isPartOf(text: string, identifier: string): boolean {
  if (text === identifier || text.length > LONGEST_PART || !/\d/.test(text)) return false;
  const pieces = identifier.split(/[^\p{L}\p{N}]+|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u);
  return pieces.some(
    (piece) => piece === text || (/^\d+$/.test(text) && /^\d+$/.test(piece) && Number(piece) === Number(text)),
  );
}

/** "2 pieces of A-2": the 2 was said in its own right. */
function standsAlone(text: string, spoken: string): boolean {
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_#/-])${literal}(?![\\p{L}\\p{N}_/-])`, 'u').test(spoken);
}

function toolRunBehind(runId: string, { name }: ToolCall, { trace }: Seen): Run | undefined {
  const from = trace.runs.findIndex(({ id }) => id === runId);
  return trace.runs.slice(from + 1).find((run) => run.kind === 'tool' && run.name === name);
}

function say({ name }: ToolCall, { identifier, argument, given }: Mangled, call: Call): string {
  const said = `“${name}” was called with ${argument} ${given}, where ${identifier} was asked for.`;
  const schema = call.tools.find((tool) => tool.name === name)?.parameters;
  const type = textAt(schema, 'properties', argument, 'type');
  const holdsOnlyNumbers = type === 'integer' || type === 'number';
  if (!holdsOnlyNumbers || at(schema, 'properties', argument, 'anyOf') !== undefined) return said;
  return `${said} Its schema takes only numbers for ${argument}, so the model could not pass ${identifier}.`;
}
