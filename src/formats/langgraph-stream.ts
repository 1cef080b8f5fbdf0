import type { Json, JsonObject } from '../domain/json.ts';
import { buildTrace } from '../refine/trace/build-trace.ts';
import { readConversation } from '../refine/trace/conversation-runs.ts';
import { at, isList, isObject, textAt, unfold } from '../refine/trace/look-into-json.ts';
import { mergeMessageChunks } from '../refine/trace/merge-message-chunks.ts';
import type { TraceFormat } from './format.ts';

const MODES: ReadonlySet<string> = new Set([
  'values',
  'updates',
  'messages',
  'custom',
  'debug',
  'tasks',
  'checkpoints',
  'events',
  'metadata',
  'error',
]);

/**
 * What LangGraph streams: `[mode, data]`, `[namespace, mode, data]` where subgraphs
 * stream too, or `{ event, data }` from its server. The whole state (`values`)
 * counts before the pieces it was made of.
 *
 * https://docs.langchain.com/oss/javascript/langgraph/streaming
 */
export const langGraphStream: TraceFormat = {
  name: 'langgraph-stream',
  read(document) {
    const listed = isList(document) ? document : [];
    const events = listed.flatMap((entry) => eventOf(entry) ?? []);
    if (events.length === 0 || events.length * 2 < listed.length) return undefined;
    const ofMode = (mode: string) => events.filter((event) => event.mode === mode).map(({ data }) => data);
    const values = ofMode('values');
    const pieces = mergeMessageChunks(ofMode('messages'));
    const messages = withModels(messagesOf(values.at(-1)) ?? updatesOf(ofMode('updates')) ?? pieces, pieces);
    if (messages.length === 0 && values.length === 0) return undefined;
    const told = values.length > 0 ? ['values', 'messages'] : ['values', 'messages', 'updates'];
    const others = events.filter(({ mode }) => !told.includes(mode));
    const [failure] = ofMode('error');
    return buildTrace(
      readConversation({
        id:
          ofMode('metadata')
            .map((data) => textAt(data, 'run_id'))
            .find((id) => id !== null) ?? 'langgraph',
        name: 'LangGraph',
        messages,
        error: failure === undefined ? null : (textAt(failure, 'message') ?? JSON.stringify(failure)),
        extra: {
          ...(stateOf(values.at(-1)) && { state: stateOf(values.at(-1)) ?? null }),
          ...(others.length > 0 && { events: others.map(({ mode, data }) => [mode, data]) }),
        },
      }),
    );
  },
};

type StreamEvent = Readonly<{ mode: string; data: Json }>;

function eventOf(entry: Json): StreamEvent | undefined {
  const place = isList(entry) ? entry : [at(entry, 'event') ?? null, at(entry, 'data') ?? null];
  const [mode, data] = place.slice(-2);
  const isTriple = place.length === 3 && (isList(place[0]) || typeof place[0] === 'string');
  if (typeof mode !== 'string' || data === undefined || !(place.length === 2 || isTriple)) return undefined;
  // The server adds what of a message it is: `messages/partial`, and subgraphs: `values|node:…`.
  const plain = mode.split(/[/|]/)[0] ?? '';
  if (!MODES.has(plain) || mode === 'messages/metadata') return undefined;
  return { mode: plain, data: unfold(data) ?? null };
}

function messagesOf(state: Json | undefined): readonly Json[] | undefined {
  const messages = at(state, 'messages');
  return isList(messages) && messages.length > 0 ? messages : undefined;
}

/** `{ node: { messages: [] } }`: what each node added. */
function updatesOf(updates: readonly Json[]): readonly Json[] | undefined {
  const added = updates.filter(isObject).flatMap((update) =>
    Object.values(update).flatMap((change) => {
      const messages = at(change, 'messages');
      return isList(messages) ? messages : isObject(messages) ? [messages] : [];
    }),
  );
  return added.length > 0 ? added : undefined;
}

/** The state names no model; the pieces came with their metadata. */
function withModels(messages: readonly Json[], pieces: readonly JsonObject[]): readonly Json[] {
  const models = new Map(pieces.map((piece) => [idOf(piece), textAt(piece, 'model')]));
  return messages.map((message) => {
    const model = models.get(idOf(message));
    return model && isObject(message) && !('model' in message) ? { ...message, model } : message;
  });
}

const idOf = (message: Json): string | null => textAt(message, 'kwargs', 'id') ?? textAt(message, 'id');

/** What the state holds beside its messages. */
function stateOf(state: Json | undefined): JsonObject | undefined {
  if (!isObject(state)) return undefined;
  const { messages: _, ...rest } = state;
  return Object.keys(rest).length > 0 ? rest : undefined;
}
