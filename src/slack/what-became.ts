import type { History } from '../refine/case/fold.ts';
import { nameOf } from './texts/person.ts';

/** What an old button says: what became of its case, and where to look. */
export function whatBecame({ now, openYes, sending, spending }: History): string {
  switch (now.stage) {
    case 'stopped':
      return `${nameOf(now.stoppedBy)} stopped this case, so nothing more happens in it. Open a new one with /refinery.`;
    case 'forgotten':
      return `${nameOf(now.forgottenBy)} had this case forgotten. What was known of it is erased.`;
    case 'published':
      return `A fix of this case was approved and committed already, to ${now.commit.branch}. See the end of the thread.`;
    case 'rolled-back':
      return 'A fix of this case was committed and taken back again. See the end of the thread.';
    case 'approved':
      return BEING_COMMITTED;
    case 'proven':
      return openYes === undefined ? MOVED_ON : BEING_COMMITTED;
    case 'handed-over':
      return 'No fix of this case could be proved, so it was handed over. See the end of the thread.';
    default:
      if (sending) return TO_SEND;
      return spending
        ? TO_SPEND
        : 'I am working on this case right now. What I find will stand at the end of the thread.';
  }
}

const TO_SEND =
  'This case waits for somebody to say whether something may be sent to a model. That message is in the thread.';
const TO_SPEND =
  'This case waits for somebody to let it go on: what may be spent is spent. That message is in the thread.';
const MOVED_ON = 'This case has moved on. Its latest message is at the end of the thread.';
const BEING_COMMITTED = 'A fix of this case has just been approved and is being committed. See the end of the thread.';
