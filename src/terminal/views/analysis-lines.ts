import type { Diagnosis } from '../../domain/diagnosis.ts';
import { patternWords } from '../../refine/case/pattern-words.ts';
import { shorten } from '../../refine/text/shorten.ts';
import type { Screen } from '../screen.ts';

const MOST_EVENTS = 12;

/** What the analyst saw on the way to its diagnosis: what happened, which runs it suspects, where tokens went. @param names of runs that stand out */
export function analysisLines(
  { analysis, suspects = [], health = [] }: Pick<Diagnosis, 'analysis' | 'suspects' | 'health'>,
  names: ReadonlyMap<string, string>,
  paint: Screen['paint'],
): readonly string[] {
  const events = analysis?.events ?? [];
  const more = events.length - MOST_EVENTS;
  return [
    ...(events.length > 0 ? ['  What happened, step by step:'] : []),
    ...events.slice(0, MOST_EVENTS).map(({ what }) => `    • ${shorten(what, 160)}`),
    ...(more > 0 ? [`    and ${more} more`] : []),
    ...(suspects.length > 0 ? ['  Where it may have gone wrong, the likeliest first:'] : []),
    ...suspects.map(({ runId, why }) => `    • ${names.get(runId) ?? runId}: ${shorten(why, 160)}`),
    ...health.map(({ pattern, says }) => paint('dim', `  Token health, ${patternWords(pattern)}: ${says}`)),
  ];
}
