import type { Json, JsonObject } from '../../domain/json.ts';
import { at, isList, isObject, listAt, textAt } from './look-into-json.ts';

/**
 * LangChain streams a message in chunks of one id, each with metadata beside it:
 * `[chunk, { langgraph_node, ls_model_name }]`. Puts them together, in the order of
 * their first chunks. Lists of whole messages (LangGraph's server) count as they are,
 * the last of an id.
 */
export function mergeMessageChunks(entries: readonly Json[]): readonly JsonObject[] {
  const merged = new Map<string, { first: JsonObject; texts: string[]; calls: Json[]; model: string | null }>();
  for (const [rank, entry] of entries.entries()) {
    const isPair = isList(entry) && entry.length === 2 && isObject(entry[1]) && 'langgraph_node' in entry[1];
    const metadata = isPair ? entry[1] : null;
    for (const message of isPair ? [entry[0] ?? null] : isList(entry) ? entry : [entry]) {
      if (!isObject(message)) continue;
      const body = bodyOf(message);
      const id = textAt(body, 'id') ?? `chunk-${rank}`;
      const known = merged.get(id);
      const isChunk = /chunk/i.test(String(listAt(message, 'id').at(-1) ?? textAt(message, 'type') ?? ''));
      if (!known || !isChunk) {
        merged.set(id, {
          first: message,
          texts: textsOf(body),
          calls: callsOf(body),
          model: textAt(metadata, 'ls_model_name'),
        });
        continue;
      }
      known.texts.push(...textsOf(body));
      known.calls.push(...callsOf(body));
    }
  }
  return [...merged.values()].map(({ first, texts, calls, model }) => {
    const body = {
      ...bodyOf(first),
      ...(texts.length > 0 && { content: texts.join('') }),
      ...(calls.length > 0 && { tool_calls: joinCalls(calls) }),
    };
    const whole = 'kwargs' in first ? { ...first, kwargs: body } : body;
    return model === null ? whole : { ...whole, model };
  });
}

const bodyOf = (message: JsonObject): JsonObject => (isObject(message.kwargs) ? message.kwargs : message);

function textsOf(body: JsonObject): string[] {
  const { content } = body;
  if (typeof content === 'string') return content === '' ? [] : [content];
  return listAt({ content: content ?? null }, 'content').flatMap((part) =>
    textAt(part, 'type') === 'text' ? (textAt(part, 'text') ?? []) : [],
  );
}

function callsOf(body: JsonObject): Json[] {
  const chunks = listAt(body, 'tool_call_chunks');
  return chunks.length > 0 ? [...chunks] : [...listAt(body, 'tool_calls')];
}

/** The pieces of a call follow its first, which alone has a name. */
function joinCalls(pieces: readonly Json[]): readonly Json[] {
  const calls: { id: string | null; name: string; pieces: string[]; args: Json }[] = [];
  const ids = new Set<string>();
  for (const piece of pieces) {
    const id = textAt(piece, 'id');
    const name = textAt(piece, 'name');
    const args = at(piece, 'args') ?? null;
    if (name !== null && (id === null || !ids.has(id))) calls.push({ id, name, pieces: [], args: null });
    if (id !== null) ids.add(id);
    const call = calls.at(-1);
    if (typeof args === 'string') call?.pieces.push(args);
    else if (call && isObject(args) && Object.keys(args).length > 0) call.args = args;
  }
  return calls.map(({ id, name, pieces: parts, args }) => ({ id, name, args: args ?? parts.join('') }));
}
