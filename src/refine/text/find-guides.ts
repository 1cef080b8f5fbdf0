import type { Guide } from '../../domain/guide.ts';
import { closenessTo } from './closeness.ts';

const MOST_GUIDES = 3;
/** Below, only words that stand everywhere are shared. */
const ABOUT = 0.02;

/** The guides that are worth reading: at most one on the model that was asked, the others on what went wrong; the closest first. */
export function findGuides(failure: string, model: string | null, guides: readonly Guide[]): readonly Guide[] {
  const ofModels = guides.filter(({ kind }) => kind === 'model');
  const ofFailures = guides.filter(({ kind }) => kind === 'failure');
  const onModel = closest(namesIn(model ?? ''), ofModels, ({ about }) => about).slice(0, 1);
  const onFailure = closest(failure, ofFailures, ({ title, about, text }) => `${title}\n${about}\n${text}`);
  return [...onFailure.slice(0, MOST_GUIDES - onModel.length), ...onModel];
}

/** `llama3` is found by `llama`, and `o3` by itself. */
const namesIn = (model: string): string => `${model} ${model.replace(/\d+/g, ' ')}`;

function closest(asked: string, guides: readonly Guide[], textOf: (guide: Guide) => string): readonly Guide[] {
  const scores = closenessTo(asked, guides.map(textOf));
  return guides
    .map((guide, index) => ({ guide, score: scores[index] ?? 0 }))
    .filter(({ score }) => score > ABOUT)
    .toSorted((a, b) => b.score - a.score)
    .map(({ guide }) => guide);
}
