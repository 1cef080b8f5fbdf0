import { CHANGE_KINDS, type ChangeBudget, type ChangeKind } from './change-budget.ts';

/** Threads in which something waits to be changed until Slack takes changes again. */
export type OwedChanges<Thread> = Readonly<{
  /** Has it drawn again, as it is by then, when its turn comes. Returns at once. */
  owe(thread: Thread, kinds: readonly ChangeKind[]): void;
}>;

const LOOK_EVERY_MS = 200;

/**
 * First come, first served among those that wait for one kind of change, the most urgent kind first. Nobody's thread is
 * held meanwhile, and whatever a thread becomes while it waits is drawn in the same turn.
 *
 * @param draw must not throw
 */
export function owedChanges<Thread>({
  budget,
  draw,
  wait,
  signal,
}: Readonly<{
  budget: Pick<ChangeBudget, 'roomFor'>;
  draw: (thread: Thread) => Promise<unknown>;
  wait: (ms: number) => Promise<void>;
  signal: AbortSignal;
}>): OwedChanges<Thread> {
  const owing = new Map<ChangeKind, Set<Thread>>(CHANGE_KINDS.map((kind) => [kind, new Set()]));
  const underWay = new Set<Promise<unknown>>();
  let isRunning = false;

  /** One of the kinds of change that there is room for, beside those that are being made. */
  const next = (): Thread | undefined => {
    for (const [kind, threads] of owing) {
      const [first] = threads;
      if (first !== undefined && budget.roomFor(kind) > underWay.size) return first;
    }
    return undefined;
  };
  const begin = (thread: Thread) => {
    for (const threads of owing.values()) threads.delete(thread);
    const drawing: Promise<unknown> = draw(thread).finally(() => underWay.delete(drawing));
    underWay.add(drawing);
  };
  const run = async () => {
    isRunning = true;
    while (!signal.aborted && [...owing.values()].some(({ size }) => size > 0)) {
      for (let thread = next(); thread !== undefined; thread = next()) begin(thread);
      await wait(LOOK_EVERY_MS);
    }
    isRunning = false;
  };

  return {
    owe(thread, kinds) {
      for (const kind of kinds) owing.get(kind)?.add(thread);
      if (kinds.length > 0 && !isRunning) void run();
    },
  };
}
