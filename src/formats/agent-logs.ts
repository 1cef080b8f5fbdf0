import type { Json, JsonObject } from '../domain/json.ts';
import { buildTrace } from '../refine/trace/build-trace.ts';
import { readConversation } from '../refine/trace/conversation-runs.ts';
import { isList, isObject, objectAt, textAt, without } from '../refine/trace/look-into-json.ts';
import type { TraceFormat } from './format.ts';

const SPOKEN = /^(?:user|assistant)$/;
const CODEX = /^(?:response_item|session_meta|turn_context|event_msg|compacted)$/;

/**
 * The logs that coding agents keep, a line for each event: Claude Code and the
 * Claude Agent SDK (`{ type: 'assistant', message }`), Codex (`{ type:
 * 'response_item', payload }`). What sub-agents said becomes conversations of its own.
 *
 * https://docs.claude.com/en/api/agent-sdk/typescript · https://github.com/openai/codex
 */
export const agentLogs: TraceFormat = {
  name: 'agent-logs',
  read(document) {
    const lines = (isList(document) ? document : []).filter(isObject);
    const codex = lines.filter((line) => CODEX.test(textAt(line, 'type') ?? '') && isObject(line.payload));
    if (codex.some(({ type }) => type === 'response_item')) return readCodex(codex);
    const spoken = lines.filter(
      (line) => SPOKEN.test(textAt(line, 'type') ?? '') && textAt(line, 'message', 'role') !== null,
    );
    return spoken.length === 0 ? undefined : readClaude(lines, spoken);
  },
};

function readClaude(lines: readonly JsonObject[], spoken: readonly JsonObject[]) {
  const init = lines.find(({ type, subtype }) => type === 'system' && subtype === 'init') ?? {};
  const result = lines.findLast(({ type }) => type === 'result');
  const id =
    lines.map((line) => textAt(line, 'session_id') ?? textAt(line, 'sessionId')).find((found) => found !== null) ??
    'session';
  const threads = Map.groupBy(spoken, threadOf);
  const told = new Set(spoken);
  const others = lines.filter((line) => !told.has(line));
  const failed = result?.is_error === true;
  const main = readConversation({
    id,
    name:
      lines
        .map((line) => textAt(line, 'summary'))
        .find((summary) => summary !== null)
        ?.slice(0, 80) ?? 'session',
    messages: joinPieces(threads.get('') ?? []),
    ...(result && { outputs: result.result ?? null }),
    ...(result && { status: failed ? 'error' : 'ok' }),
    error: failed ? (textAt(result, 'result') ?? textAt(result, 'subtype') ?? 'error') : null,
    request: Object.fromEntries(Object.entries(init).filter(([key]) => key === 'model' || key === 'tools')),
    extra: { lines: others },
  });
  const below = [...threads]
    .filter(([thread]) => thread !== '')
    .flatMap(([thread, own]) =>
      readConversation({ id: `${id}/${thread}`, name: 'sub-agent', messages: joinPieces(own), parentId: id }),
    );
  return buildTrace([...main, ...below]);
}

/** Sub-agents speak between the lines of the agent that called them. */
function threadOf(line: JsonObject): string {
  const caller = textAt(line, 'parent_tool_use_id');
  if (caller !== null) return caller;
  return line.isSidechain === true ? (textAt(line, 'agentId') ?? 'sidechain') : '';
}

/** One answer of the model is logged in as many lines as it has parts. */
function joinPieces(lines: readonly JsonObject[]): readonly Json[] {
  const messages = Map.groupBy(lines.entries(), ([rank, line]) => textAt(line, 'message', 'id') ?? `line-${rank}`);
  return [...messages.values()].map((pieces) => joinLines(pieces.map(([, line]) => line)));
}

function joinLines(lines: readonly JsonObject[]): Json {
  const [first] = lines;
  const message = objectAt(first, 'message');
  const id = textAt(first, 'uuid');
  const time = textAt(first, 'timestamp');
  const parts = lines.map((line) => objectAt(line, 'message').content ?? '');
  return {
    ...message,
    ...(id !== null && { id }),
    ...(time !== null && { timestamp: time }),
    content:
      parts.length === 1
        ? (parts[0] ?? '')
        : parts.flatMap((part) => (isList(part) ? part : [{ type: 'text', text: part }])),
  };
}

function readCodex(lines: readonly JsonObject[]) {
  const meta = objectAt(
    lines.find(({ type }) => type === 'session_meta'),
    'payload',
  );
  const turn = objectAt(
    lines.find(({ type }) => type === 'turn_context'),
    'payload',
  );
  const model = textAt(turn, 'model') ?? textAt(meta, 'model');
  const instructions = textAt(meta, 'base_instructions', 'text') ?? textAt(meta, 'instructions');
  const messages = lines
    .filter(({ type }) => type === 'response_item')
    .map(({ payload, timestamp }) => ({
      ...objectAt({ payload: payload ?? null }, 'payload'),
      timestamp: timestamp ?? null,
    }));
  return buildTrace(
    readConversation({
      id: textAt(meta, 'id') ?? 'session',
      name: 'session',
      messages,
      request: { ...(model !== null && { model }), ...(instructions !== null && { instructions }) },
      extra: { ...without(meta, new Set(['id'])), events: lines.filter(({ type }) => type === 'event_msg') },
    }),
  );
}
