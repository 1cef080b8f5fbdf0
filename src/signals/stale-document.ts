import { findAnswer } from '../refine/suspects/find-answer.ts';
import { type FoundDocument, findDocuments } from '../refine/suspects/find-documents.ts';
import { areSameFigure, contentWords, type Figure, figuresIn, sentencesOf } from '../refine/text/words.ts';
import type { Seen, SignalRule } from './signal.ts';

const MOST_CLAIMS = 200;
/** Words that two sentences must share to be about the same thing. */
const SHARED_WORDS = 2;

/** Two documents disagree, and the answer followed the older one. */
export const staleDocument: SignalRule = {
  name: 'stale-document',
  weight: 0.7,
  look(seen) {
    const answer = findAnswer(seen);
    if (!answer) return [];
    const told = figuresIn(answer.text);
    if (told.length === 0) return [];
    const isTold = (figure: Figure) => told.some((other) => areSameFigure(figure, other));
    const followed = disagreements(claimsBefore(answer.run.id, seen)).find(
      ({ older, newer }) => isTold(older.figure) && !isTold(newer.figure),
    );
    if (!followed) return [];
    const { older, newer } = followed;
    return [{ runIds: [answer.run.id, ...new Set([older.runId, newer.runId])], detail: say(older, newer) }];
  },
};

/** One figure that a dated document states, and what it states it of. */
type Claim = Readonly<{
  runId: string;
  document: FoundDocument;
  date: string;
  figure: Figure;
  words: readonly string[];
}>;

function claimsBefore(answerId: string, { trace }: Seen): readonly Claim[] {
  const claims: Claim[] = [];
  for (const run of trace.runs) {
    if (run.id === answerId) break;
    if (run.kind !== 'retriever' && run.kind !== 'tool') continue;
    if (claims.length >= MOST_CLAIMS) break;
    for (const document of findDocuments(run)) claims.push(...claimsOf(document, run.id).slice(0, MOST_CLAIMS));
  }
  return claims.slice(0, MOST_CLAIMS);
}

function claimsOf(document: FoundDocument, runId: string): readonly Claim[] {
  const { date, text } = document;
  if (date === null) return [];
  return sentencesOf(text).flatMap((sentence) => {
    const figures = figuresIn(sentence);
    const words = figures.length > 0 ? contentWords(sentence) : [];
    return figures.map((figure) => ({ runId, document, date, figure, words }));
  });
}

function disagreements(claims: readonly Claim[]): readonly Readonly<{ older: Claim; newer: Claim }>[] {
  return claims.flatMap((older) =>
    claims.filter((newer) => newer.date > older.date && disagree(older, newer)).map((newer) => ({ older, newer })),
  );
}

function disagree(one: Claim, other: Claim): boolean {
  if (one.figure.unit !== other.figure.unit || one.figure.value === other.figure.value) return false;
  return one.words.filter((word) => other.words.includes(word)).length >= SHARED_WORDS;
}

function say(older: Claim, newer: Claim): string {
  return (
    `“${older.document.title}” (${older.date}) says ${older.figure.text}, the newer “${newer.document.title}” ` +
    `(${newer.date}) says ${newer.figure.text}, and the answer took the older figure.`
  );
}
