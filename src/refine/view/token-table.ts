import type { Call, CallOutput, Message } from '../../domain/call.ts';
import type { Signal } from '../../domain/triage.ts';
import type { Seen } from '../call/look-at.ts';
import { shorten } from '../text/shorten.ts';

const CHARS_A_TOKEN = 4;
const MOST_CALLS = 200;
const MOST_NAME_CHARS = 80;

/** Where the tokens of one call of a model went. Those of its parts are estimates, at four characters each. */
export type CallTokens = Readonly<{
  runId: string;
  name: string;
  model: string | null;
  /** As recorded; `null` where the trace does not say. */
  input: number | null;
  output: number | null;
  finish: CallOutput['finish'];
  instructions: number;
  conversation: number;
  toolResults: number;
  toolDescriptions: number;
  /** Of what went in, what an earlier call had been given letter for letter. */
  repeated: number;
}>;

/** The calls of a trace in order, at most 200, with what code noticed. */
export type TokenTable = Readonly<{ calls: readonly CallTokens[]; of: number; signals: readonly Signal[] }>;

export function tokenTable({ trace, calls }: Seen, signals: readonly Signal[]): TokenTable {
  const names = new Map(trace.runs.map((run) => [run.id, run]));
  const seen = new Set<string>();
  const rows: CallTokens[] = [];
  for (const [runId, { call, output, usage }] of [...calls].slice(0, MOST_CALLS)) {
    const texts = call.messages.map(({ content }) => content);
    const repeated = lengthOf(texts.filter((text) => seen.has(text)));
    for (const text of texts) seen.add(text);
    rows.push({
      runId,
      name: shorten(names.get(runId)?.name ?? '', MOST_NAME_CHARS),
      model: call.model,
      input: usage?.inputTokens ?? null,
      output: usage?.outputTokens ?? null,
      finish: output.finish,
      ...partsOf(call),
      repeated: Math.ceil(repeated / CHARS_A_TOKEN),
    });
  }
  return { calls: rows, of: calls.size, signals };
}

function partsOf({ messages, tools }: Call) {
  const of = (...roles: readonly Message['role'][]) =>
    Math.ceil(
      lengthOf(messages.filter(({ role }) => roles.includes(role)).map(({ content }) => content)) / CHARS_A_TOKEN,
    );
  return {
    instructions: of('system'),
    conversation: of('user', 'assistant'),
    toolResults: of('tool'),
    toolDescriptions: Math.ceil(JSON.stringify(tools).length / CHARS_A_TOKEN),
  };
}

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, { length }) => sum + length, 0);
