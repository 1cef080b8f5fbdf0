import type { EvalTally } from '../../domain/eval-tally.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { shorten } from '../text/shorten.ts';

/** By example: whether it passed; `null` where that can't be told. */
export type EvalAnswers = ReadonlyMap<string, boolean | null>;

/** Only examples that tell something with and without the change are counted: the two figures are of the same ones. */
export function tallyEvalSet(
  before: EvalAnswers,
  after: EvalAnswers,
  about: Readonly<{ dataset: string; size: number; url: string | null; reason: string | null }>,
): EvalTally {
  const told = [...after].flatMap(([id, passed]) => {
    const earlier = before.get(id) ?? null;
    return passed === null || earlier === null ? [] : [{ passed, earlier }];
  });
  return {
    dataset: about.dataset,
    of: told.length,
    passed: told.filter(({ passed }) => passed).length,
    before: told.filter(({ earlier }) => earlier).length,
    left: about.size - told.length,
    url: about.url,
    reason: about.reason,
  };
}

/** A verdict that has come so far is at the level of the eval set. */
export function withEvalSet(verdict: Verdict, evalSet: EvalTally): Verdict {
  return { ...verdict, ...(evalSet.of > 0 && { level: 'eval-set' as const }), evalSet };
}

/** What it says of a change, as an expert would; nothing for one that did not come so far. */
export function evalSetWords(evalSet: EvalTally | undefined): string | undefined {
  if (!evalSet) return undefined;
  const { of, passed, before, dataset, reason } = evalSet;
  if (of === 0) return `The eval set ${shorten(dataset, NAME_CHARS)} could not tell. ${reason ?? NO_ANSWERS}`;
  const set = `Of ${of} ${of === 1 ? 'example' : 'examples'} of the eval set ${shorten(dataset, NAME_CHARS)},`;
  const asTheyShould = `${passed} ${passed === 1 ? 'is as it' : 'are as they'} should be`;
  const said =
    passed === before
      ? `${set} ${asTheyShould}, as many as without this fix.`
      : `${set} ${passed < before ? 'only ' : ''}${asTheyShould}; without this fix, ${before}.`;
  return reason === null ? said : `${said} ${reason}`;
}

const NAME_CHARS = 60;
const NO_ANSWERS = 'Its examples do not say what should be answered.';
