/**
 * What a message is changed for: words that are not true any more, a button that must go; its picture, without which it
 * says the same; how far something is, which soon changes again; and what is posted only to be changed from then on.
 */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** The most urgent first. */
export const CHANGE_KINDS = ['words', 'picture', 'progress', 'motion'] as const;

/**
 * Slack takes about fifty changes of messages a minute, of all threads together. What is on the move has its last change
 * still before it, so as many places are kept as there are such messages: however many cases are opened at once, none of
 * them goes on saying for minutes that it is worked on.
 */
export type ChangeBudget = Readonly<{
  /** How many changes of a kind may be made right now; 0 or less: none. For `motion`: how many messages may begin to move. */
  roomFor(kind: ChangeKind): number;
  /** Whether a message, by any name, will be changed again. */
  note(message: string, moves: boolean): void;
}>;

/** So many changes are left to what can't wait: a new stage, a button that must go. */
const KEPT_FOR_OTHERS = 20;
/** The places that are kept for what moves are lost to all others until it stands still: in a storm that takes minutes. */
const MOST_MOVING = 15;
/** What has stood still for so long is drawn by another process now. */
const MOVES_MS = 10 * 60_000;

/** @param room how many messages could be changed right now */
export function changeBudget(room: () => number, clock: () => number): ChangeBudget {
  const begun = new Map<string, number>();
  const countMoving = (): number => {
    for (const [message, sinceMs] of begun) if (clock() - sinceMs > MOVES_MS) begun.delete(message);
    return begun.size;
  };
  return {
    roomFor(kind) {
      if (kind === 'words') return room();
      const moving = countMoving();
      const free = room() - moving;
      if (kind === 'picture') return free;
      const spare = free - KEPT_FOR_OTHERS;
      return kind === 'progress' ? spare : Math.min(spare, MOST_MOVING - moving);
    },
    note(message, moves) {
      if (moves) begun.set(message, clock());
      else begun.delete(message);
    },
  };
}
