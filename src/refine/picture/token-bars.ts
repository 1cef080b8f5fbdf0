import type { Call, Message } from '../../domain/call.ts';
import type { TokenBars, TokenPart, TokenRow } from '../../domain/picture.ts';
import type { Seen } from '../call/look-at.ts';
import { printable } from '../text/printable.ts';
import { shorten } from '../text/shorten.ts';
import { runNamesOf } from '../trace/run-names.ts';
import { tokenWords } from './token-words.ts';

const MOST_CALLS = 12;
const MOST_MESSAGES = 8;
const MOST_NAME_CHARS = 120;
const MOST_ALT_CHARS = 1_000;
/** English prose; where the trace says what a call took, only how that is parted is estimated. */
const CHARS_A_TOKEN = 4;

type Part = TokenRow['parts'][number];
type Sent = Readonly<{ part: TokenPart; what: string; text: string; tokens: number }>;
type CallUse = Readonly<{
  name: string;
  model: string | null;
  sent: readonly Sent[];
  answer: number;
  isMeasured: boolean;
}>;

/**
 * Where the tokens of a trace went: what each call of a model was sent and answered, and which messages were sent again
 * and again. Time grows with the text of all calls.
 */
export function tokenBarsOf({ trace, calls }: Pick<Seen, 'trace' | 'calls'>): TokenBars {
  const names = runNamesOf(trace);
  const uses = [...calls].map(([runId, { call, output, usage }]): CallUse => {
    const sent = sentIn(call);
    const guessed = sum(sent);
    const scale = usage && guessed > 0 ? usage.inputTokens / guessed : 1;
    return {
      name: names.get(runId)?.name ?? runId,
      model: call.model,
      sent: sent.map((one) => ({ ...one, tokens: one.tokens * scale })),
      answer: usage?.outputTokens ?? tokensIn(output.text),
      isMeasured: usage !== null,
    };
  });
  const models = new Set(uses.map(({ model }) => model));
  const [only = null] = models.size === 1 ? models : [];
  const byCall = uses.map((use) => rowOfCall(only === null ? use : { ...use, model: null }));
  const messages = rowsOfMessages(uses);
  const input = Math.round(uses.reduce((all, { sent }) => all + sum(sent), 0));
  const output = Math.round(uses.reduce((all, { answer }) => all + answer, 0));
  const guessed = uses.filter(({ isMeasured }) => !isMeasured).length;
  const about = [
    `${uses.length.toLocaleString('en')} ${uses.length === 1 ? 'call' : 'calls'} of a model`,
    ...(uses.length === 0 ? [] : [`${tokenWords(input)} in`, `${tokenWords(output)} out`]),
    ...(only === null ? [] : [shorten(only, MOST_NAME_CHARS)]),
  ].join(' · ');
  const groups = [
    { name: 'By run', rows: foldRows(byCall, MOST_CALLS, 'more runs') },
    { name: 'By message', rows: foldRows(messages, MOST_MESSAGES, 'more messages') },
  ].filter(({ rows }) => rows.length > 0);
  return {
    kind: 'token-bars',
    title: 'Where the tokens went',
    about,
    groups,
    note: noteOn(guessed, uses.length),
    alt: altOf(about, byCall, messages),
  };
}

export const totalOf = ({ parts }: Pick<TokenRow, 'parts'>): number => sum(parts);

const sum = (parts: readonly Readonly<{ tokens: number }>[]): number =>
  parts.reduce((all, { tokens }) => all + tokens, 0);

const tokensIn = (text: string): number => Math.ceil(text.length / CHARS_A_TOKEN);

const PART_OF: Readonly<Record<Message['role'], TokenPart>> = {
  system: 'instructions',
  user: 'conversation',
  assistant: 'conversation',
  tool: 'results',
};
const WHO = {
  system: 'instructions',
  user: 'from a person',
  assistant: 'from the model',
  tool: 'from a tool',
} as const;

