import type { Verdict } from '../../domain/verdict.ts';

/**
 * What a fix does to other conversations, in a sentence for each kind: the bad news first. Those that tell nothing,
 * because they drift without a change, too, are left out here and counted in the details.
 */
export function otherWords({ similar, good, unseen }: Verdict): readonly string[] {
  const told = [
    good && good.of > 0 ? goodWords(good.broke, good.of) : '',
    similar && similar.of > 0 ? similarWords(similar.fixed, similar.of) : '',
    unseen ?? '',
  ];
  return told.filter((words) => words !== '');
}

function goodWords(broke: number, of: number): string {
  if (broke > 0) return `${broke} of ${of} good ${of === 1 ? 'conversation' : 'conversations'} got worse.`;
  return of === 1
    ? 'The one good conversation that was tried stayed good.'
    : `None of ${of} good conversations got worse.`;
}

function similarWords(fixed: number, of: number): string {
  return of === 1
    ? `The one similar failure that was tried is ${fixed === 1 ? 'fixed, too' : 'not fixed'}.`
    : `${fixed} of ${of} similar failures are fixed, too.`;
}
