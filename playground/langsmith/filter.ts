import { latencySecondsOf, metadataOf, type RecordedRun, statusOf } from './recorded-run.ts';

export type Matches = (run: RecordedRun) => boolean;

type Value = string | number | boolean | null;
type Parsed =
  | Readonly<{ call: string; args: readonly Parsed[] }>
  | Readonly<{ value: Value }>
  | Readonly<{ name: string }>;

const TOKEN = /\s*(?:([(),[\]])|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(-?\d+(?:\.\d+)?)(?![\w-])|([A-Za-z_][\w.]*))/y;

const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Fields of a run that the language names here; others are refused. */
const FIELDS: Readonly<Record<string, (run: RecordedRun) => Value | readonly string[]>> = {
  id: ({ id }) => id,
  trace_id: ({ traceId }) => traceId,
  name: ({ name }) => name,
  run_type: ({ runType }) => runType,
  status: statusOf,
  error: ({ error }) => error,
  is_root: ({ parentId }) => parentId === null,
  start_time: ({ startTime }) => startTime,
  end_time: ({ endTime }) => endTime,
  latency: latencySecondsOf,
  tags: ({ tags }) => tags,
  metadata_key: (run) => Object.keys(metadataOf(run)),
};

const COMPARE: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  eq: (a, b) => a === b,
  neq: (a, b) => a !== b,
  gt: (a, b) => a !== null && b !== null && a > b,
  gte: (a, b) => a !== null && b !== null && a >= b,
  lt: (a, b) => a !== null && b !== null && a < b,
  lte: (a, b) => a !== null && b !== null && a <= b,
};

/**
 * The part of LangSmith's filter language that finds failed runs: and, or, not, eq, neq,
 * gt, gte, lt, lte, has, in over the fields above. `undefined` for anything else.
 * Source: https://docs.langchain.com/langsmith/trace-query-syntax#filter-query-language
 */
export function parseFilter(text: string): Matches | undefined {
  const tokens = tokensIn(text);
  if (!tokens) return undefined;
  const parsed = expression(tokens, 0);
  return parsed && parsed.next === tokens.length ? matcher(parsed.value) : undefined;
}

function tokensIn(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) return undefined;
    tokens.push(match[0].trim());
  }
  return tokens;
}

function expression(tokens: readonly string[], at: number): Readonly<{ value: Parsed; next: number }> | undefined {
  const token = tokens[at];
  if (token === undefined) return undefined;
  if (token === '[') return list(tokens, at + 1, 'list', ']');
  if (tokens[at + 1] === '(') return list(tokens, at + 2, token, ')');
  if (/^["']/.test(token)) return { value: { value: token.slice(1, -1).replace(/\\(.)/g, '$1') }, next: at + 1 };
  if (/^-?\d/.test(token)) return { value: { value: Number(token) }, next: at + 1 };
  const constant = CONSTANTS.get(token);
  if (constant !== undefined) return { value: { value: constant }, next: at + 1 };
  return /^\w/.test(token) ? { value: { name: token }, next: at + 1 } : undefined;
}

function list(
  tokens: readonly string[],
  from: number,
  call: string,
  close: string,
): Readonly<{ value: Parsed; next: number }> | undefined {
  const args: Parsed[] = [];
  let at = from;
  while (tokens[at] !== close) {
    if (args.length > 0 && tokens[at++] !== ',') return undefined;
    const arg = expression(tokens, at);
    if (!arg) return undefined;
    args.push(arg.value);
    at = arg.next;
  }
  return { value: { call, args }, next: at + 1 };
}

function matcher(parsed: Parsed): Matches | undefined {
  if (!('call' in parsed)) return undefined;
  const { call, args } = parsed;
  if (call === 'and' || call === 'or' || call === 'not') return combined(call, args);
  const [field, wanted] = args;
  const read = field && 'name' in field && Object.hasOwn(FIELDS, field.name) ? FIELDS[field.name] : undefined;
  if (!read || !wanted || args.length !== 2) return undefined;
  if (call === 'in' && 'call' in wanted && wanted.call === 'list') {
    const values = wanted.args.flatMap((arg) => ('value' in arg ? [arg.value] : []));
    return (run) => values.some((value) => value === read(run));
  }
  if (!('value' in wanted)) return undefined;
  const { value } = wanted;
  if (call === 'has') return (run) => isList(read(run)) && listOf(read(run)).includes(String(value));
  const compare = Object.hasOwn(COMPARE, call) ? COMPARE[call] : undefined;
  return compare && ((run) => compare(plain(read(run)), value));
}

function combined(call: 'and' | 'or' | 'not', args: readonly Parsed[]): Matches | undefined {
  const parts = args.map(matcher);
  const known = parts.filter((part) => part !== undefined);
  if (known.length !== parts.length || known.length === 0) return undefined;
  if (call === 'and') return (run) => known.every((matches) => matches(run));
  if (call === 'or') return (run) => known.some((matches) => matches(run));
  return (run) => !known.some((matches) => matches(run));
}

type Read = Value | readonly string[];
const isList = (value: Read): value is readonly string[] => Array.isArray(value);
const listOf = (value: Read): readonly string[] => (isList(value) ? value : []);
const plain = (value: Read): Value => (isList(value) ? value.join(',') : value);
