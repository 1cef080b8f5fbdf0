import type { Seen } from '../refine/call/look-at.ts';
import { excerptFrom } from '../refine/text/verify-evidence.ts';
import { contentWords } from '../refine/text/words.ts';
import type { AboutReply, ReplyAnswer } from './reply-answer.ts';

const MOST_QUOTES = 3;

const NO_MODEL = 'No model is at hand, so I can only look things up.';
const HELD_BACK = 'Nobody has agreed yet that anything is sent to a model, so I can only look things up.';

/**
 * Without a model nobody can converse; what can be done is to look the words of the question up in the trace. What
 * stands in the thread already is said again only where nothing was found.
 */
export function replyByRules({ asked, diagnosis, isHeldBack }: AboutReply, seen: Seen): ReplyAnswer {
  const why = isHeldBack ? HELD_BACK : NO_MODEL;
  const evidence = passagesOn(asked, seen);
  if (evidence.length > 0)
    return { text: `${why} These passages of the trace come closest to your question:`, evidence };
  const known = diagnosis ? `What I know so far: ${diagnosis.summary}` : 'There is no diagnosis yet.';
  return { text: `${why} Nothing in the trace has the words of your question. ${known}`, evidence };
}

/** The line with most of the question's words in it from each run, the best runs first. */
function passagesOn(asked: string, { trace }: Seen): ReplyAnswer['evidence'] {
  const words = [...new Set(contentWords(asked))];
  const held = (quote: string) => new Set(contentWords(quote).filter((word) => words.includes(word))).size;
  const passages = trace.runs.flatMap((run) => {
    const quote = excerptFrom(run, words);
    return quote === undefined ? [] : [{ run_id: run.id, quote }];
  });
  const distinct = [...new Map(passages.map((passage) => [passage.quote, passage])).values()];
  return distinct.toSorted((a, b) => held(b.quote) - held(a.quote)).slice(0, MOST_QUOTES);
}
