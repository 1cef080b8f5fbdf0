import type { Call } from '../../domain/call.ts';
import type { HiddenValues } from '../../domain/redaction.ts';
import { LABEL, redactBeside } from '../text/redact.ts';
import type { RedactionRule } from '../text/redaction-rules.ts';

/** Characters in front of a label by which it is known again in the trace; the fewer where that line was reworded. */
const BEFORE = [30, 12, 4];

/** For the text of a message: the texts of a file as the trace would show them there. */
export type AsTraced = (content: string) => readonly string[];

/**
 * Texts of the repository in the labels of the trace. A prompt that holds an
 * e-mail address, or a word that its project hides, stands in the trace with a
 * label in its place; which one, is told by what stands in front of it. Only for
 * comparing and replaying: nothing that is written to a file is ever made of this.
 *
 * @returns takes texts of one file, its present one first, and what its project hides besides
 */
export function asTraced({ messages }: Call): (texts: readonly string[], hides?: readonly RedactionRule[]) => AsTraced {
  const redacted = redactBeside(messages.map(({ content }) => content));
  return (texts, hides = []) => {
    const hidden = redacted(texts, hides);
    return (content) => {
      // A trace that was read before its project hid these words shows them as they are.
      const isOlder = [...hidden.values.values()].some((value) => content.includes(value));
      const { texts: clean, values } = isOlder ? redacted(texts, []) : hidden;
      if (values.size === 0) return clean;
      const whole = clean.map((text, index) => withHoles(text, texts[index] ?? ''));
      const known = tracedLabels(whole[0] ?? '', content, values);
      return whole.map((text) => text.replace(LABEL, (label) => known.get(label) ?? label));
    };
  };
}

/** The name of a value is none itself: a hidden word in braces stays, or the template could not be filled any more. */
function withHoles(clean: string, text: string): string {
  const braced = text.match(BRACED) ?? [];
  if (clean.match(BRACED)?.length !== braced.length) return clean;
  let next = 0;
  return clean.replace(BRACED, (now) => {
    const before = braced[next++] ?? now;
    return NAMED.test(before) ? before : now;
  });
}

const BRACED = /\{{1,3}[^{}]{1,200}\}{1,3}/g;
const NAMED = /^\{+\s*[A-Za-z_][\w.]*\s*\}+$/;

/** By the file's label: the trace's, which stand there in the same order. */
function tracedLabels(file: string, content: string, values: HiddenValues): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  let from = 0;
  for (const { 0: label, 1: kind, index } of file.matchAll(LABEL)) {
    if (!values.has(label) || known.has(label)) continue;
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
