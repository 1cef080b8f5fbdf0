import type { CallOutput } from '../../domain/call.ts';
import { areSameFigure, contentWords, figuresIn, identifiersIn } from '../text/words.ts';

/** A question to the agent, and what it answered. */
export type Exchange = Readonly<{ asked: string; output: CallOutput }>;

/**
 * Whether another exchange, whose questions are alike, is about the matter of the reported one, so that the same check
 * can judge it. It calls the same tools, and names the same figures and identifiers: "The Letter plan costs $14" is not
 * the failure that "The Atelier plan costs $29" is. And where the reported one speaks of what people expected, so does
 * the other: who asks about the last box does not ask what is remembered of the last chat.
 */
export function failsAlike(reported: Exchange, other: Exchange, expectation: string): boolean {
  const [one, two] = [textOf(reported.output), textOf(other.output)];
  const tools = ({ output }: Exchange) =>
    output.toolCalls
      .map(({ name }) => name)
      .toSorted()
      .join(' ');
  return (
    tools(reported) === tools(other) &&
    sameFigures(one, two) &&
    sameIdentifiers(one, two) &&
    (speaksOf(expectation, other) || !speaksOf(expectation, reported))
  );
}

function speaksOf(expectation: string, { asked, output }: Exchange): boolean {
  const said = new Set(contentWords(`${asked}\n${output.text}`));
  return contentWords(expectation).some((word) => said.has(word));
}

function textOf({ text, toolCalls }: CallOutput): string {
  return [text, ...toolCalls.map(({ arguments: given }) => JSON.stringify(given))].join('\n');
}

function sameFigures(one: string, two: string): boolean {
  const [ones, twos] = [figuresIn(one), figuresIn(two)];
  const isIn = (figures: typeof ones) => (figure: (typeof ones)[number]) =>
    figures.some((other) => areSameFigure(figure, other));
  return ones.every(isIn(twos)) && twos.every(isIn(ones));
}

function sameIdentifiers(one: string, two: string): boolean {
  const [ones, twos] = [identifiersIn(one), identifiersIn(two)];
  return ones.length === twos.length && ones.every((identifier) => twos.includes(identifier));
}
