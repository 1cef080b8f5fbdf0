import { fixedLength, type Language } from './locate-prompt.ts';

/** With less text of its own, a line that has holes is no line to know a message by. */
const LEAST_FIXED = 8;
/** Characters beside a hole that tell where its value stands. */
const MOST_AROUND = 16;
const LEAST_AROUND = 4;

/** Of a line that says enough besides its holes to be known again, and has none at an end: there a value may go on for many lines. */
export function valuesIn(
  line: string,
  other: string,
  language: Language,
): Readonly<Record<string, string>> | undefined {
  const segments = language.segments(line) ?? [];
  const isClosed = [segments[0], segments.at(-1)].every((end) => end && 'text' in end && end.text.trim() !== '');
  if (segments.length < 2 || !isClosed || fixedLength(segments) < LEAST_FIXED) return undefined;
  return language.align(line, other);
}

/**
 * Of a reworded line: what stands between the words that are still around a hole.
 * A hole at its end may have a value that goes on in the next lines, where there are more of them: then it is left out.
 */
export function valuesAround(
  line: string,
  other: string,
  goesOn: boolean,
  language: Language,
): Readonly<Record<string, string>> {
  const segments = language.segments(line) ?? [];
  const textAt = (index: number) => {
    const segment = segments[index];
    return segment && 'text' in segment ? segment.text : '';
  };
  const found = segments.flatMap((segment, index) => {
    if (!('variable' in segment)) return [];
    const before = textAt(index - 1).slice(-MOST_AROUND);
    const after = textAt(index + 1).slice(0, MOST_AROUND);
    const isTelling = before.trim().length >= LEAST_AROUND && other.split(before).length === 2;
    const start = other.indexOf(before) + before.length;
    const end = after === '' ? (goesOn ? -1 : other.length) : other.indexOf(after, start);
    return isTelling && end >= start ? [[segment.variable, other.slice(start, end)]] : [];
  });
  return Object.fromEntries(found);
}
