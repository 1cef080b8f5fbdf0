import type { Message } from '../../domain/call.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { Run, Usage } from '../../domain/trace.ts';
import { readMessages } from '../call/read-messages.ts';
import { BLANK_RUN } from './blank-run.ts';
import type { RecordedRun } from './build-trace.ts';
import { at, isObject, textAt } from './look-into-json.ts';
import { readTimeMs } from './read-time.ts';
import { readUsage } from './read-usage.ts';
import { sentBefore } from './sent-before.ts';

/**
 * Turns a list of messages into runs: one root, under it an LLM run for each time
 * the assistant spoke, with what it had been sent until then as inputs, and a tool
 * run for each answer of a tool. What people said after the last answer becomes a
 * run of its own, so that it isn't lost.
 */
export type Conversation = Readonly<{
  id: string;
  name: string;
  messages: readonly Json[];
  /** Goes with every request: `{ model, tools, … }`. */
  request?: JsonObject;
  outputs?: Json;
  status?: Run['status'];
  error?: string | null;
  extra?: JsonObject;
  /** Where the conversation stands in a larger trace; `null` for a root. */
  parentId?: string | null;
}>;

/** Items of a model's answer that name no role: OpenAI Responses. */
const MODEL_ITEM =
  /^(?:reasoning|function_call|custom_tool_call|mcp_call|mcp_list_tools|mcp_approval_request|\w+_call)$/;
const ID_KEYS = ['id', 'uuid', 'message_id', 'messageId'];
const TIME_KEYS = ['timestamp', 'created_at', 'createdAt', 'time', 'date', 'ts', 'create_time', 'started_at'];

export function readConversation(conversation: Conversation): readonly RecordedRun[] {
  const { id, name, messages, request, extra, parentId = null } = conversation;
  const turns = groupTurns(messages);
  const claim = claimIds(id);
  const calls = new Map<string, Readonly<{ name: string; arguments: Json }>>();
  const runs: Run[] = [];
  const sent = sentBefore(messages);
  const base = { ...BLANK_RUN, parentId: id, status: 'ok' } as const;
  const isOther = otherSpeakers(messages);
  const lastSpoken = turns.findLastIndex(({ read }) => read.some(({ role }) => role === 'assistant'));

  for (const [rank, { from, raw, read }] of turns.entries()) {
    const startMs = timeOf(raw[0]);
    const spoken = read.filter(({ role }) => role === 'assistant');
    for (const { toolCalls } of spoken) for (const call of toolCalls) calls.set(call.id, call);
    if (spoken.length > 0) {
      const said = told(raw[0]);
      const { messages: before, leftOut } = sent(from);
      runs.push({
        ...base,
        id: claim(idOf(raw[0]), from),
        name: speakerOf(raw[0]) ?? 'assistant',
        kind: 'llm',
        startMs,
        endMs: timeOf(raw.at(-1)),
        inputs: before.length === 0 && request === undefined ? null : { ...request, messages: before },
        outputs: { messages: raw, ...finishOf(raw.at(-1)) },
        model: said.model ?? textAt(request, 'model'),
        usage: said.usage,
        extra: { ...(leftOut > 0 && { messages_left_out: leftOut }) },
      });
    }
    for (const [place, answer] of read.filter(({ role }) => role === 'tool').entries()) {
      const call = answer.toolCallId === null ? undefined : calls.get(answer.toolCallId);
      runs.push({
        ...base,
        id: claim(spoken.length === 0 && place === 0 ? idOf(raw[0]) : null, from),
        name: call?.name ?? speakerOf(raw[0]) ?? answer.toolCallId ?? 'tool',
        kind: 'tool',
        startMs,
        endMs: startMs,
        ...failureOf(raw[0]),
        inputs: call?.arguments ?? null,
        outputs: raw.length === 1 && read.length === 1 ? (raw[0] ?? null) : answer.content,
        extra: { ...(answer.toolCallId !== null && { tool_call_id: answer.toolCallId }) },
      });
    }
    const isUnanswered = rank > lastSpoken || isOther(raw[0]);
    if (isUnanswered && spoken.length === 0 && read.every(({ role }) => role !== 'tool')) {
      runs.push({
        ...base,
        id: claim(idOf(raw[0]), from),
        name: speakerOf(raw[0]) ?? read[0]?.role ?? 'message',
        kind: 'other',
        startMs,
        endMs: startMs,
        inputs: null,
        outputs: raw[0] ?? null,
      });
    }
  }

  const before = turns.slice(
    0,
    Math.max(
      0,
      turns.findIndex(({ read }) => read.some(({ role }) => role === 'assistant')),
    ),
  );
  const last = turns[lastSpoken];
  const root: Run = {
    ...base,
    id,
    parentId,
    name,
    kind: 'chain',
    status: conversation.status ?? (conversation.error ? 'error' : 'unknown'),
    startMs: timeOf(messages[0]),
    endMs: timeOf(messages.at(-1)),
    inputs: { messages: before.flatMap(({ raw }) => raw) },
    outputs: conversation.outputs ?? (last ? { messages: last.raw } : null),
    error: conversation.error ?? null,
    extra: extra ?? {},
  };
  return [root, ...runs].map((run, rank) => ({ run, traceId: null, order: String(rank).padStart(9, '0') }));
}

