import type { Call } from '../../domain/call.ts';

/** Long enough that no other text has them by chance, short enough to stand in one line of a program. */
const WORDS = 5;
const LEAST_CHARS = 22;
const MOST_CHARS = 80;
const MOST = 400;

/**
 * Stretches of a call's prompts by which the file is known that they were
 * written in: a few words each, without what a program would write in another
 * way. Spread over the whole, for a value that was filled in stands in no file.
 */
export function tellingWords({ messages }: Call): readonly string[] {
  const found = messages
    .filter(({ role }) => role === 'system' || role === 'user')
    .flatMap(({ content }) => content.split(/[\n"'`\\{}<>]|(?<=[.!?:])\s/))
    .flatMap(stretches);
  const all = [...new Set(found)];
  const step = Math.max(1, all.length / MOST);
  return Array.from({ length: Math.min(MOST, all.length) }, (_, index) => all[Math.floor(index * step)] ?? '');
}

function stretches(text: string): readonly string[] {
  const words = text.trim().split(/[ \t]+/);
  return Array.from({ length: Math.ceil(words.length / WORDS) }, (_, index) =>
    words.slice(index * WORDS, (index + 1) * WORDS).join(' '),
  ).filter((stretch) => stretch.length >= LEAST_CHARS && stretch.length <= MOST_CHARS);
}
