import type { DBOS } from '@dbos-inc/dbos-sdk';
import type { Presence } from './presence.ts';

/**
 * Puts the chapters of processes that are gone back in the queue; one of the
 * living goes on with each. `DBOS.resumeWorkflows` would do that too, but begin
 * to count anew: a chapter that ends its process every time is to be given up
 * in the end (after 100 times).
 *
 * @param me the name of this process, whose own chapters are running
 */
export async function takeOver(dbos: typeof DBOS, me: string, presence: Presence): Promise<void> {
  const { DBOSExecutor } = await import('@dbos-inc/dbos-sdk/internal/dbos-executor');
  const running = await dbos.listWorkflows({ status: 'PENDING', loadInput: false, loadOutput: false });
  const others = new Set(running.flatMap(({ executorId }) => executorId ?? []));
  others.delete(me);
  for (const other of others) {
    await presence.ifGone(other, async () => {
      await DBOSExecutor.globalInstance?.recoverPendingWorkflows([other]);
    });
  }
}
