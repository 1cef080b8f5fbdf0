import { Digest } from '../domain/digest.ts';
import type { Turn } from '../ports.ts';
import type { History } from './fold.ts';

/** Names of the chapters: part of every stored turn, so never reused for something else. */
export const DIAGNOSE = 'diagnose';
export const PUBLISH = 'publish';
export const ROLL_BACK = 'roll-back';

/** What a turn's decision was about, read back from its name: it stays the same when the turn is done again. */
export const revisionOf = ({ decision }: Turn): number => Number.parseInt(decision, 10);
export const offerOf = ({ decision }: Turn): Digest => Digest.parse(decision.split('/', 1)[0]);
export const factOf = ({ decision }: Turn): number => Number.parseInt(decision, 10);

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
    const at = { workspace: now.workspace, id: now.id };
    return { at, chapter, decision: failures === 0 ? decision : `${decision}+${failures}` };
  };

  switch (now.stage) {
    case 'opened':
    case 'read':
    case 'diagnosed':
    case 'proposed':
      return turn(DIAGNOSE, String(now.revision));
    case 'proven': {
      const yes = history.refusal ? undefined : history.yeses.at(-1);
      return yes && turn(PUBLISH, `${yes.offer}/${history.yeses.length}`);
    }
    case 'approved':
      return turn(PUBLISH, `${now.offer.digest}/${history.yeses.length}`);
    case 'published': {
      const asked = history.facts.findLast(({ body }) => body.kind === 'roll-back-asked');
      return asked && !history.refusal ? turn(ROLL_BACK, String(asked.seq)) : undefined;
    }
    case 'rolled-back':
    case 'handed-over':
    case 'stopped':
      return undefined;
  }
}
