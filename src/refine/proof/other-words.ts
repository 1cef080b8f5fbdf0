import type { GoodTally, SimilarTally } from '../../domain/tried-trace.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { intervalOf } from './interval.ts';
import { evalSetWords } from './tally-eval-set.ts';

/** Of fewer, nobody can say much: then the sentence says how little. */
const FEW = 20;

/**
 * What a change does to other conversations, as an expert would say it: those that it harms first.
 * Nothing for a fix that did not come so far.
 */
export function otherWords({
  similar,
  good,
  unseen,
  evalSet,
}: Pick<Verdict, 'similar' | 'good' | 'unseen' | 'evalSet'>): readonly string[] {
  const said = [good && goodWords(good), similar && similarWords(similar), evalSetWords(evalSet), unseen];
  return said.filter((words) => words !== undefined);
}

function goodWords({ broke, of, drifted }: GoodTally): string | undefined {
  if (of === 0) {
    return drifted === 0
      ? undefined
      : 'Good conversations could not tell: their answers change from one time to the next, also without this fix.';
  }
  if (broke > 0) return `${broke} of ${of} good ${conversations(of)} got worse.`;
  if (of >= FEW) return `None of ${of} good conversations got worse.`;
  const most = Math.round(100 * intervalOf(0, of).to);
  const tried = of === 1 ? 'The one good conversation that was tried' : `None of ${of} good conversations`;
  return `${tried} ${of === 1 ? 'did not get' : 'got'} worse; so few can’t rule out that up to ${most} in 100 would.`;
}

function similarWords({ fixed, of, drifted }: SimilarTally): string | undefined {
  if (of === 0)
    return drifted === 0
      ? undefined
      : 'Failures like it could not tell: they do not go wrong any more, also without this fix.';
  if (of === 1) return `It ${fixed === 1 ? 'also fixed' : 'did not fix'} the one other failure like it.`;
  return fixed === 0
    ? `It fixed none of ${of} other failures like it.`
    : `It also fixed ${fixed} of ${of} other failures like it.`;
}

const conversations = (count: number): string => (count === 1 ? 'conversation' : 'conversations');

/** `broke 1/20 (0 to 24 in 100)`: what was seen, and between which shares the true one lies, 19 times out of 20. */
export function figureOf(part: number, of: number): string {
  if (of === 0) return '0/0';
  const { from, to } = intervalOf(part, of);
  return `${part}/${of} (${Math.round(100 * from)} to ${Math.round(100 * to)} in 100)`;
}
