import type { Keyv } from 'keyv';
import { Digest } from '../domain/digest.ts';
import type { TraceRef } from '../domain/trace.ts';
import type { RecentTraces } from '../ports.ts';
import { digestOf } from '../refine/case/digest.ts';
import { cache } from './cache.ts';
import type { Database } from './open-database.ts';
import { shareWork } from './share-work.ts';

/** The shelf of the cache that they stand on. */
export const RECENT_TRACES = 'recent-traces';

/** By reference; what is kept is the digest alone, the trace itself is in the trace store. */
export function recentTraces(database: Pick<Database, 'tables'>): RecentTraces {
  const shelves = new Map<string, Keyv>();
  const share = shareWork<Digest>();
  const shelfOf = (workspace: string): Keyv => {
    const shelf = shelves.get(workspace) ?? cache(database, workspace, RECENT_TRACES);
    shelves.set(workspace, shelf);
    return shelf;
  };
  return {
    digestOf: (workspace, ref, freshMs, fetch) =>
      freshMs > 0 ? share(keyOf(workspace, ref), () => recalled(shelfOf(workspace), ref, freshMs, fetch)) : fetch(),
  };
}

async function recalled(shelf: Keyv, ref: TraceRef, freshMs: number, fetch: () => Promise<Digest>): Promise<Digest> {
  const key = digestOf(ref);
  const known = Digest.safeParse(await shelf.get(key));
  if (known.success) return known.data;
  const digest = await fetch();
  await shelf.set(key, digest, freshMs);
  return digest;
}

const keyOf = (workspace: string, ref: TraceRef): string => digestOf([workspace, ref]);
