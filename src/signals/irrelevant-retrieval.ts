import type { Run } from '../domain/trace.ts';
import { findDocuments } from '../refine/suspects/find-documents.ts';
import { isSearch } from '../refine/suspects/is-search.ts';
import { contentWords } from '../refine/text/words.ts';
import { showJson } from '../refine/view/show-json.ts';
import type { SignalRule } from './signal.ts';

/** Of a query and of what it found, enough to see what they are about. */
const LONGEST_QUERY = 2_000;
const LONGEST_FOUND = 20_000;
/** With fewer words, other words may well mean the same. */
const FEWEST_WORDS = 3;

/** A search that found something, but not one word of what was asked for is in it. */
export const irrelevantRetrieval: SignalRule = {
  name: 'irrelevant-retrieval',
  weight: 0.3,
  look: ({ trace }) =>
    trace.runs.filter(isBesideTheQuestion).map(({ id, name }) => ({
      runIds: [id],
      detail: `What “${name}” found has nothing to do with what it was asked for.`,
    })),
};

function isBesideTheQuestion(run: Run): boolean {
  if (!isSearch(run) || run.status === 'error') return false;
  const query = showJson(run.inputs).map(({ text }) => text);
  const asked = contentWords(query.join('\n').slice(0, LONGEST_QUERY));
  if (asked.length < FEWEST_WORDS) return false;
  const documents = findDocuments(run).map(({ title, text }) => `${title}\n${text}`);
  const found = new Set(contentWords(documents.join('\n').slice(0, LONGEST_FOUND)));
  return found.size >= FEWEST_WORDS && asked.every((word) => !found.has(word));
}
