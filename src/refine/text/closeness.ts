import MiniSearch from 'minisearch';
import { contentWords } from './words.ts';

const MANY_WORDS = 0.4;

/**
 * How close each text is to the one that is asked about, by the words that carry the meaning (BM25): from 0, nothing in
 * common, to about 1, the same words.
 */
export function closenessTo(asked: string, texts: readonly string[]): readonly number[] {
  const search = new MiniSearch<Readonly<{ id: number; text: string }>>({
    fields: ['text'],
    tokenize: (text) => [...contentWords(text)],
    processTerm: (term) => term,
  });
  const own = texts.length;
  search.addAll([...texts, asked].map((text, id) => ({ id, text })));
  // The library multiplies a score by how many words were met; without that it is plain BM25.
  const found = new Map(search.search(asked).map((hit) => [hit.id as number, hit]));
  const scoreOf = (id: number) => (found.get(id)?.score ?? 0) / (found.get(id)?.terms.length ?? 1);
  const words = contentWords(asked).length;
  return texts.map((_text, id) => {
    const score = scoreOf(own) === 0 ? 0 : scoreOf(id) / scoreOf(own);
    // Where everybody asks the same, its words count for nothing in BM25: then meeting many of them does.
    const met = (found.get(id)?.terms.length ?? 0) / words;
    return met >= MANY_WORDS ? Math.max(score, met) : score;
  });
}
