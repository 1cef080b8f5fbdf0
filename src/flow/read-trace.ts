import { RefineryError } from '../domain/errors.ts';
import type { SafeTrace, TraceRef } from '../domain/trace.ts';
import type { Triage } from '../domain/triage.ts';
import type { TraceSource } from '../ports.ts';
import { lookAt } from '../refine/look-at.ts';
import { redact } from '../refine/redact.ts';
import { triage } from '../refine/triage.ts';
import type { House } from './house.ts';

/** @throws RefineryError link-unknown when the case came by a source that is not plugged in any more */
export function sourceOf(ref: TraceRef, { sources }: Pick<House, 'sources'>): TraceSource {
  const source = sources.find(({ name }) => name === ref.source);
  if (!source) throw new RefineryError('link-unknown', `no source called ${ref.source}`);
  return source;
}

/** Fetches a whole trace. It is redacted before anybody else sees it. Errors as `TraceSource.fetch`. */
export async function readTrace(ref: TraceRef, source: TraceSource, signal: AbortSignal): Promise<SafeTrace> {
  return redact(await source.fetch(ref, signal));
}

/** What code alone can tell; no model is asked. */
export function triageOf(trace: SafeTrace, expectation: string, { signals }: Pick<House, 'signals'>): Triage {
  return triage(lookAt(trace, expectation), signals);
}
