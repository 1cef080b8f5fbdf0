import type { Json, JsonObject } from '../domain/json.ts';
import { buildTrace } from '../refine/trace/build-trace.ts';
import { readConversation } from '../refine/trace/conversation-runs.ts';
import { isList, isObject, listAt, objectAt, textAt } from '../refine/trace/look-into-json.ts';
import type { TraceFormat } from './format.ts';

/** Events that become messages. */
const SAID =
  /^(?:span\.model_request_(?:start|end)|agent\.(?:message|thinking|(?:\w+_)?tool_use)|user\.message|\w+\.\w*tool_result)$/;
/** Events of Anthropic's managed agents. */
const EVENT = /^(?:user|agent|session|span)\.\w+/;

/**
 * The events of a session with one of Anthropic's managed agents, as its API
 * streams and lists them, or as `[method, payload]` where calls were recorded.
 *
 * https://docs.claude.com/en/api/managed-agents
 */
export const agentSessions: TraceFormat = {
  name: 'agent-sessions',
  read(document) {
    const records = (isList(document) ? document : [document]).flatMap(recordsIn);
    const events = dropEchoes(records.filter((record) => EVENT.test(textAt(record, 'type') ?? '')));
    if (!events.some(({ type }) => /^(?:agent|user)\./.test(String(type)))) return undefined;
    const session = records.find((record) => isObject(record.agent)) ?? {};
    const agent = objectAt(session, 'agent');
    const failure = events.find(({ type }) => type === 'session.error');
    return buildTrace(
      readConversation({
        id:
          textAt(session, 'id') ??
          events.map((event) => textAt(event, 'session_id')).find((id) => id !== null) ??
          'session',
        name: textAt(agent, 'name') ?? 'session',
        messages: readEvents(events),
        request: requestOf(agent),
        error: failure === undefined ? null : (textAt(failure, 'error', 'message') ?? 'error'),
        extra: {
          ...(Object.keys(session).length > 0 && { session }),
          events: events.filter(({ type }) => !SAID.test(String(type))),
        },
      }),
    );
  },
};

function recordsIn(entry: Json): readonly JsonObject[] {
  if (isList(entry)) return entry.filter((part) => typeof part === 'object').flatMap(recordsIn);
  if (!isObject(entry)) return [];
  const inside = ['events', 'data'].flatMap((key) => listAt(entry, key));
  return inside.length > 0 ? inside.filter(isObject) : [entry];
}

/** What was sent comes back in the stream, with an id: then the sent one is the echo. */
function dropEchoes(events: readonly JsonObject[]): readonly JsonObject[] {
  const streamed = new Set(events.filter((event) => 'id' in event).map(({ type }) => type));
  return events.filter((event) => 'id' in event || !streamed.has(event.type));
}

function requestOf(agent: JsonObject): JsonObject {
  const model = textAt(agent, 'model', 'id') ?? textAt(agent, 'model');
  const system = textAt(agent, 'system');
  const tools = listAt(agent, 'tools');
  return { ...(model !== null && { model }), ...(system !== null && { system }), ...(tools.length > 0 && { tools }) };
}

/** As messages of Anthropic's API: what an agent did until it heard something is one of them. */
function readEvents(events: readonly JsonObject[]): readonly Json[] {
  const messages: JsonObject[] = [];
  let request: JsonObject | undefined;
  let said: Json[] = [];
  const close = (usage?: Json) => {
    if (said.length === 0) return;
    const { id, processed_at: at } = request ?? {};
    messages.push({
      role: 'assistant',
      content: said,
      ...(id !== undefined && { id }),
      ...(at !== undefined && { timestamp: at }),
      ...(usage !== undefined && { usage }),
    });
    said = [];
    request = undefined;
  };
  for (const event of events) {
    const type = textAt(event, 'type') ?? '';
    if (type === 'span.model_request_start') request = event;
    else if (type === 'span.model_request_end') close(event.model_usage);
    else if (/^agent\.(?:\w+_)?tool_use$/.test(type))
      said.push({ type: 'tool_use', id: event.id ?? '', name: event.name ?? 'tool', input: event.input ?? {} });
    else if (type === 'agent.message') said.push(...listAt(event, 'content'));
    else if (type === 'agent.thinking')
      said.push({ type: 'thinking', thinking: event.thinking ?? event.content ?? '' });
    else if (/tool_result$/.test(type)) {
      close();
      messages.push(resultOf(event));
    } else if (type === 'user.message') {
      close();
      messages.push({ role: 'user', content: event.content ?? '', ...idAndTime(event) });
    }
  }
  close();
  return messages;
}

function resultOf(event: JsonObject): JsonObject {
  const key = Object.keys(event).find((name) => /tool_use_id$/.test(name));
  const id = key === undefined ? '' : (event[key] ?? '');
  const answer = {
    type: 'tool_result',
    tool_use_id: id,
    content: event.content ?? '',
    is_error: event.is_error ?? false,
  };
  return { role: 'user', content: [answer], ...idAndTime(event) };
}

const idAndTime = ({ id, processed_at: at }: JsonObject): JsonObject => ({
  ...(id !== undefined && { id }),
  ...(at !== undefined && { timestamp: at }),
});
