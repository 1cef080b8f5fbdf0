import type { Model } from '../../src/ports.ts';
import type { EditAnswer } from '../../src/questions/propose-answer.ts';
import { someModel } from '../unit/some.ts';

type Changes = readonly (readonly EditAnswer[])[];

/** An analyst that proposes just these changes, whatever it is asked. */
export const saying = (...changes: Changes): Model => sayingInTurn([changes]);

/** The next changes each time it is asked, then the last again; `heard` is told each request's words. */
export function sayingInTurn(turns: readonly Changes[], heard: (user: string) => void = () => {}): Model {
  let asked = 0;
  const usage = { inputTokens: 1, outputTokens: 1 };
  return someModel({
    async answer({ user }) {
      heard(user);
      const changes = turns[Math.min(asked++, turns.length - 1)] ?? [];
      return { text: JSON.stringify({ hypotheses: hypothesesOf(changes) }), model: 'some', usage };
    },
  });
}

function hypothesesOf(changes: Changes) {
  return changes.map((edits, index) => ({
    kind: 'instruction',
    title: `Fix ${index}`,
    rationale: 'It may work.',
    risks: 'Few.',
    confidence: 'low',
    complexity: 'low',
    risk: 'low',
    before: null,
    after: null,
    edits,
  }));
}
