import type { Digest } from '../src/domain/digest.ts';
import type { SafeTrace } from '../src/domain/trace.ts';
import { pack, unpack } from '../src/flow/kept-trace.ts';
import type { TraceStore } from '../src/ports.ts';

/** A store of traces as the house uses it: whole traces go in and come out, packed on the way. */
export function safeTraces(store: TraceStore) {
  return {
    ...store,
    async put(workspace: string, trace: SafeTrace): Promise<Digest> {
      const kept = pack(trace);
      await store.put(workspace, kept);
      return kept.digest;
    },
    async get(workspace: string, digest: Digest): Promise<SafeTrace | undefined> {
      const kept = await store.get(workspace, digest);
      return kept && unpack(kept);
    },
  };
}
