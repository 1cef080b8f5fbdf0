import type { Run } from '../../domain/trace.ts';

/** A run of which nothing is known yet, for readers to fill in. */
export const BLANK_RUN = {
  parentId: null,
  status: 'unknown',
  startMs: null,
  endMs: null,
  inputs: null,
  outputs: null,
  error: null,
  model: null,
  usage: null,
  extra: {},
} as const satisfies Partial<Run>;
