import type { Run, SafeTrace, Trace } from '../../src/domain/trace.ts';
import { redact } from '../../src/refine/text/redact.ts';
import { BLANK_RUN } from '../../src/refine/trace/blank-run.ts';

export function someRun(given: Partial<Run> & Pick<Run, 'id'>): Run {
  return {
    ...BLANK_RUN,
    name: given.id,
    kind: 'chain',
    status: 'ok',
    ...given,
  };
}

export function someTrace(runs: readonly (Partial<Run> & Pick<Run, 'id'>)[]): Trace {
  return { id: 'trace', name: 'trace', runs: runs.map(someRun), mended: [] };
}

export function someSafeTrace(runs: readonly (Partial<Run> & Pick<Run, 'id'>)[]): SafeTrace {
  return redact(someTrace(runs), []);
}
