import type { Run } from '../domain/trace.ts';
import { isSearch } from '../refine/suspects/is-search.ts';
import { showJson } from '../refine/view/show-json.ts';
import type { SignalRule } from './signal.ts';

const NOTHING =
  /^\W*(?:no|0|zero)\s+(?:\w+\s+){0,2}(?:results?|documents?|docs|match(?:es)?|hits?|records?|entries|items?)(?:\s+(?:(?:were|was)\s+)?(?:found|matched|available|returned|for)\b|\W*$)/i;
const LONGEST_NOTHING = 200;

/** A search that brought nothing, so that the model had nothing to answer from. */
export const emptyRetrieval: SignalRule = {
  name: 'empty-retrieval',
  weight: 0,
  look: ({ trace }) =>
    trace.runs
      .filter((run) => isSearch(run) && foundNothing(run))
      .map(({ id, name }) => ({
        runIds: [id],
        detail: `“${name}” found nothing.`,
      })),
};

/** A run that failed says nothing of what there is. Counts and flags beside an empty list are no document. */
function foundNothing({ status, outputs }: Run): boolean {
  if (status === 'error') return false;
  const text = showJson(outputs)
    .filter(({ path, text }) => !/^(?:\d+|true|false)$/.test(text) && !/(?:^|\.)(?:query|status)$/i.test(path))
    .map(({ text }) => text)
    .join('\n')
    .trim();
  return text === '' || (text.length < LONGEST_NOTHING && NOTHING.test(text));
}
