import type { FactBody } from '../../domain/fact.ts';
import type { Turn } from '../../ports.ts';
import { DIAGNOSE, PUBLISH, REPLY, ROLL_BACK } from './chapters.ts';
import type { History } from './fold.ts';

/**
 * What a turn's decision was about, read back from its name, so that it stays the same when the turn is done again:
 * the revision that is diagnosed, or the seq of the fact that asks for the commit or the roll-back.
 */
export const numberOf = ({ decision }: Turn): number => Number.parseInt(decision, 10);

/**
 * The chapter that a case is waiting for, if it is not waiting for a person.
 *
 * A turn is named by the decision that starts it, so that the same press, retry
 * or restart names the same turn, which the engine starts once. Going on after
 * a failure is a new decision: it counts the failures so far.
 */
export function dueTurn(history: History): Turn | undefined {
  const { now } = history;
  const turn = (chapter: string, decision: string): Turn => {
    const failures = history.facts.filter(({ body }) => body.kind === 'failed' && body.chapter === chapter).length;
    return turnOf(history, chapter, failures === 0 ? decision : `${decision}+${failures}`);
  };

  switch (now.stage) {
    case 'opened':
    case 'read':
    case 'diagnosed':
    case 'proposed':
      return history.sending || history.spending ? undefined : turn(DIAGNOSE, diagnosisOf(history));
    case 'proven':
      return history.openYes === undefined ? undefined : turn(PUBLISH, String(history.openYes));
    case 'approved':
      return turn(PUBLISH, String(history.facts.findLast(({ body }) => body.kind === 'said-yes')?.seq));
    case 'published': {
      const asked = history.facts.findLast(({ body }) => body.kind === 'roll-back-asked');
      return asked && !history.refusal ? turn(ROLL_BACK, String(asked.seq)) : undefined;
    }
    case 'rolled-back':
    case 'handed-over':
    case 'stopped':
    case 'forgotten':
      return undefined;
  }
}

/** The revision; and once people agreed to what is sent, or spent, that they did: it lets another turn begin. */
function diagnosisOf({ now: { revision }, facts }: History): string {
  const times = (kind: FactBody['kind']) =>
    facts.filter((fact) => fact.body.kind === kind && fact.revision === revision).length;
  const [sent, further] = [times('sending-agreed'), times('spending-agreed')];
  return [revision, ...(sent ? ['sent', sent] : []), ...(further ? ['further', further] : [])].join('-');
}

/** The answers that people wait for: they hold nothing up, so they are given beside whatever else is due. */
export function dueReplies(history: History): readonly Turn[] {
  const settled = new Set([...history.replies, ...history.unanswered, ...history.heldReplies].map(({ to }) => to));
  return history.comments
    .filter(({ addressed, seq }) => addressed && !settled.has(seq))
    .map(({ seq }) => turnOf(history, REPLY, replyOf(history, seq)));
}

/** The comment; and how often its answer was let go on, which lets another turn begin. */
function replyOf({ facts }: History, seq: number): string {
  const held = facts.filter(({ body }) => body.kind === 'reply-held' && body.to === seq).length;
  return held === 0 ? String(seq) : `${seq}-further-${held}`;
}

function turnOf({ now: { workspace, id } }: History, chapter: string, decision: string): Turn {
  return { at: { workspace, id }, chapter, decision };
}
