import type { FactBody } from '../../domain/fact.ts';
import { REPLY } from './chapters.ts';
import type { History } from './fold.ts';

type Kind = FactBody['kind'];

/** Somebody decided: what comes of that is shown, in a muted thread, too. */
const DECISIONS: ReadonlySet<Kind> = new Set<Kind>([
  'objected',
  'started-again',
  'cap-raised',
  'check-changed',
  'replays-asked',
  'fix-reworded',
  'sending-agreed',
  'spending-agreed',
  'reply-agreed',
  'offered',
  'said-yes',
  'roll-back-asked',
  'stopped',
  'forgotten',
]);
/** What came of a decision, also of one before the thread was muted. */
const OUTCOMES: ReadonlySet<Kind> = new Set<Kind>(['yes-refused', 'published', 'roll-back-refused', 'rolled-back']);
/** What nobody decided: answers, and news of what was committed. */
const TALK: ReadonlySet<Kind> = new Set<Kind>(['replied', 'reply-held', 'ci-seen', 'pull-request-seen', 'watch-ended']);

/**
 * What a muted thread does not show, by `seq`: everything since that no decision of a person led to. What stands already
 * is kept true all the same, for an edit notifies nobody; and whoever unmutes the thread finds all of it there, in its order.
 */
export function heldBack({ facts, muted }: Pick<History, 'facts' | 'muted'>): ReadonlySet<number> {
  const held = new Set<number>();
  if (!muted) return held;
  let isAsked = false;
  for (const { seq, body } of facts) {
    if (seq <= muted.seq) continue;
    isAsked ||= DECISIONS.has(body.kind);
    const isTalk = TALK.has(body.kind) || (body.kind === 'failed' && body.chapter === REPLY);
    if (!OUTCOMES.has(body.kind) && (isTalk || !isAsked)) held.add(seq);
  }
  return held;
}
