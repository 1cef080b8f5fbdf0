import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DBOS } from '@dbos-inc/dbos-sdk';
import type { Pool } from 'pg';
import { RefineryError } from '../domain/errors.ts';
import type { Chapter, Engine, StepNews, Turn } from '../ports.ts';
import { inSpan } from '../tracing.ts';
import { announce, type Presence } from './presence.ts';
import { CUT_SHORT, factsOf, stepsOf } from './steps.ts';
import { restored } from './stored-error.ts';
import { takeOver } from './take-over.ts';
import { prefixOf, turnId } from './turn-id.ts';
import { unlessAborted, within } from './within.ts';

/**
 * Never changed: a chapter that waits under another version would wait for ever.
 * What a chapter does differently from a release on is asked for by `DBOS.patch`.
 */
const VERSION = '1';
/** Soon after the start, when the server may not have noticed yet that a forerunner is gone; then at its leisure. */
const FIRST_SWEEP_MS = 100;
const SWEEP_MS = 3_000;
/** For the steps in flight; then for DBOS itself. Together five seconds. */
const STEPS_PATIENCE_MS = 4_000;
const SHUTDOWN_PATIENCE_MS = 1_000;
const FIRST_LOOK_MS = 5;
const MOST_BETWEEN_LOOKS_MS = 500;
/** While it runs here, we are told: two hundred that look twice a second would leave the store no time for anything else. */
const LOOKS_WHILE_HERE_MS = 10_000;
/** What it has to say is said by `ended`, by the news of steps and by `onLost`. */
const SILENT = { info() {}, debug() {}, warn() {}, error() {} };

export type EngineOptions = Readonly<{
  pool: Pool;
  chapters: readonly Chapter[];
  /** Must not throw. */
  onStep(news: StepNews): void;
  /**
   * This process no longer holds its place (`store-unavailable`): nothing more is
   * written, and others may take its chapters over. Who gets this ends the process.
   */
  onLost?(error: RefineryError): void;
}>;

/**
 * Chapters as DBOS workflows, in tables of its own on the pool that is given.
 * One engine for each process. Chapters of processes that are gone, this one's
 * forerunner above all, go on within seconds.
 *
 * @throws RefineryError store-unavailable, disk-full
 */
export async function openEngine({ pool, chapters, onStep, onLost }: EngineOptions): Promise<Engine> {
  const { DBOS: dbos } = await import('@dbos-inc/dbos-sdk');
  if (dbos.isInitialized()) throw new Error('this process has an engine already');
  const ending = new AbortController();
  const { signal } = ending;
  const inFlight = new Set<Promise<unknown>>();
  const here = new Map<string, Promise<void>>();

  const executorID = randomUUID();
  const presence = await announce(pool, executorID, (why) => {
    const error = new RefineryError('store-unavailable', `lost the connection that holds this process's place: ${why}`);
    ending.abort(error);
    onLost?.(error);
  }).catch((error: unknown) => {
    throw launchError(error);
  });

  const workflows = new Map(
    chapters.map(({ name, run }) => {
      const workflow = async (turn: Turn) => {
        const over = Promise.withResolvers<void>();
        here.set(turnId(turn), over.promise);
        try {
          const broken = Promise.withResolvers<never>();
          const steps = stepsOf(turn, { dbos, onStep, signal, inFlight, onBroken: broken.reject });
          await inSpan(`chapter ${name}`, { facts: factsOf(turn) }, () =>
            Promise.race([run(turn, steps), broken.promise]),
          );
        } catch (error) {
          if (!signal.aborted) throw error;
          await CUT_SHORT;
        } finally {
          here.delete(turnId(turn));
          over.resolve();
        }
      };
      return [name, dbos.registerWorkflow(workflow, { name })];
    }),
  );
  const shutDown = () => dbos.shutdown({ deregister: true });
  const sweep = () => takeOver(dbos, executorID, presence);
  try {
    dbos.setConfig({
      name: 'refinery',
      applicationVersion: VERSION,
      enablePatching: true,
      executorID,
      systemDatabasePool: pool,
      useListenNotify: false,
      logger: SILENT,
    });
    await dbos.launch();
    await sweep();
  } catch (error) {
    ending.abort();
    await within(SHUTDOWN_PATIENCE_MS, shutDown());
    presence.leave();
    throw launchError(error);
  }
  void patrol(presence, sweep, signal);

  return {
    async start(turn) {
      signal.throwIfAborted();
      const workflow = workflows.get(turn.chapter);
      if (!workflow) throw new Error(`there is no chapter ${turn.chapter}`);
      await unlessAborted(signal, dbos.startWorkflow(workflow, { workflowID: turnId(turn) })(turn));
    },
    ended: (turn) => unlessAborted(signal, untilEnded(dbos, turnId(turn), here, signal)),
    async forget(at) {
      const prefix = prefixOf(at);
      const known = await unlessAborted(
        signal,
        dbos.listWorkflows({ workflow_id_prefix: prefix, loadInput: false, loadOutput: false }),
      );
      // DBOS takes % and _ in it for any sign.
      const ids = known.map(({ workflowID }) => workflowID).filter((id) => id.startsWith(prefix));
      if (ids.length > 0) await unlessAborted(signal, dbos.deleteWorkflows(ids));
    },
    async close() {
      ending.abort();
      await within(STEPS_PATIENCE_MS, Promise.allSettled([...inFlight]));
      await within(SHUTDOWN_PATIENCE_MS, shutDown());
      presence.leave();
    },
  };
}

/** Looks for chapters to take over, and whether this process still holds its place. What fails is tried again the next time. */
async function patrol(presence: Presence, sweep: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let waitMs = FIRST_SWEEP_MS; !signal.aborted; waitMs = Math.min(2 * waitMs, SWEEP_MS)) {
    await sleep(waitMs, undefined, { signal, ref: false }).catch(() => {});
    if (!signal.aborted) await presence.check();
    if (!signal.aborted) await sweep().catch(() => {});
  }
}

/** Looks seldom while a chapter runs elsewhere, and at once when it is over here. */
async function untilEnded(
  dbos: typeof DBOS,
  id: string,
  here: ReadonlyMap<string, Promise<void>>,
  signal: AbortSignal,
): Promise<void> {
  for (let waitMs = FIRST_LOOK_MS; !signal.aborted; ) {
    const found = await dbos.getWorkflowStatus(id);
    if (found?.status === 'SUCCESS') return;
    if (found?.status === 'ERROR') throw restored(found.error);
    if (found?.status === 'CANCELLED') throw new Error(`${id} was cancelled`);
    if (found?.status === 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
      throw new Error(`${id} was given up: it ended its process every time`);
    const over = here.get(id);
    const isOver = await Promise.race([
      sleep(over ? LOOKS_WHILE_HERE_MS : waitMs, false, { signal, ref: over === undefined }).catch(() => false),
      ...(over ? [over.then(() => true)] : []),
    ]);
    waitMs = isOver ? FIRST_LOOK_MS : Math.min(2 * waitMs, MOST_BETWEEN_LOOKS_MS);
  }
}

function launchError(error: unknown): RefineryError {
  const cause = error instanceof Error && 'error' in error ? error.error : error;
  const isDiskFull = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === '53100';
  const detail = error instanceof Error ? error.message : String(error);
  return new RefineryError(isDiskFull ? 'disk-full' : 'store-unavailable', detail, { cause: error });
}
