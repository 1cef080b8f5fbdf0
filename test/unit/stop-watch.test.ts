import { expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import { stopWatch } from '../../src/flow/stop-watch.ts';

const at = (workspace: string, number: number) => ({ workspace, id: CaseId.parse(`RF-${number}`) });
const fired = (signal: AbortSignal) =>
  new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));

it('fires for a case that somebody stopped, within a second, and for no other', async () => {
  const stopped = new Set<string>();
  const watch = stopWatch({
    stopped: async (workspace, ids) => ids.filter((id) => stopped.has(`${workspace}/${id}`)),
  });
  const [one, same, other, elsewhere] = [at('w', 1), at('w', 1), at('w', 2), at('v', 1)].map(watch.watch);
  if (!one || !same || !other || !elsewhere) throw new Error('four are watched');
  const beganMs = performance.now();
  stopped.add('w/RF-1');
  await Promise.all([fired(one.signal), fired(same.signal)]);
  expect(performance.now() - beganMs).toBeLessThan(1_000);
  expect([other.signal.aborted, elsewhere.signal.aborted]).toEqual([false, false]);
});

it('asks once for all cases of a workspace, again after a failure, and not at all when nobody watches', async () => {
  const asked: string[] = [];
  let broken = true;
  const watch = stopWatch({
    stopped: async (workspace, ids) => {
      asked.push(`${workspace} ${ids.join()}`);
      if (broken) {
        broken = false;
        throw new Error('the database is away');
      }
      return ids;
    },
  });
  const watched = [at('w', 1), at('w', 2), at('w', 2)].map(watch.watch);
  await Promise.all(watched.map(({ signal }) => fired(signal)));
  for (const { end } of watched) end();
  expect(asked).toEqual(['w RF-1,RF-2', 'w RF-1,RF-2']);
});
