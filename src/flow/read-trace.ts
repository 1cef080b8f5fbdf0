import type { Digest } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { SafeTrace, TraceRef } from '../domain/trace.ts';
import type { Triage } from '../domain/triage.ts';
import type { TraceSource } from '../ports.ts';
import { lookAt } from '../refine/call/look-at.ts';
import { digestOf } from '../refine/case/digest.ts';
import { triage } from '../refine/suspects/triage.ts';
import { redactKeeping } from '../refine/text/redact.ts';
import type { RedactionRule } from '../refine/text/redaction-rules.ts';
import type { House, Records } from './house.ts';

/** @throws RefineryError link-unknown when the case came by a source that is not plugged in any more */
export function sourceOf(ref: TraceRef, { sources }: Pick<House, 'sources'>): TraceSource {
  const source = sources.find(({ name }) => name === ref.source);
  if (!source) throw new RefineryError('link-unknown', `no source called ${ref.source}`);
  return source;
}

/**
 * Fetches a trace unless it was fetched just now, and keeps it under its digest.
 * It is redacted before anybody else sees it; what stands behind its labels is kept for replays alone.
 *
 * @param own what the project hides besides
 *
 * @throws RefineryError what `TraceSource.fetch` and the store throw
 */
export async function keepTrace(
  workspace: string,
  ref: TraceRef,
  own: readonly RedactionRule[],
  house: Pick<House, 'sources'>,
  { recent, traces, originals }: Pick<Records, 'recent' | 'traces' | 'originals'>,
  signal: AbortSignal,
): Promise<Digest> {
  const source = sourceOf(ref, house);
  return recent.digestOf(workspace, under(ref, own), source.freshMs, async () => {
    const { trace, values } = redactKeeping(await source.fetch(ref, signal), own);
    const digest = await traces.put(workspace, trace);
    await originals.keep(workspace, digest, values);
    return digest;
  });
}

/** A project must not be given what another one, which hides less, was given a minute ago. */
function under(ref: TraceRef, own: readonly RedactionRule[]): TraceRef {
  if (own.length === 0) return ref;
  const rules = digestOf(own.map(({ kind, pattern }) => [kind, pattern.source]));
  return { ...ref, locator: `${ref.locator} ${rules}` };
}

/** What code alone can tell; no model is asked. */
export function triageOf(trace: SafeTrace, expectation: string, { signals }: Pick<House, 'signals'>): Triage {
  return triage(lookAt(trace, expectation), signals);
}
