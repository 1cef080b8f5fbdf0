import type { Case } from '../domain/case.ts';
import type { Fact, FactBody } from '../domain/fact.ts';
import type { Waterfall } from '../domain/picture.ts';
import type { Preview } from '../flow/preview.ts';
import type { RecordedCall } from '../flow/readings.ts';
import type { Prices } from '../refine/case/cost-of.ts';
import { fold, type History } from '../refine/case/fold.ts';
import type { RunName, RunNames } from '../refine/trace/run-names.ts';
import type { Progress } from './painting/progress.ts';

/**
 * What the thread is drawn from. What is no fact may be missing: then less is said. `failingCalls`: those that cases
 * were handed over with, by run id; `waterfalls`: the picture of
 * a revision, unless an earlier one is the same; `preview`: there while people are asked about it.
 */
export type Scene = Readonly<{
  history: History;
  runNames: RunNames;
  waterfalls: ReadonlyMap<number, Waterfall>;
  progress: Progress;
  failingCalls: ReadonlyMap<string, RecordedCall>;
  prices: Prices;
  preview?: Preview | undefined;
}>;

/**
 * The case as it stood at the end of one revision, as if nobody had stopped it: what was found then stays on show.
 * Without the talk around it, which moves nothing and may be long.
 */
export function atRevision({ facts }: History, revision: number): History | undefined {
  return fold(facts.filter((fact) => fact.revision <= revision && !NOT_SHOWN.has(fact.body.kind)));
}

const NOT_SHOWN: ReadonlySet<FactBody['kind']> = new Set(['stopped', 'commented', 'comment-changed', 'replied']);

/** The case at a revision, if it had come to where `key` is known. */
export function knownAt<
  Key extends 'triage' | 'diagnosis' | 'hypotheses' | 'verdicts' | 'because' | 'commit' | 'revert',
>(history: History, revision: number, key: Key): Extract<Case, Readonly<Record<Key, unknown>>> | undefined {
  const now = atRevision(history, revision)?.now;
  return now && key in now ? (now as Extract<Case, Readonly<Record<Key, unknown>>>) : undefined;
}

/** Whether what a revision found is still what people decide about: no newer revision, nobody stopped it. */
export function isCurrent({ now }: History, { revision }: Pick<Fact, 'revision'>): boolean {
  return now.revision === revision && now.stage !== 'stopped' && now.stage !== 'forgotten';
}

export function runName(id: string, { history, runNames }: Scene): RunName | undefined {
  const { now } = history;
  const suspects = 'triage' in now ? now.triage.suspects : [];
  return runNames.get(id) ?? suspects.find(({ runId }) => runId === id);
}
