import { isUnderWay } from '../refine/case/fold.ts';
import type { House } from './house.ts';
import { unagreed } from './preview.ts';
import type { Privacy } from './privacy.ts';
import { historyOf, record } from './record.ts';
import type { Scene } from './scene.ts';
import { traceOf } from './trace-of.ts';

/**
 * Where the project wants a person to see what would be sent, the case stops behind the reading until somebody agrees.
 * No step of its own: whoever goes on with the case, with other models perhaps, looks again.
 *
 * @param house confined to what the project allows
 * @returns whether there is something that nobody has agreed to yet
 */
export async function mustWait(
  { at, records }: Pick<Scene, 'at' | 'records'>,
  privacy: Privacy,
  house: House,
  revision: number,
): Promise<boolean> {
  const { now, agreed } = await historyOf(records.facts, at);
  if (!privacy.preview || !isUnderWay(now) || now.revision !== revision) return false;
  const sending = await unagreed({ trace: traceOf(now, house, records), reading: now.reading }, privacy, house, agreed);
  if (!sending) return false;
  await record(records.facts, at, `sending-asked/${revision}/${sending.shown}`, (history) =>
    isUnderWay(history.now) && history.now.revision === revision
      ? { kind: 'sending-asked', atMs: house.clock(), sending }
      : undefined,
  );
  return true;
}
