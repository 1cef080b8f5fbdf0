import { align } from '../template/align.ts';
import { fixedLength, isText, type Variables } from '../template/part.ts';
import type { Row } from '../template/rows.ts';

/** With less text of its own, a line that has holes is no line to know a message by. */
const LEAST_FIXED = 8;
/** Characters beside a hole that tell where its value stands. */
const MOST_AROUND = 16;
const LEAST_AROUND = 4;

/** Of a line that says enough besides its holes to be known again, and has none at an end: there a value may go on for many lines. */
export function valuesIn({ parts }: Row, other: string): Variables | undefined {
  const isClosed = [parts[0], parts.at(-1)].every((end) => isText(end) && end.text.trim() !== '');
  if (parts.length < 2 || !isClosed || fixedLength(parts) < LEAST_FIXED) return undefined;
  return align(parts, other);
}

/**
 * Of a reworded line: what stands between the words that are still around a hole.
 * A hole at its end may have a value that goes on in the next lines, where there are more of them: then it is left out.
 */
export function valuesAround({ parts }: Row, other: string, goesOn: boolean): Variables {
  const textAt = (index: number) => {
    const part = parts[index];
    return isText(part) ? part.text : '';
  };
  const found = parts.flatMap((part, index) => {
    if (isText(part)) return [];
    const before = textAt(index - 1).slice(-MOST_AROUND);
    const after = textAt(index + 1).slice(0, MOST_AROUND);
    const isTelling = before.trim().length >= LEAST_AROUND && other.split(before).length === 2;
    const start = other.indexOf(before) + before.length;
    const end = after === '' ? (goesOn ? -1 : other.length) : other.indexOf(after, start);
    return isTelling && end >= start ? [[part.variable, other.slice(start, end)]] : [];
  });
  return Object.fromEntries(found);
}
