import { excerptFrom } from '../refine/verify-evidence.ts';
import { contentWords } from '../refine/words.ts';
import type { AboutReply, ReplyAnswer } from './reply-answer.ts';

const MOST_QUOTES = 3;

/** Without a model nobody can converse; what can be done is to look the words of the question up in the trace. */
export function replyByRules({ asked, seen, diagnosis, proof }: AboutReply): ReplyAnswer {
  const evidence = passagesOn(asked, seen);
  const known = [
    diagnosis ? `So far: ${diagnosis.summary}` : 'There is no diagnosis yet.',
    ...proof.map(({ fix, result }) => `${fix}: ${result}`),
  ];
  const found =
    evidence.length > 0
      ? 'These passages of the trace come closest to your question:'
      : 'I found nothing in the trace that has the words of your question.';
  return { text: `No model is set, so I can only look things up. ${known.join('\n')}\n${found}`, evidence };
}

/** The line with most of the question's words in it from each run, the best runs first. */
function passagesOn(asked: string, { trace }: AboutReply['seen']): ReplyAnswer['evidence'] {
  const words = [...new Set(contentWords(asked))];
  const held = (quote: string) => new Set(contentWords(quote).filter((word) => words.includes(word))).size;
  const passages = trace.runs.flatMap((run) => {
    const quote = excerptFrom(run, words);
    return quote === undefined ? [] : [{ run_id: run.id, quote }];
  });
  const distinct = [...new Map(passages.map((passage) => [passage.quote, passage])).values()];
  return distinct.toSorted((a, b) => held(b.quote) - held(a.quote)).slice(0, MOST_QUOTES);
}
