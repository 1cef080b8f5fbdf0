import type { CaseId } from '../../domain/case.ts';
import type { Exchange } from '../../domain/exchange.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { durationWords } from '../picture/duration-words.ts';
import { fenced } from '../text/fenced.ts';
import { printable } from '../text/printable.ts';
import { shorten } from '../text/shorten.ts';
import { writeOutUnseen } from '../text/unseen.ts';
import type { History } from './fold.ts';

/** A shorter text is repeated rather than pointed at. */
const WORTH_POINTING = 400;

/** When a model answered, as far as the facts say; also where its answer was of no use. */
function answeredAtMs({ facts }: History): readonly number[] {
  return facts.flatMap(({ body }) => {
    const isModel = 'answerer' in body && body.answerer.model !== 'rules';
    const wasUnusable = body.kind === 'failed' && body.error === 'answer-unusable';
    return isModel || wasUnusable ? [body.atMs] : [];
  });
}

/** Whether there was ever something to show. */
export const hasAskedModel = (history: History): boolean => answeredAtMs(history).length > 0;

/** Why there is nothing to show. */
export function nothingSeenWords(history: History): string {
  return hasAskedModel(history)
    ? `What the model saw of ${history.now.id} is kept for a week, and is gone by now. What it found stands in the case.`
    : `No model was asked about ${history.now.id}: the analyst answered by rules, or has not answered yet.`;
}

/**
 * What models were sent for a case and what they said, as one Markdown file. Every text is there in full once; where it was
 * sent again, that is said. What nobody would see in it is written out: `⟨U+200B⟩`.
 *
 * @param exchanges the oldest first, at least one
 * @param mostChars behind which no further call is shown; the first always is
 * @param all of the case, where some of them alone are shown
 */
export function exchangesText(
  history: History,
  exchanges: readonly Exchange[],
  mostChars: number,
  all: readonly Exchange[] = exchanges,
): string {
  const shown = new Map<string, string>();
  const parts: string[] = [topOf(history, all)];
  let chars = 0;
  for (const [index, exchange] of exchanges.entries()) {
    if (index > 0 && chars > mostChars) {
      parts.push(leftOutWords(exchanges.length - index, history.now.id));
      break;
    }
    const part = exchangeText(exchange, index + 1, shown, history);
    chars += part.length;
    parts.push(part);
  }
  return `${parts.join('\n\n')}\n`;
}

function topOf(history: History, [first]: readonly Exchange[]): string {
  const isCut = answeredAtMs(history).some((atMs) => first !== undefined && atMs < first.atMs);
  return [
    `# ${history.now.id}: what the model saw`,
    ABOUT,
    ...(isCut ? ['What was asked before the first of these is gone: it is kept for a week.'] : []),
  ].join('\n\n');
}

const ABOUT =
  'Every call of the analyst’s model for this case with its raw answer, the oldest first, word for word as it went. Labels ' +
  'such as [email-1] stand where something private stood; signs that nobody would see are written out, such as ⟨U+200B⟩. ' +
  'Replays of the agent’s own call, and what a judge was asked about them, are not in it.';

const leftOutWords = (count: number, id: CaseId): string =>
  `${count} more ${count === 1 ? 'call is' : 'calls are'} left out, or this file would be too large. On a terminal, all are shown: saw ${id}`;

function exchangeText(exchange: Exchange, number: number, shown: Map<string, string>, { now }: History): string {
  const fields = Object.entries(exchange.request);
  const section = (title: string, text: string, language: string) => {
    const before = shown.get(text);
    if (before !== undefined && text.length >= WORTH_POINTING) return [`### ${title}`, `The same text as ${before}.`];
    shown.set(text, `“${title}” of ${number}`);
    return [`### ${title}`, fenced(revealed(text), language)];
  };
  return [
    `## ${number}. ${exchange.question}`,
    [...aboutCall(exchange, now.openedAtMs), ...fields.flatMap(([key, value]) => shortValue(key, value))].join('\n'),
    ...fields.flatMap(([key, value]) => longValue(value).flatMap(({ text, as }) => section(key, text, as))),
    ...(exchange.reply ? section('answer', exchange.reply.text, 'json') : ['### answer', 'Nothing came back.']),
  ].join('\n\n');
}

function aboutCall({ atMs, tookMs, asked, promptVersion, reply }: Exchange, openedAtMs: number): readonly string[] {
  const answered = reply && reply.model !== asked ? `, answered by ${named(reply.model)}` : '';
  const tokens = reply && tokensWords(reply.usage);
  return [
    `- sent: ${new Date(atMs).toISOString()}, took ${durationWords(tookMs)}`,
    `- asked: ${named(asked)}${answered}`,
    `- prompt: ${named(promptVersion)}`,
    ...(tokens ? [`- tokens: ${tokens}`] : []),
    ...(reply?.finish ? [`- ended: ${ENDED[reply.finish]}`] : []),
    ...(atMs < openedAtMs ? ['- for an earlier case, which asked the very same; its answer was taken'] : []),
  ];
}

const ENDED = { length: 'cut off', refused: 'the model refused' } as const;

function tokensWords({
  inputTokens,
  outputTokens,
  cachedInputTokens,
}: NonNullable<Exchange['reply']>['usage']): string {
  const known =
    cachedInputTokens === undefined ? '' : ` (${cachedInputTokens.toLocaleString('en')} of them read before)`;
  return `${inputTokens.toLocaleString('en')} in${known}, ${outputTokens.toLocaleString('en')} out`;
}

/** Numbers and single words. Any other text is fenced, however short: it may be another's. */
const isShort = (value: Json): boolean =>
  typeof value === 'string' ? /^[\w.-]{1,60}$/.test(value) : typeof value !== 'object' || value === null;

function shortValue(key: string, value: Json): readonly string[] {
  return isShort(value) ? [`- ${key}: ${String(value)}`] : [];
}

/** A text, one that has things said about it, or whatever else a request may have. */
function longValue(value: Json): readonly Readonly<{ text: string; as: 'text' | 'json' }>[] {
  if (isShort(value)) return [];
  if (typeof value === 'string') return [{ text: value, as: 'text' }];
  if (isText(value)) return [{ text: value.text, as: 'text' }];
  return [{ text: JSON.stringify(value, null, 2), as: 'json' }];
}

function isText(value: Json): value is JsonObject & Readonly<{ text: string }> {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';
}

const revealed = (text: string): string => printable(writeOutUnseen(text));

/** On one line, and nothing that a reader of Markdown would follow or load. */
const named = (name: string): string => `\`${shorten(revealed(name)).replaceAll('`', 'ˋ')}\``;
