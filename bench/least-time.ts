import type { ApiCall } from '../playground/slack/human-side.ts';
import type { Stands } from './slack-process.ts';

/** https://docs.slack.dev/apis/web-api/rate-limits */
const MINUTE_S = 60;
const CHANGES_A_MINUTE = 50;
const UPLOADS_A_MINUTE = 100;
const POSTING_S = 1;

/**
 * The least time in which Slack's limits let somebody bring threads to where they stand, who has everything at hand and
 * makes no call too many: each message is posted once, with a second between two in one channel; each message that
 * was changed is changed once, fifty a minute in the whole workspace; each picture and file is uploaded once, a
 * hundred a minute. What takes longest counts. Nothing is read, and the first of a window come at once.
 *
 * @returns seconds
 */
export function leastTime(stands: readonly Stands[], calls: readonly ApiCall[]): number {
  const taken = (method: string) => calls.filter((call) => call.method === method && call.outcome === 'ok');
  const changed = new Set(taken('chat.update').map(({ given }) => `${given.channel} ${given.ts}`));
  const inOneChannel = [...Map.groupBy(stands, ({ channel }) => channel).values()].map(({ length }) => length);
  return Math.max(
    POSTING_S * (Math.max(...inOneChannel) - 1),
    atLeast(changed.size, CHANGES_A_MINUTE),
    atLeast(taken('files.completeUploadExternal').length, UPLOADS_A_MINUTE),
  );
}

/** Whole windows that pass before the last of so many calls may be made. */
const atLeast = (calls: number, aMinute: number): number => MINUTE_S * Math.floor(Math.max(0, calls - 1) / aMinute);
