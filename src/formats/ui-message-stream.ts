import type { Json, JsonObject } from '../domain/json.ts';
import type { Run } from '../domain/trace.ts';
import { BLANK_RUN } from '../refine/trace/blank-run.ts';
import { buildTrace } from '../refine/trace/build-trace.ts';
import { at, isList, isObject, textAt, unfold } from '../refine/trace/look-into-json.ts';
import { readUsage } from '../refine/trace/read-usage.ts';
import { orderOf } from '../refine/trace/root-over.ts';
import type { TraceFormat } from './format.ts';

const PIECE =
  /^(?:start|finish|abort|error|start-step|finish-step|message-metadata|source-url|source-document|file|(?:text|reasoning)-(?:start|delta|end)|tool-(?:input|output)-[\w-]+|tool-approval-request|data-.+)$/;
/** Only the stream has these; `start` and `error` alone mean little. */
const TELLING = /^(?:start-step|(?:text|reasoning)-delta|tool-(?:input|output)-)/;

/**
 * What the Vercel AI SDK streams to a browser: pieces of text, thoughts and tool
 * calls, step by step. Each step is one answer of the model; what it was asked is
 * not in the stream.
 *
 * https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol
 */
export const uiMessageStream: TraceFormat = {
  name: 'ui-message-stream',
  read(document) {
    const pieces = (isList(document) ? document : []).map((entry) => dataOf(entry)).filter(isObject);
    const known = pieces.filter((piece) => PIECE.test(textAt(piece, 'type') ?? ''));
    if (known.length * 2 < pieces.length || !known.some((piece) => TELLING.test(textAt(piece, 'type') ?? '')))
      return undefined;
    return buildTrace(readStream(known).map((run, rank) => ({ run, traceId: null, order: orderOf(rank) })));
  },
};

/** Server-sent events have the piece in `data`. */
const dataOf = (entry: Json): Json =>
  isObject(at(entry, 'data')) && textAt(entry, 'type') === null ? (at(entry, 'data') ?? null) : entry;

type Step = Readonly<{ texts: Map<string, string[]>; thoughts: string[]; others: JsonObject[] }>;
type ToolUse = {
  name: string;
  input: Json;
  pieces: string[];
  output: Json | undefined;
  error: string | null;
  step: number;
};

const ROOT = 'stream';
const BLANK = { ...BLANK_RUN, parentId: ROOT, status: 'ok' } as const;

function readStream(pieces: readonly JsonObject[]): readonly Run[] {
  const steps: Step[] = [];
  const tools = new Map<string, ToolUse>();
  const about: JsonObject[] = [];
  const errors: string[] = [];
  const step = () => steps.at(-1) ?? open(steps);
  for (const piece of pieces) {
    const type = textAt(piece, 'type') ?? '';
    if (type === 'start-step') open(steps);
    else if (type === 'text-delta')
      append(step().texts, textAt(piece, 'id') ?? '', textAt(piece, 'delta') ?? textAt(piece, 'textDelta') ?? '');
    else if (type === 'reasoning-delta') step().thoughts.push(textAt(piece, 'delta') ?? '');
    else if (type.startsWith('tool-')) readTool(piece, type, tools, () => step() && steps.length - 1);
    else if (type === 'error') errors.push(textAt(piece, 'errorText') ?? 'error');
    else if (/^(?:data-|file|source-)/.test(type)) step().others.push(piece);
    else if (/^(?:start|finish|abort|message-metadata)$/.test(type) && Object.keys(piece).length > 1) about.push(piece);
  }
  return assemble(steps, tools, about, errors);
}

function open(steps: Step[]): Step {
  const step: Step = { texts: new Map(), thoughts: [], others: [] };
  steps.push(step);
  return step;
}

function append(texts: Map<string, string[]>, id: string, text: string): void {
  const before = texts.get(id);
  if (before) before.push(text);
  else texts.set(id, [text]);
}

function readTool(piece: JsonObject, type: string, tools: Map<string, ToolUse>, stepNow: () => number): void {
  const id = textAt(piece, 'toolCallId');
  if (id === null) return;
  const known = tools.get(id);
  const name = textAt(piece, 'toolName') ?? known?.name ?? 'tool';
  const tool = known ?? { name, input: null, pieces: [], output: undefined, error: null, step: stepNow() };
  tools.set(id, tool);
  tool.name = name;
  if (type === 'tool-input-delta') tool.pieces.push(textAt(piece, 'inputTextDelta') ?? '');
  if (piece.input !== undefined) tool.input = piece.input;
  if (piece.output !== undefined) tool.output = piece.output;
  const error = textAt(piece, 'errorText') ?? (type === 'tool-output-denied' ? 'denied' : null);
  if (error !== null) tool.error = error;
}

function assemble(
  steps: readonly Step[],
  tools: ReadonlyMap<string, ToolUse>,
  about: readonly JsonObject[],
  errors: readonly string[],
): readonly Run[] {
  const byStep = Map.groupBy(tools, ([, tool]) => tool.step);
  const runs = steps.flatMap((step, rank) => {
    const used = byStep.get(rank) ?? [];
    const isEmpty = step.texts.size + step.thoughts.length + step.others.length + used.length === 0;
    return isEmpty ? [] : [answerOf(step, rank, used), ...used.map(([id, tool]) => toolRun(id, tool))];
  });
  const said = runs.findLast(({ kind }) => kind === 'llm');
  const metadata = about.map((piece) => at(piece, 'messageMetadata')).filter(isObject);
  const root: Run = {
    ...BLANK,
    id: ROOT,
    parentId: null,
    name: 'UI message stream',
    kind: 'chain',
    status: errors.length > 0 ? 'error' : 'unknown',
    inputs: null,
    outputs: said?.outputs ?? null,
    error: errors.length > 0 ? errors.join('\n') : null,
    usage: readUsage(metadata.flatMap((told) => [told.usage, told.totalUsage])),
    extra: { ...(about.length > 0 && { pieces: about }) },
  };
  return [root, ...runs];
}

function answerOf(step: Step, rank: number, used: readonly (readonly [string, ToolUse])[]): Run {
  const texts = [...step.texts.values()].map((pieces) => pieces.join(''));
  const calls = used.map(([toolCallId, tool]) => ({ toolCallId, toolName: tool.name, input: inputOf(tool) }));
  return {
    ...BLANK,
    id: `step-${rank}`,
    name: 'assistant',
    kind: 'llm',
    inputs: null,
    outputs: {
      messages: [{ role: 'assistant', content: texts.join('\n'), ...(calls.length > 0 && { toolCalls: calls }) }],
    },
    extra: {
      ...(step.thoughts.length > 0 && { reasoning: step.thoughts.join('') }),
      ...(step.others.length > 0 && { pieces: step.others }),
    },
  };
}

function toolRun(id: string, tool: ToolUse): Run {
  const { name, output, error } = tool;
  return {
    ...BLANK,
    id,
    name,
    kind: 'tool',
    status: error !== null ? 'error' : output === undefined ? 'unknown' : 'ok',
    inputs: inputOf(tool),
    outputs: output ?? null,
    error,
  };
}

/** Cut short, only the pieces of the input are there. */
const inputOf = ({ input, pieces }: ToolUse): Json => input ?? unfold(pieces.join('')) ?? null;