type Turn = Readonly<{ from: number; raw: readonly Json[]; read: readonly Message[] }>;

/** One message each; items without a role that a model wrote in one go belong together. */
function groupTurns(messages: readonly Json[]): readonly Turn[] {
  const turns: { from: number; raw: Json[] }[] = [];
  for (const [from, raw] of messages.entries()) {
    const before = turns.at(-1);
    const continues = before?.raw.some(isModelItem) && (isModelItem(raw) || isSpoken(raw));
    const begins = before !== undefined && isModelItem(raw) && before.raw.some(isResponsesSpoken);
    if (before && (continues || begins)) before.raw.push(raw);
    else turns.push({ from, raw: [raw] });
  }
  return turns.map(({ from, raw }) => ({ from, raw, read: readTurn(raw) }));
}

function readTurn(raw: readonly Json[]): readonly Message[] {
  const read = readMessages(raw);
  const isSilent = read.length === 0 && raw.some(isModelItem);
  // A model that only thought, or used a tool of its provider, has spoken all the same.
  return isSilent ? [{ role: 'assistant', content: '', toolCalls: [], toolCallId: null }] : read;
}

function isModelItem(item: Json): boolean {
  return MODEL_ITEM.test(textAt(item, 'type') ?? '') && textAt(item, 'role') === null;
}

const isSpoken = (item: Json): boolean => textAt(item, 'role') === 'assistant';
const isResponsesSpoken = (item: Json): boolean => isSpoken(item) && textAt(item, 'type') === 'message';

/**
 * In a talk between agents each sees the others as users and knows them by name:
 * whoever is not the one that began is worth a run.
 */
function otherSpeakers(messages: readonly Json[]): (message: Json | undefined) => boolean {
  const userName = (message: Json | undefined) => (textAt(message, 'role') === 'user' ? textAt(message, 'name') : null);
  const first = messages.map(userName).find((name) => name !== null);
  return (message) => {
    const name = userName(message);
    return name !== null && name !== first;
  };
}

/** The message's own id while it is the only one of that id; else its place. */
function claimIds(rootId: string): (own: string | null, place: number) => string {
  const taken = new Set([rootId]);
  return (own, place) => {
    const wanted = own ?? `message-${place}`;
    let id = wanted;
    for (let n = 2; taken.has(id); n++) id = `${own === null ? wanted : `${wanted}-${place}`}-${n}`;
    taken.add(id);
    return id;
  };
}

function idOf(message: Json | undefined): string | null {
  const bodies = [message, at(message, 'kwargs'), at(message, 'data')];
  return bodies.flatMap((body) => ID_KEYS.map((key) => textAt(body, key))).find((id) => id !== null) ?? null;
}

function timeOf(message: Json | undefined): number | null {
  const bodies = [message, at(message, 'kwargs'), at(message, 'metadata')];
  return bodies.flatMap((body) => TIME_KEYS.map((key) => readTimeMs(at(body, key)))).find((ms) => ms !== null) ?? null;
}

function speakerOf(message: Json | undefined): string | null {
  const bodies = [message, at(message, 'kwargs'), at(message, 'data')];
  const names = bodies.map((body) => textAt(body, 'name') ?? textAt(body, 'agent_name') ?? textAt(body, 'source'));
  return names.find((name) => name !== null) ?? null;
}

function told(message: Json | undefined): Readonly<{ model: string | null; usage: Usage | null }> {
  const body = isObject(at(message, 'kwargs')) ? at(message, 'kwargs') : (at(message, 'data') ?? message);
  const metadata = at(body, 'response_metadata');
  return {
    model:
      textAt(body, 'model') ??
      textAt(metadata, 'model_name') ??
      textAt(metadata, 'model') ??
      textAt(body, 'models_usage', 'model'),
    usage: readUsage([
      at(body, 'usage_metadata'),
      at(body, 'usage'),
      at(body, 'models_usage'),
      at(metadata, 'token_usage'),
      at(metadata, 'tokenUsage'),
      at(metadata, 'usage'),
    ]),
  };
}

/** Why the model stopped, where the message itself says so. */
function finishOf(message: Json | undefined): JsonObject {
  const places = [message, at(message, 'kwargs', 'response_metadata'), at(message, 'response_metadata')];
  const words = places.flatMap((place) => [
    textAt(place, 'stop_reason'),
    textAt(place, 'finish_reason'),
    textAt(place, 'finishReason'),
  ]);
  const word = words.find((found) => found !== null);
  return word === undefined || word === null ? {} : { finish_reason: word };
}

/** LangChain's tool messages have a status, Anthropic's results a flag. */
function failureOf(message: Json | undefined): Pick<Run, 'status' | 'error'> {
  const status = textAt(message, 'status') ?? textAt(message, 'kwargs', 'status');
  const flags = [at(message, 'is_error'), at(message, 'isError'), at(message, 'content', 0, 'is_error')];
  const failed = status === 'error' || flags.includes(true);
  if (!failed) return { status: 'ok', error: null };
  const [answer] = readMessages(message);
  return { status: 'error', error: answer?.content || 'error' };
}
