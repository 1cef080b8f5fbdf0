import type { Place } from '../../domain/discussion.ts';

/** Where a case's thread opens, in the browser or the app; `undefined` where it has none. */
export function threadLink({ team, channel, thread }: Place): string | undefined {
  return thread === null ? undefined : `https://app.slack.com/client/${team}/${channel}/thread/${channel}-${thread}`;
}
