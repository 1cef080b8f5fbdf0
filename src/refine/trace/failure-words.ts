import type { TraceLine } from '../../ports.ts';
import { spanWords } from '../text/spans.ts';

/** `3 traces failed or were rated badly in the last 24 hours.` */
export function howManyFailed(lines: readonly TraceLine[], withinMs: number): string {
  const when = `in the last ${spanWords(withinMs)}`;
  const { length } = lines;
  if (length === 0) return `No trace failed ${when}, and none was rated badly.`;
  const disliked = lines.filter(({ error }) => error === null).length;
  const traces = `${length} ${length === 1 ? 'trace' : 'traces'}`;
  if (disliked === 0) return `${traces} failed ${when}.`;
  if (disliked === length) return `${traces} ${length === 1 ? 'was' : 'were'} rated badly ${when}.`;
  return `${traces} failed or were rated badly ${when}.`;
}

/** What speaks for a failure in a list: how it failed, or what was asked where the answer was no good. `null` where nothing is known. */
export function toldOf({ error, asked }: TraceLine): string | null {
  return error ?? (asked === null ? null : `Rated badly: ${questionIn(asked)}`);
}

/** Names under which agents are given what somebody said; it may be cut off in the middle. */
const QUESTION =
  /"(?:question|message|input|query|prompt|text|content|user_input|user_message)"\s*:\s*("(?:[^"\\]|\\.)*)/i;

/** What somebody said, in the beginning of an input; all of that where it is not to be told apart. */
function questionIn(preview: string): string {
  const [, quoted] = QUESTION.exec(preview) ?? [];
  try {
    return quoted === undefined ? preview : JSON.parse(`${quoted}"`).trim() || preview;
  } catch {
    return preview;
  }
}
