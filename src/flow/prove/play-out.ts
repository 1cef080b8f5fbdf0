import type { Call } from '../../domain/call.ts';
import type { Usage } from '../../domain/trace.ts';
import type { ReplayOutcome } from '../../ports.ts';
import { begin, playOn, type Trajectory } from '../../refine/trajectory/play-on.ts';

const NOTHING: Usage = { inputTokens: 0, outputTokens: 0 };

/** Lets an agent's turns run again. Only the model is asked; what tools bring was recorded. All its turns together are one answer. */
export async function playOut(
  trajectory: Trajectory,
  ask: (call: Call) => Promise<ReplayOutcome>,
): Promise<ReplayOutcome> {
  let usage = NOTHING;
  let tookMs = 0;
  for (let standing = begin(trajectory); standing; ) {
    const answered = await ask(standing.call);
    if ('silent' in answered) return { ...answered, usage };
    usage = sum(usage, answered.usage);
    tookMs += answered.tookMs;
    const played = playOn(trajectory, standing, answered.output);
    if ('output' in played) return { ...answered, output: played.output, usage, tookMs };
    if ('ended' in played) return { silent: played.ended, usage };
    standing = played.next;
  }
  return { silent: 'There is no call that could be replayed.' };
}

function sum(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
  };
}
