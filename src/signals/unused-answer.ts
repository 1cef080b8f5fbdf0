import type { Run } from '../domain/trace.ts';
import { type Answer, findAnswer, requestOf } from '../refine/suspects/find-answer.ts';
import { type FoundDocument, findDocuments } from '../refine/suspects/find-documents.ts';
import { areSameFigure, type Figure, figuresIn, identifiersIn, quotedIn } from '../refine/text/words.ts';
import type { Seen, SignalRule } from './signal.ts';

/** What the expert expects had been found before the answer was given, but does not stand in it. */
export const unusedAnswer: SignalRule = {
  name: 'unused-answer',
  weight: 0.7,
  look(seen) {
    const answer = findAnswer(seen);
    if (!answer) return [];
    const missing = wantedOf(seen, answer).filter(({ standsIn }) => !standsIn(answer.text));
    return runsBefore(answer, seen).flatMap((run) => {
      for (const document of findDocuments(run)) {
        const wanted = missing.find(({ standsIn }) => standsIn(document.text));
        if (wanted) return [{ runIds: [answer.run.id, run.id], detail: say(document, wanted, answer) }];
      }
      return [];
    });
  },
};

/** A figure, a quoted word or an identifier of the expectation. */
type Wanted = Readonly<{ text: string; figure?: Figure; standsIn(text: string): boolean }>;

/** What the user said already is no news. */
function wantedOf({ expectation }: Seen, { call }: Answer): readonly Wanted[] {
  const request = call ? requestOf(call) : '';
  const figures = figuresIn(expectation).map(
    (figure): Wanted => ({
      text: figure.text,
      figure,
      standsIn: (text) => figuresIn(text).some((other) => areSameFigure(figure, other)),
    }),
  );
  const words = [...quotedIn(expectation), ...identifiersIn(expectation)].map(
    (word): Wanted => ({
      text: word,
      standsIn: (text) => text.toLowerCase().includes(word.toLowerCase()),
    }),
  );
  return [...figures, ...words].filter(({ standsIn }) => !standsIn(request));
}

function runsBefore(answer: Answer, { trace }: Seen): readonly Run[] {
  const before = trace.runs.slice(0, trace.runs.indexOf(answer.run));
  return before.filter(({ kind }) => kind === 'retriever' || kind === 'tool');
}

function say({ title }: FoundDocument, { text, figure }: Wanted, answer: Answer): string {
  const instead = figure && figuresIn(answer.text).find(({ unit }) => unit === figure.unit);
  const but = instead ? `but the answer says ${instead.text}` : 'but the answer does not';
  return `“${title}” says ${text}, ${but}.`;
}
