import type { Steps } from '../ports.ts';

/** Steps that are simply done, and not remembered: for a stage alone, on a file. */
export function directSteps(signal: AbortSignal): Steps {
  return { signal, step: (_name, run) => run(() => {}) };
}
