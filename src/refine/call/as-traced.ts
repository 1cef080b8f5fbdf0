import type { Call } from '../../domain/call.ts';
import { LABEL, redactBeside } from '../text/redact.ts';

/** Characters in front of a label by which it is known again in the trace; the fewer where that line was reworded. */
const BEFORE = [30, 12, 4];

/** For the text of a message: the texts of a file as the trace would show them there. */
export type AsTraced = (content: string) => readonly string[];

/**
 * Texts of the repository in the labels of the trace. A prompt that holds an
 * e-mail address stands in the trace with a label in its place; which one, is
 * told by what stands in front of it. Only for comparing and replaying: nothing
 * that is written to a file is ever made of this.
 *
 * @returns takes texts of one file, its present one first
 */
export function asTraced({ messages }: Call): (texts: readonly string[]) => AsTraced {
  const redacted = redactBeside(messages.map(({ content }) => content));
  return (texts) => {
    const { texts: clean, labels } = redacted(texts);
    if (labels.length === 0) return () => clean;
    return (content) => {
      const known = tracedLabels(clean[0] ?? '', content, labels);
      return clean.map((text) => text.replace(LABEL, (label) => known.get(label) ?? label));
    };
  };
}

/** By the file's label: the trace's, which stand there in the same order. */
function tracedLabels(file: string, content: string, labels: readonly string[]): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  let from = 0;
  for (const { 0: label, 1: kind, index } of file.matchAll(LABEL)) {
    if (!labels.includes(label) || known.has(label)) continue;
    const line =
      file
        .slice(0, index)
        .split(/[\n\]}]/)
        .at(-1) ?? '';
    const starts = BEFORE.map((chars) => {
      const before = line.slice(-chars);
      const at = content.indexOf(`${before}[${kind}-`, from);
      return at < 0 ? undefined : at + before.length;
    });
    const start = starts.find((found) => found !== undefined);
    const traced = start === undefined ? undefined : content.slice(start).match(LABEL)?.[0];
    if (start === undefined || traced === undefined || !content.startsWith(traced, start)) continue;
    known.set(label, traced);
    from = start + traced.length;
  }
  return known;
}
