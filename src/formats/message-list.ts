import type { Json, JsonObject } from '../domain/json.ts';
import { readMessages } from '../refine/call/read-messages.ts';
import { digestOfBytes } from '../refine/case/digest.ts';
import { buildTrace } from '../refine/trace/build-trace.ts';
import { type Conversation, readConversation } from '../refine/trace/conversation-runs.ts';
import { isList, isObject, listAt, textAt, without } from '../refine/trace/look-into-json.ts';
import { plainMessage } from '../refine/trace/plain-message.ts';
import type { TraceFormat } from './format.ts';

/** Lists of messages are looked for in objects up to this deep: `{ state: { values: { messages: [] } } }`. */
const MAX_DEPTH = 4;
const ID_KEYS = [
  'id',
  'trace_id',
  'session_id',
  'sessionId',
  'thread_id',
  'conversation_id',
  'run_id',
  'task_id',
  'uuid',
];
const NAME_KEYS = ['name', 'title', 'task', 'question'];
const REQUEST_KEYS = [
  'model',
  'system',
  'instructions',
  'tools',
  'functions',
  'temperature',
  'response_format',
  'tool_choice',
];

/**
 * The general reader, and the last: any list of messages, wherever it stands.
 * Requests and fine-tuning rows (`{ messages }`), states of graphs, logs of agent
 * frameworks, ChatGPT's export, transcripts that name a speaker and a text. Several
 * conversations in one file stand beside each other under one root.
 */
export const messageList: TraceFormat = {
  name: 'message-list',
  read(document) {
    const found = conversationsIn(document);
    const [first] = found;
    if (!first) return undefined;
    if (found.length === 1) return buildTrace(readConversation(first));
    const rootId = `conversations-${digestOfBytes(found.map(({ id }) => id).join('\n')).slice(0, 12)}`;
    const claim = new Set([rootId]);
    const runs = found.flatMap((conversation, rank) => {
      const id = claim.has(conversation.id) ? `${conversation.id}-${rank}` : conversation.id;
      claim.add(id);
      const own = readConversation({ ...conversation, id, parentId: rootId });
      return own.map(({ run, traceId, order }, place) => ({
        run: place === 0 ? run : { ...run, id: `${id}/${run.id}` },
        traceId,
        order: `${String(rank).padStart(9, '0')}.${order}`,
      }));
    });
    const [root] = readConversation({ id: rootId, name: 'conversations', messages: [] });
    return buildTrace(root ? [root, ...runs] : runs);
  },
};

function conversationsIn(document: Json): readonly Conversation[] {
  if (!isList(document)) {
    const one = isObject(document) ? conversationIn(document, 0) : undefined;
    return one ? [one] : [];
  }
  const messages = messagesIn(document);
  if (messages) return [conversationOf({}, messages)];
  // `[[message, …], …]` and rows of `{ messages }`.
  return document.flatMap((entry) => {
    const listed = isList(entry) ? messagesIn(entry) : undefined;
    const one = listed ? conversationOf({}, listed) : isObject(entry) ? conversationIn(entry, 0) : undefined;
    return one ?? [];
  });
}

/** The longest list of messages in an object. */
function conversationIn(object: JsonObject, depth: number): Conversation | undefined {
  const thread = threadIn(object);
  if (thread.length > 0) return conversationOf(without(object, new Set(['mapping'])), thread);
  const lists = Object.entries(object).flatMap(([key, value]) => {
    const messages = isList(value) ? messagesIn(value) : undefined;
    return messages ? [{ key, messages }] : [];
  });
  const longest = lists.toSorted((a, b) => b.messages.length - a.messages.length)[0];
  if (longest) return conversationOf(without(object, new Set([longest.key])), longest.messages);
  if (depth >= MAX_DEPTH) return undefined;
  for (const [key, value] of Object.entries(object)) {
    const inner = isObject(value)
      ? conversationIn(value, depth + 1)
      : isList(value) && isObject(value[0])
        ? conversationIn(value[0], depth + 1)
        : undefined;
    if (inner)
      return {
        ...conversationOf(without(object, new Set([key])), inner.messages),
        ...(inner.request && { request: inner.request }),
      };
  }
  return undefined;
}

/** @returns `undefined` unless most entries are messages, and a person or a model speaks */
function messagesIn(list: readonly Json[]): readonly Json[] | undefined {
  const first = list.slice(0, 20).filter((entry) => plainMessage(entry) !== undefined);
  const isMostly = first.length > 0 && first.length * 2 >= Math.min(list.length, 20);
  if (!isMostly) return undefined;
  const messages = list.map((entry) => plainMessage(entry) ?? entry);
  const speaks = readMessages(messages.slice(0, 50)).some(({ role }) => role !== 'tool');
  return speaks ? messages : undefined;
}

/** ChatGPT's export keeps a tree of messages; the thread that was last seen leads from `current_node` to the root. */
function threadIn({ mapping, current_node: current }: JsonObject): readonly Json[] {
  if (!isObject(mapping)) return [];
  const nodes = Object.entries(mapping);
  const leaf =
    typeof current === 'string' ? current : nodes.findLast(([, node]) => listAt(node, 'children').length === 0)?.[0];
  const seen = new Set<string>();
  const thread: Json[] = [];
  for (let id = leaf ?? null; id !== null && !seen.has(id); id = textAt(mapping, id, 'parent')) {
    seen.add(id);
    const node = mapping[id];
    const message = isObject(node) && isObject(node.message) ? plainMessage(node.message) : undefined;
    if (message) thread.push(message);
  }
  return thread.toReversed();
}

function conversationOf(around: JsonObject, messages: readonly Json[]): Conversation {
  const request = Object.fromEntries(
    REQUEST_KEYS.flatMap((key) => (around[key] === undefined ? [] : [[key, around[key]] as const])),
  );
  const id = ID_KEYS.map((key) => textAt(around, key) ?? textAt(around, 'metadata', key)).find(
    (found) => found !== null,
  );
  const name = NAME_KEYS.map((key) => textAt(around, key)).find((found) => found !== null);
  return {
    id: id ?? `conversation-${digestOfBytes(JSON.stringify(messages.slice(0, 3))).slice(0, 12)}`,
    name: name?.slice(0, 80) ?? 'conversation',
    messages,
    ...(Object.keys(request).length > 0 && { request }),
    extra: around,
  };
}
