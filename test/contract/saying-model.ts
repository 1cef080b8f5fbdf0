import type { Model } from '../../src/ports.ts';
import type { EditAnswer } from '../../src/questions/propose-answer.ts';
import { someModel } from '../unit/some.ts';

/** An analyst that proposes just these changes, whatever it is asked. */
export function saying(...changes: readonly (readonly EditAnswer[])[]): Model {
  const hypotheses = changes.map((edits, index) => ({
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
  const usage = { inputTokens: 1, outputTokens: 1 };
  return someModel({ answer: async () => ({ text: JSON.stringify({ hypotheses }), model: 'some', usage }) });
}
