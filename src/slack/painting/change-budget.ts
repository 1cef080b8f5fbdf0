/**
 * What a thread waits for until Slack takes it: words that are not true any more, a button that must go; a file that is
 * to be uploaded; a picture, without which a message says the same; how far something is, which soon changes again; and
 * what is posted only to be changed from then on.
 */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** The most urgent first. */
export const CHANGE_KINDS = ['words', 'file', 'picture', 'progress', 'motion'] as const;

/**
 * Slack takes about fifty changes of messages a minute, of all threads together. What is on the move has its last change
 * still before it, so as many places are kept as there are such messages: however many cases are opened at once, none of
 * them goes on saying for minutes that it is worked on.
 */
export type ChangeBudget = Readonly<{
  /**
   * How many changes of a kind may be made right now; 0 or less: none. For `file`: how many may be uploaded, for `motion`:
   * how many messages may begin to move.
   */
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

/** How many messages could be changed right now, and how many files uploaded. */
export type Room = Readonly<{ changes(): number; uploads(): number }>;

export function changeBudget(room: Room, clock: () => number): ChangeBudget {
  const begun = new Map<string, number>();
  const countMoving = (): number => {
    for (const [message, sinceMs] of begun) if (clock() - sinceMs > MOVES_MS) begun.delete(message);
    return begun.size;
  };
  return {
    roomFor(kind) {
      if (kind === 'words') return room.changes();
      if (kind === 'file') return room.uploads();
      const moving = countMoving();
      const free = room.changes() - moving;
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
