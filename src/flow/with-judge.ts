import type { Call } from '../domain/call.ts';
import type { Check } from '../domain/check.ts';
import type { House } from './house.ts';

/** The check with who judges by its rubric: people should know when a model would judge what it said itself. */
export function withJudge(check: Check, call: Call, { judge, replayer }: Pick<House, 'judge' | 'replayer'>): Check {
  if (!check.rubric || !judge) return check;
  const isUnderTest = replayer !== undefined && bareName(judge.name) === replayer.termsOf(call).replayedOn.used;
  return { ...check, judge: { model: judge.name, isUnderTest } };
}

/** `openai/gpt-6` is `gpt-6` to its provider. */
const bareName = (name: string): string => name.replace(/^[^/]+\//, '');
