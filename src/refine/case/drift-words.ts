import type { Drift } from '../../domain/verdict.ts';

/** Why the replays are not of what the trace shows, in two sentences at most. */
export function driftWords({ closest, replayed }: Drift): string {
  if (closest.length === 0) return 'No prompt file of the repository looks like the prompt in the trace.';
  const files = closest.map(({ path, lines }) => `${path}, ${lines} ${lines === 1 ? 'line differs' : 'lines differ'}`);
  const differ = `${files.join('; ')} from what the trace shows.`;
  return replayed
    ? `The prompt has changed since the trace: ${differ} So this was tried with the prompt as it is today.`
    : `No prompt file renders to what the trace shows. Closest: ${differ}`;
}