function sentIn({ messages, tools }: Call): readonly Sent[] {
  const sent = messages.map(({ role, content, toolCalls }): Sent => {
    const text =
      toolCalls.length === 0
        ? content
        : `${content} ${JSON.stringify(toolCalls.map(({ name, arguments: given }) => [name, given]))}`;
    return { part: PART_OF[role], what: WHO[role], text, tokens: tokensIn(text) };
  });
  if (tools.length === 0) return sent;
  const text = JSON.stringify(tools);
  const named = tools.map(({ name }) => name).join(', ');
  return [...sent, { part: 'tools', what: 'tool descriptions', text: named, tokens: tokensIn(text) }];
}

const ORDER: readonly TokenPart[] = ['instructions', 'tools', 'conversation', 'results', 'answer'];

function rowOfCall({ name, model, sent, answer }: CallUse): TokenRow {
  const all: readonly Part[] = [...sent, { part: 'answer', tokens: answer }];
  const parts = ORDER.map((part) => ({ part, tokens: Math.round(sum(all.filter((one) => one.part === part))) }));
  return {
    name: shorten(name, MOST_NAME_CHARS),
    detail: model === null ? null : shorten(model, MOST_NAME_CHARS),
    folded: false,
    parts: parts.filter(({ tokens }) => tokens > 0),
  };
}

/** The same text, sent with several calls, is one row: what takes most of all comes first. */
function rowsOfMessages(uses: readonly CallUse[]): readonly TokenRow[] {
  const alike = Map.groupBy(
    uses.flatMap(({ sent }) => sent).filter(({ tokens }) => tokens > 0),
    ({ what, text }) => `${what} ${text}`,
  );
  return [...alike.values()]
    .map((same): TokenRow => {
      const { part = 'conversation', what = '', text = '' } = same[0] ?? {};
      return {
        name: shorten(text.slice(0, 2 * MOST_NAME_CHARS), MOST_NAME_CHARS),
        detail: same.length === 1 ? what : `${what}, sent ${same.length.toLocaleString('en')} times`,
        folded: false,
        parts: [{ part, tokens: Math.round(sum(same)) }],
      };
    })
    .toSorted((one, other) => totalOf(other) - totalOf(one));
}

/** The largest, in their order, and what the others take together. A single row is no shorter folded. */
function foldRows(rows: readonly TokenRow[], most: number, others: string): readonly TokenRow[] {
  if (rows.length <= most + 1) return rows;
  const largest = new Set(rows.toSorted((one, other) => totalOf(other) - totalOf(one)).slice(0, most));
  const rest = rows.filter((row) => !largest.has(row));
  const parts = ORDER.map((part) => ({
    part,
    tokens: sum(rest.flatMap((row) => row.parts).filter((one) => one.part === part)),
  })).filter(({ tokens }) => tokens > 0);
  const folded = { name: `… ${rest.length.toLocaleString('en')} ${others}`, detail: null, folded: true, parts };
  return [...rows.filter((row) => largest.has(row)), folded];
}

function noteOn(guessed: number, calls: number): string | null {
  if (calls === 0) return 'This trace has no call of a model that I can read.';
  if (guessed === 0) return 'How a call divides is estimated; its total is what the trace says.';
  return guessed === calls
    ? 'The trace does not say what its calls took: all is estimated.'
    : `The trace does not say what ${guessed === 1 ? 'one of the calls' : `${guessed.toLocaleString('en')} of the calls`} took: that is estimated.`;
}

function altOf(about: string, calls: readonly TokenRow[], messages: readonly TokenRow[]): string {
  const listed = (rows: readonly TokenRow[]) =>
    rows
      .toSorted((one, other) => totalOf(other) - totalOf(one))
      .slice(0, 3)
      .map((row, index) => {
        const detail = row.detail === null ? '' : `, ${row.detail}`;
        return `${index + 1}. ${shorten(row.name, 60)}${detail}: ${tokenWords(totalOf(row))}`;
      })
      .join('; ');
  const sentences = [
    `Where the tokens went: ${about.replaceAll(' · ', ', ')}.`,
    ...(calls.length === 0 ? [] : [`Most took the runs ${listed(calls)}.`]),
    ...(messages.length === 0 ? [] : [`The largest messages: ${listed(messages)}.`]),
  ];
  return shorten(printable(sentences.join(' ')), MOST_ALT_CHARS);
}
