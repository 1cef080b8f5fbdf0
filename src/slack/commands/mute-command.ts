import { type Reply, whisper } from '../controls/reply.ts';
import { MAY_NOT_DECIDE } from '../people.ts';
import { nameOf } from '../texts/person.ts';
import type { SlackTools } from '../tools.ts';
import type { AboutCase } from './reach-case.ts';

type Tools = Pick<SlackTools, 'resume'> & Readonly<{ desk: Pick<SlackTools['desk'], 'mute' | 'unmute'> }>;

/** From now on the thread is left in peace. Errors as `Desk`. */
export async function muteCase({ id, history, who }: AboutCase, { desk, resume }: Tools): Promise<Reply> {
  if (who.standing !== 'member') return whisper(MAY_NOT_DECIDE);
  if (history.muted) return whisper(`The thread of ${id} is muted already, by ${nameOf(history.muted.by)}.`);
  await desk.mute(id, who.by);
  resume(id);
  return whisper(`The thread of ${id} is muted. To hear from me there again: /refinery unmute ${id}`);
}

/** The way back. Errors as `Desk`. */
export async function unmuteCase({ id, history, who }: AboutCase, { desk, resume }: Tools): Promise<Reply> {
  if (who.standing !== 'member') return whisper(MAY_NOT_DECIDE);
  if (!history.muted) return whisper(`The thread of ${id} is not muted.`);
  await desk.unmute(id, who.by);
  resume(id);
  return whisper(`The thread of ${id} is not muted any more. What I held back comes into it now.`);
}
