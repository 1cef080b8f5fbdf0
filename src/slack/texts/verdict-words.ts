import type { Reproduction, Verdict } from '../../domain/verdict.ts';
import { driftWords } from '../../refine/case/drift-words.ts';
import { replayedOnWords } from '../../refine/case/replayed-on-words.ts';
import { figureOf, otherWords } from '../../refine/proof/other-words.ts';

/** What the replays say of a fix, in one sentence, and in one more when they were not of the very call that failed. */
export function verdictWords(verdict: Verdict | undefined): string {
  if (!verdict) return 'Not tried yet.';
  const since = verdict.drift?.replayed && verdict.of > 0 ? ' The prompt has changed since the trace.' : '';
  const how = verdict.substituted ? [SUBSTITUTED_WORDS] : [];
  return [`${outcomeWords(verdict)}${since}`, ...how, ...otherWords(verdict)].join(' ');
}

/** No file was found that renders to the message. */
const SUBSTITUTED_WORDS = 'Tried on the text of the message, not through the file.';

function outcomeWords({ word, fixed, of, reason }: Verdict): string {
  switch (word) {
    case 'fixed':
      return `Fixed the reported answer ${fixed} of ${of} times.`;
    case 'partly-fixed':
      return `Fixed the reported answer only ${fixed} of ${of} times, so it is no fix.`;
    case 'not-fixed':
      return reason === null
        ? `Did not fix it: ${fixed} of ${of} answers were as they should be.`
        : `No fix. ${reason}`;
    case 'inconclusive':
      return `Not proved. ${reason ?? ''}`.trim();
  }
}

/** Whether the failure shows itself again when nothing is changed, and whether that was tried with the prompt of the trace. */
export function reproductionWords(reproduction: Reproduction): string {
  const { drift } = reproduction;
  const unlike = [...replayedOnWords(reproduction), ...(drift ? [driftWords(drift)] : [])];
  return [againWords(reproduction), ...unlike].join(' ');
}

function againWords({ word, failed, of, recorded, reason }: Reproduction): string {
  switch (word) {
    case 'reproduced':
      return `Without a change, ${failed} of ${of} fresh answers go wrong in the same way.`;
    case 'not-reproduced':
      return `The failure did not show itself again: all ${of} fresh answers are as they should be.${recorded === 'passed' ? ' The recorded one is, too.' : ''}`;
    case 'inconclusive':
      return `The failure could not be tried again. ${reason ?? ''}`.trim();
  }
}

export const STAND_IN_WORDS = 'Shown on a stand-in model: it says nothing of how a real model would answer.';

/** How far the replays of a verdict went. */
export const LEVEL: Readonly<Record<Verdict['level'], string>> = {
  call: 'calls alone, not what an agent does after them',
  trajectory: 'the agent’s turns again, with the recorded answers of its tools',
  'eval-set': 'the project’s eval set',
};

/** `fixed 5/5 · similar 4/5 (38 to 96 in 100) · broke 1/20 (1 to 24 in 100) · $0.12` */
export function figuresWords({ fixed, of, similar, good, evalSet, usd }: Verdict): string {
  const figures = [
    `fixed ${fixed}/${of}`,
    similar && `similar ${figureOf(similar.fixed, similar.of)}`,
    good && `broke ${figureOf(good.broke, good.of)}`,
    evalSet && evalSet.of > 0 ? `eval set ${evalSet.passed}/${evalSet.of}, before ${evalSet.before}` : undefined,
    usd === undefined ? undefined : dollars(usd),
  ];
  return figures.filter((figure) => figure !== undefined).join(' · ');
}

/** Less than a cent still costs something. */
export function dollars(usd: number): string {
  return usd > 0 && usd < 0.01 ? 'under $0.01' : `$${usd.toFixed(2)}`;
}
