/** A template as a row of fixed texts and holes. Every template language is brought into this form. */
export type Segment = Readonly<{ text: string }> | Readonly<{ variable: string }>;

/** Guesses at where a value ends, over the whole text, before we give up: a hostile template can't keep us. */
const MOST_GUESSES = 20_000;

/**
 * Recovers what stood in the holes of a template from a text that was rendered
 * from it; `undefined` when it can't have been, or when it took too long to tell.
 *
 * Values are taken as short as they can be, left to right. A variable that
 * stands twice has one value. Filling the holes with the result gives `rendered` again.
 */
export function align(segments: readonly Segment[], rendered: string): Readonly<Record<string, string>> | undefined {
  const row = joined(segments);
  let guesses = 0;

  // One frame for each segment that has been placed; a hole's frame can be widened when what follows does not fit.
  type Frame = Readonly<{ index: number; at: number; end: number; bound: boolean }>;
  const frames: Frame[] = [];
  const values = new Map<string, string>();
  let index = 0;
  let at = 0;

  for (;;) {
    const segment = row[index];
    if (!segment) {
      if (at === rendered.length) return Object.fromEntries(values);
    } else if ('text' in segment) {
      if (rendered.startsWith(segment.text, at)) {
        frames.push({ index, at, end: at + segment.text.length, bound: false });
        at += segment.text.length;
        index++;
        continue;
      }
    } else {
      const known = values.get(segment.variable);
      const end = known === undefined ? endOfValue(row, index, rendered, at) : at + known.length;
      if (end !== undefined && (known === undefined || rendered.startsWith(known, at))) {
        if (known === undefined) values.set(segment.variable, rendered.slice(at, end));
        frames.push({ index, at, end, bound: known === undefined });
        at = end;
        index++;
        continue;
      }
    }

    // Back to the last hole that can take more.
    for (;;) {
      const last = frames.pop();
      if (!last || ++guesses > MOST_GUESSES) return undefined;
      const hole = row[last.index];
      if (!last.bound || !hole || !('variable' in hole)) continue;
      values.delete(hole.variable);
      const end = endOfValue(row, last.index, rendered, last.at, last.end + 1);
      if (end === undefined) continue;
      values.set(hole.variable, rendered.slice(last.at, end));
      frames.push({ ...last, end });
      at = end;
      index = last.index + 1;
      break;
    }
  }
}

/** The holes filled; `undefined` when a value is missing. */
export function fill(segments: readonly Segment[], values: Readonly<Record<string, string>>): string | undefined {
  let text = '';
  for (const segment of segments) {
    const part =
      'text' in segment ? segment.text : Object.hasOwn(values, segment.variable) ? values[segment.variable] : undefined;
    if (part === undefined) return undefined;
    text += part;
  }
  return text;
}

/** The nearest place, not before `from`, where a value that begins at `start` may end. */
function endOfValue(
  row: readonly Segment[],
  index: number,
  rendered: string,
  start: number,
  from = start,
): number | undefined {
  if (from > rendered.length) return undefined;
  const next = row[index + 1];
  if (!next) return rendered.length;
  if ('variable' in next) return from;
  const end = rendered.indexOf(next.text, from);
  return end < 0 ? undefined : end;
}

/** Without empty texts, and neighbouring texts as one. */
function joined(segments: readonly Segment[]): readonly Segment[] {
  const row: Segment[] = [];
  for (const segment of segments) {
    const last = row.at(-1);
    if ('text' in segment && segment.text === '') continue;
    if (last && 'text' in last && 'text' in segment) row[row.length - 1] = { text: last.text + segment.text };
    else row.push(segment);
  }
  return row;
}
