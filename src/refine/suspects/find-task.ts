import type { Run, Trace } from '../../domain/trace.ts';
import { type Shown, showJson } from '../view/show-json.ts';

const ASKED_AS =
  /(?:^|[._])(?:question|task|query|input|prompt|message|request|goal|instruction|problem|problem_statement)s?$/i;
const CONTENT = /(?:^|\.)(?:content|text)$/;
const SHORTEST_TASK = 8;

/**
 * What the user asked for, as the outermost run that was told says: its user
 * messages, or the field that is named for a question. `undefined` when no run tells.
 */
export function findTask({ runs }: Trace): string | undefined {
  for (const run of runs) {
    const asked = askedIn(run);
    if (asked !== undefined && asked.length >= SHORTEST_TASK) return asked;
  }
  return undefined;
}

function askedIn({ inputs }: Run): string | undefined {
  const shown = showJson(inputs);
  const spoken = spokenByUser(shown);
  if (spoken.length > 0) return spoken.join('\n');
  return shown.find(({ path }) => ASKED_AS.test(path))?.text.trim();
}

/** Texts beside a `role` (or `type`) that is the user's. */
function spokenByUser(shown: readonly Shown[]): readonly string[] {
  const users = shown
    .filter(({ path, text }) => /(?:^|\.)(?:role|type)$/.test(path) && /^(?:user|human)$/i.test(text))
    .map(({ path }) => path.replace(/(?:role|type)$/, ''));
  return shown
    .filter(({ path }) => CONTENT.test(path) && users.some((user) => path.startsWith(user)))
    .map(({ text }) => text.trim());
}
