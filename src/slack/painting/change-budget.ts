/**
 * What a message is changed for: words that are not true any more, a button that must go; its picture, without which it
 * says the same; how far something is, which soon changes again.
 */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** The most urgent first. */
export const CHANGE_KINDS = ['words', 'picture', 'progress'] as const;

/**
 * Slack takes about fifty changes of messages a minute, of all threads together. What is on the move has its last change
 * still before it, so as many places are kept as there are such messages: however many cases are opened at once, none of
 * them goes on saying for minutes that it is worked on.
 */
export type ChangeBudget = Readonly<{
  /** How many changes of a kind may be made right now; 0 or less: none. For `progress` also how many messages may begin to move. */
  roomFor(kind: ChangeKind): number;
  /** Whether a message, by any name, will be changed again. */
  note(message: string, moves: boolean): void;
}>;

/** So many changes are left to what can't wait: a new stage, a button that must go. */
const KEPT_FOR_OTHERS = 20;
/** What has stood still for so long is drawn by another process now. */
const MOVES_MS = 10 * 60_000;

/** @param room how many messages could be changed right now */
export function changeBudget(room: () => number, clock: () => number): ChangeBudget {
  const moving = new Map<string, number>();
  const countMoving = (): number => {
    for (const [message, sinceMs] of moving) if (clock() - sinceMs > MOVES_MS) moving.delete(message);
    return moving.size;
  };
  return {
    roomFor(kind) {
      if (kind === 'words') return room();
      const free = room() - countMoving();
      return kind === 'picture' ? free : free - KEPT_FOR_OTHERS;
    },
    note(message, moves) {
      if (moves) moving.set(message, clock());
      else moving.delete(message);
    },
  };
}
