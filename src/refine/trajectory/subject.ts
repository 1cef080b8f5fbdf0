import type { Answer, Call } from '../../domain/call.ts';
import type { Edit } from '../../domain/change.ts';
import type { Check } from '../../domain/check.ts';
import type { Level } from '../../domain/verdict.ts';
import { type ChangedCall, changedCall } from '../call/changed-call.ts';
import type { PromptsToday } from '../call/prompts-today.ts';
import type { ReadTemplates } from '../template/template.ts';
import { agentTurns, type Turn } from './agent-turns.ts';
import { recordedOutput, type Trajectory, trajectoryOf } from './play-on.ts';

/** The levels at which one conversation is replayed. */
export type PlayLevel = Extract<Level, 'call' | 'trajectory'>;

/** What is replayed of a conversation, and what was recorded of it: one call, or the agent's turns from it to its answer. */
export type Subject = Readonly<{ level: PlayLevel; turns: readonly Turn[]; answer: Answer }>;

/** What a model is asked: the one call, or the calls of a trajectory one after the other, of which it is the first. */
export type Play = Readonly<{ call: Call; trajectory: Trajectory | null }>;

/** `substituted`: in one of its calls the edit was made in the text of a message. */
export type ChangedPlay = (Play & Readonly<{ substituted: boolean }>) | Exclude<ChangedCall, { call: Call }>;

type Recorded = ReadonlyMap<string, Answer & Turn>;

/**
 * A call that only asks for tools has not said yet what the customer reads. It is replayed alone when the check is about
 * that asking; else only the agent's answer, turns later, tells whether the check is met.
 */
export function levelFor(
  { assertions, rubric }: Pick<Check, 'assertions' | 'rubric'>,
  kinds: readonly Readonly<{ kind: string; ofOneCall?: boolean }>[],
): PlayLevel {
  const isOfOneCall = ({ kind }: Check['assertions'][number]) => kinds.find((known) => known.kind === kind)?.ofOneCall;
  return rubric === undefined && assertions.length > 0 && assertions.every(isOfOneCall) ? 'call' : 'trajectory';
}

/** @param level at most: a call that is the agent's answer itself is replayed alone */
export function subjectOf(calls: Recorded, runId: string, level: PlayLevel): Subject | undefined {
  const one = calls.get(runId);
  const turns = level === 'trajectory' ? agentTurns(calls, runId) : [];
  const output = recordedOutput(turns);
  if (turns.length > 1 && output) return { level: 'trajectory', turns, answer: { output, tookMs: null, usage: null } };
  return one && { level: 'call', turns: [one], answer: one };
}

/** @param today the subject's calls as the program would make them now, in their order */
export function playOf({ level, turns }: Subject, today: readonly PromptsToday[]): Play | undefined {
  const calls = today.map(({ call }) => call);
  const [call] = calls;
  return call && { call, trajectory: level === 'trajectory' ? { ...trajectoryOf(turns), calls } : null };
}

/** The same with a change in every call that it reaches. */
export function changedPlay(
  play: Play,
  today: readonly PromptsToday[],
  edits: readonly Edit[],
  applied: Parameters<typeof changedCall>[2],
  readTemplates: ReadTemplates,
): ChangedPlay {
  const changed = today.map((one) => ({ call: one.call, ...changedCall(one, edits, applied, readTemplates) }));
  const impossible = changed.find((one) => 'impossible' in one);
  if (impossible && 'impossible' in impossible) return impossible;
  if (changed.every((one) => 'untouched' in one)) return { untouched: true };
  const calls = changed.map(({ call }) => call);
  const substituted = changed.some((one) => 'substituted' in one && one.substituted);
  return { call: calls[0] ?? play.call, trajectory: play.trajectory && { ...play.trajectory, calls }, substituted };
}
