import type { CallOutput } from '../../domain/call.ts';
import { areSameFigure, figuresIn, identifiersIn } from '../text/words.ts';

/**
 * Whether another answer is wrong in the matter of the reported one, so that the same check can judge it: it calls the
 * same tools, and names the same figures and identifiers. "The Letter plan costs $14" is not the failure that "The
 * Atelier plan costs $29" is, however alike the questions are.
 */
export function failsAlike(reported: CallOutput, other: CallOutput): boolean {
  const [one, two] = [textOf(reported), textOf(other)];
  const tools = ({ toolCalls }: CallOutput) =>
    toolCalls
      .map(({ name }) => name)
      .toSorted()
      .join(' ');
  return tools(reported) === tools(other) && sameFigures(one, two) && sameIdentifiers(one, two);
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
