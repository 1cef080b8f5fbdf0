import type { Answerer } from '../../domain/diagnosis.ts';
import { kindOf } from '../../domain/errors.ts';
import type { ProposeAnswer } from '../../questions/propose-answer.ts';
import { sumUsage } from '../../refine/call/sum-usage.ts';
import type { Asked } from './ask.ts';

type Said = ProposeAnswer['hypotheses'][number];

/** A hypothesis whose edits do not apply to the files, and why, in a sentence that names the file. */
export type RefusedHypothesis = Readonly<{ title: string; edits: Said['edits']; why: string }>;

/**
 * Hypotheses whose edits do not apply are asked for once more, with the reason; those that do apply stand. What does not
 * apply then either is left as it is: the guards refuse it, and say why. Rules are asked once: they would say the same.
 *
 * @param whyNot why edits do not apply; `undefined` when they do
 * @throws what the two throw; a second answer that nobody can use is none
 */
export async function mendEdits(
  first: Asked<ProposeAnswer>,
  whyNot: (edits: Said['edits']) => Promise<string | undefined>,
  askAgain: (refused: readonly RefusedHypothesis[]) => Promise<Asked<ProposeAnswer>>,
): Promise<Asked<ProposeAnswer>> {
  if (first.answerer.model === RULES) return first;
  const { hypotheses } = first.answer;
  // Who only watches a case edits nothing.
  const reasons = await Promise.all(hypotheses.map(({ edits }) => (edits.length === 0 ? undefined : whyNot(edits))));
  const refused = hypotheses.flatMap(({ title, edits }, index) => {
    const why = reasons[index];
    return why === undefined ? [] : [{ title, edits, why }];
  });
  if (refused.length === 0) return first;
  const second = await unlessUnusable(askAgain(refused));
  if (!second) return first;
  const answerer = together(first.answerer, second.answerer);
  if (second.answerer.model === RULES) return { ...first, answerer };
  // By title: a model may say all of them again.
  const mended = new Map(second.answer.hypotheses.map((hypothesis) => [hypothesis.title, hypothesis]));
  const now = hypotheses.map((said, index) => (reasons[index] === undefined ? said : (mended.get(said.title) ?? said)));
  return { answer: { hypotheses: now }, answerer };
}

const RULES = 'rules';

async function unlessUnusable<Answer>(asked: Promise<Asked<Answer>>): Promise<Asked<Answer> | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (kindOf(error) === 'answer-unusable' || kindOf(error) === 'model-unsuited') return undefined;
    throw error;
  }
}

/** Two answers as one: of another model, the first is one that was paid and done without. */
function together(first: Answerer, second: Answerer): Answerer {
  const insteadOf = [...(first.insteadOf ?? []), ...(second.insteadOf ?? [])];
  const passedOver = insteadOf.length > 0 ? { insteadOf } : {};
  const tookMs = first.tookMs + second.tookMs;
  if (second.model === RULES) return { ...first, tookMs, ...passedOver };
  const { known: _, ...said } = second;
  const isKnown = first.known === true && second.known === true;
  if (first.model === second.model)
    return { ...said, ...sumUsage([first, second]), tookMs, ...(isKnown && { known: true }), ...passedOver };
  const { model, inputTokens, outputTokens } = first;
  const own = { model, because: 'answer-unusable', instead: second.model, inputTokens, outputTokens } as const;
  return { ...said, tookMs, insteadOf: [own, ...insteadOf] };
}
