import type { Json, JsonObject } from './json.ts';
import type { Usage } from './trace.ts';

/** One request to a language model, rebuilt from its run, in no provider's dialect. */
export type Call = Readonly<{
  runId: string;
  model: string | null;
  /** Who was asked, as `Model.provider` names them; not there when the trace does not say. */
  provider?: string;
  messages: readonly Message[];
  tools: readonly ToolSpec[];
  /** As recorded: `{ type: 'json_schema', … }` or the like. */
  responseFormat: Json;
  /** Temperature and the like, by their recorded names. */
  parameters: JsonObject;
}>;

export type Message = Readonly<{
  role: 'system' | 'user' | 'assistant' | 'tool';
  /** Text parts joined by line breaks; what is not text is named in brackets, in a line of its own. */
  content: string;
  /** What `content` names in brackets, in that order; not there when all of it is text. */
  media?: readonly Media[];
  toolCalls: readonly ToolCall[];
  /** In a tool's message: which call it answers. */
  toolCallId: string | null;
}>;

/** A part of a message that is no text. */
export type Media = Readonly<{
  kind: 'image' | 'audio' | 'video' | 'file';
  /** `image/png`; `null` when the record does not say. */
  mediaType: string | null;
  /** Of a file, as the customer called it. */
  name: string | null;
  /** `null` when the record only tells that it was there. Base64 is without the head of a data URL. */
  source: Readonly<{ url: string }> | Readonly<{ base64: string }> | Readonly<{ fileId: string }> | null;
}>;

/** `arguments` are parsed; a string when they were no JSON. */
export type ToolCall = Readonly<{ id: string; name: string; arguments: Json }>;

/** `parameters` is a JSON Schema. */
export type ToolSpec = Readonly<{ name: string; description: string; parameters: JsonObject }>;

/** What the model said to a call, recorded or replayed. */
export type CallOutput = Readonly<{
  text: string;
  toolCalls: readonly ToolCall[];
  finish: 'stop' | 'length' | 'tool-calls' | 'refused' | 'unknown';
}>;

/** An answer as checks judge it, with what it took; `null` where nobody measured. */
export type Answer = Readonly<{ output: CallOutput; tookMs: number | null; usage: Usage | null }>;
