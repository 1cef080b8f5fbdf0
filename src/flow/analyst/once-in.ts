import type { History } from '../../refine/case/fold.ts';
import { askedThere, wishedAnew } from '../../refine/case/known-answers.ts';
import type { Records } from '../house.ts';
import type { Once } from './ask.ts';

/** What the readers of a case may know already, unless somebody wants to know it anew. Errors as `PaidAnswers`. */
export function onceIn(history: Pick<History, 'now' | 'facts'>, { answers }: Pick<Records, 'answers'>): Once {
  const { now } = history;
  return (about, ask) => answers.once(now, askedThere(about, now), ask, wishedAnew(history));
}
