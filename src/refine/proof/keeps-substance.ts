import type { CallOutput, ToolCall } from '../../domain/call.ts';
import type { Json } from '../../domain/json.ts';
import { canonicalJson } from '../case/canonical-json.ts';
import {
  areSameFigure,
  contentWords,
  figuresIn,
  identifiersIn,
  inDigits,
  isNegated,
  sentencesOf,
} from '../text/words.ts';

/** Another wording leaves out a word and says another; an answer to something else leaves out most of them. */
const KEPT_WORDS = 0.5;
/** Fewer words are a name or a code, which has no other wording. */
const FREE_TEXT_WORDS = 4;
/** An answer is read so far; what a customer does not scroll to is no substance. */
const READ_CHARS = 20_000;

/**
 * Whether an answer still says what a recorded one said, as far as code can tell: the same tools with the same
 * values; every figure and identifier; yes where it said yes and no where it said no; and at least half of the words
 * that carry the meaning. What it says besides is free. Wording, order and tone are free, too.
 *
 * It reads words, not meaning: an answer that says the same in words of its own only can count as lost. That is why
 * a call that already loses the substance when it is replayed without a change is left out of the count.
 */
export function keepsSubstance(recorded: CallOutput, answer: CallOutput): boolean {
  if (answer.finish === 'refused' && recorded.finish !== 'refused') return false;
  if (recorded.toolCalls.length > 0 || answer.toolCalls.length > 0)
    return callsTheSame(recorded.toolCalls, answer.toolCalls);
  return saysTheSame(recorded.text.slice(0, READ_CHARS), answer.text.slice(0, READ_CHARS));
}

/** Each tool as often as before, in any order: models call tools side by side. */
function callsTheSame(before: readonly ToolCall[], after: readonly ToolCall[]): boolean {
  if (before.length !== after.length) return false;
  const left = [...after];
  return before.every(({ name, arguments: given }) => {
    const at = left.findIndex((call) => call.name === name && areSameValues(given, call.arguments));
    if (at < 0) return false;
    left.splice(at, 1);
    return true;
  });
}

function areSameValues(before: Json, after: Json): boolean {
  if (typeof before === 'string' && typeof after === 'string') {
    const isFreeText = before.split(/\s+/).length >= FREE_TEXT_WORDS;
    return isFreeText ? saysTheSame(before, after) : plain(before) === plain(after);
  }
  if (!isObject(before) || !isObject(after)) return canonicalJson(before) === canonicalJson(after);
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  // A value that is left out and one that is null are the same to a tool.
  return [...names].every((name) => areSameValues(before[name] ?? null, after[name] ?? null));
}

function saysTheSame(before: string, after: string): boolean {
  if (before.trim() === '') return after.trim() === '';
  return keepsFigures(before, after) && keepsWords(before, after) && keepsYesAndNo(before, after);
}

function keepsFigures(before: string, after: string): boolean {
  const given = figuresIn(inDigits(after));
  const named = identifiersIn(after).map(plain);
  return (
    figuresIn(before).every((figure) => given.some((other) => areSameFigure(figure, other))) &&
    identifiersIn(before).every((identifier) => named.includes(plain(identifier)))
  );
}

function keepsWords(before: string, after: string): boolean {
  const words = contentWords(before);
  const said = new Set(contentWords(after));
  if (words.length === 0) return plain(before) === plain(after) || said.size > 0;
  return words.filter((word) => said.has(word)).length >= words.length * KEPT_WORDS;
}

/** A sentence is held against the one that shares most of its words, where one shares half of them. */
function keepsYesAndNo(before: string, after: string): boolean {
  const answers = sentencesOf(after).map((text) => ({ text, words: new Set(contentWords(text)) }));
  return sentencesOf(before).every((sentence) => {
    const words = contentWords(sentence);
    if (words.length === 0) return isNegated(sentence) === isNegated(after) || answers.length > 1;
    const shared = (said: ReadonlySet<string>) => words.filter((word) => said.has(word)).length;
    const most = Math.max(0, ...answers.map(({ words: said }) => shared(said)));
    if (most < words.length * KEPT_WORDS) return true;
    const closest = answers.filter(({ words: said }) => shared(said) === most);
    return closest.some(({ text }) => isNegated(text) === isNegated(sentence));
  });
}

const plain = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s.!?,;:]+$/, '');

const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
