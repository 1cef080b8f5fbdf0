import { align, alignWithin } from '../template/align.ts';
import { fill } from '../template/fill.ts';
import { longestFixed, type Part, trimmed, type Variables } from '../template/part.ts';

/** How a template's rendering stands in a message: from where to where, with what in it, and whether the program trimmed it. */
export type Fit = Readonly<{ variables: Variables; trimmed: boolean; start: number; end: number }>;

/**
 * Finds what a template rendered in a message: all of it, all of it trimmed, or
 * a part of it, when the program put something in front of it or behind it:
 * documents, the date, the history, another prompt.
 */
export function fitTemplate(parts: readonly Part[], content: string): Fit | undefined {
  if (!content.includes(longestFixed(trimmed(parts)))) return undefined;
  return candidates(parts, content).find((fit) => rendering(parts, fit) === content.slice(fit.start, fit.end));
}

/** What the program would have sent in the place of a fit, from another template; `undefined` when that asks for more than is known. */
export function rendering(parts: readonly Part[], fit: Pick<Fit, 'variables' | 'trimmed'>): string | undefined {
  if (!fit.trimmed) return fill(parts, fit.variables);
  return fill(trimmed(parts), fit.variables)?.trimEnd();
}

function candidates(parts: readonly Part[], content: string): readonly Fit[] {
  const whole = align(parts, content);
  if (whole) return [{ variables: whole, trimmed: false, start: 0, end: content.length }];

  const bare = trimmed(parts);
  const end = content.length;
  // A part that is repeated, or left out, may have ended in white space that was trimmed.
  for (const padding of 'text' in (bare.at(-1) ?? { text: '' }) ? [''] : ['', '\n', '\n\n']) {
    const variables = content.trim() === content ? align(bare, content + padding) : undefined;
    if (variables) return [{ variables, trimmed: true, start: 0, end }];
  }
  const within = alignWithin(bare, content);
  return within ? [{ ...within, trimmed: true }] : [];
}
