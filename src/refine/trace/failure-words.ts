import type { TraceLine } from '../../ports.ts';
import { spanWords } from '../text/spans.ts';

/** `isDisliked`: it ended without an error, and its answer was rated badly. */
export type Failure = TraceLine & Readonly<{ isDisliked: boolean }>;

/** So many of the newest traces are looked through for how their answers were rated. */
export const MOST_LOOKED_THROUGH = 200;

/** `ratings`: whether all traces were looked through for them, the newest alone, or none, for they could not be read. */
export type Failures = Readonly<{ lines: readonly Failure[]; ratings: 'all' | 'newest' | 'unread' }>;

/** `3 traces failed or were rated badly in the last 24 hours.` */
export function howManyFailed({ lines, ratings }: Failures, withinMs: number): string {
  const when = `in the last ${spanWords(withinMs)}`;
  const { length } = lines;
  if (length === 0) return `No trace failed ${when}${ratings === 'all' ? ', and none was rated badly' : ''}.`;
  const disliked = lines.filter(({ isDisliked }) => isDisliked).length;
  const traces = `${length} ${length === 1 ? 'trace' : 'traces'}`;
  if (disliked === 0) return `${traces} failed ${when}.`;
  if (disliked === length) return `${traces} ${length === 1 ? 'was' : 'were'} rated badly ${when}.`;
  return `${traces} failed or were rated badly ${when}.`;
}

/** What was not looked at, in a sentence; `undefined` where everything was. */
export function notLookedAt({ ratings }: Failures): string | undefined {
  if (ratings === 'all') return undefined;
  return ratings === 'newest'
    ? `Of all traces, the newest ${MOST_LOOKED_THROUGH} were looked through for ratings.`
    : 'How answers were rated could not be read just now.';
}

/** What speaks for a failure in a list: how it failed, or what was asked where the answer was no good. `null` where nothing is known. */
export function toldOf({ error, asked, isDisliked }: Failure): string | null {
  const said = asked === null ? null : questionIn(asked);
  if (!isDisliked) return error ?? said;
  return said === null ? 'Rated badly' : `Rated badly: ${said}`;
}

const TEXT = String.raw`\s*:\s*("(?:[^"\\]|\\.)*)`;
/** What a person said in a conversation, by the names that providers have for them. */
const BY_A_PERSON = new RegExp(String.raw`"(?:role|type)"\s*:\s*"(?:user|human)"\s*,\s*"content"${TEXT}`, 'gi');
/** Names under which agents are given what somebody said. */
const QUESTION = new RegExp(`"(?:question|message|input|query|prompt|text|user_input|user_message)"${TEXT}`, 'i');

/** What somebody said, in the beginning of an input that may be cut off anywhere; all of that where it is not to be told apart. */
export function questionIn(preview: string): string {
  const quoted = [...preview.matchAll(BY_A_PERSON)].at(-1)?.[1] ?? QUESTION.exec(preview)?.[1];
  try {
    return quoted === undefined ? preview : JSON.parse(`${quoted}"`).trim() || preview;
  } catch {
    return preview;
  }
}
