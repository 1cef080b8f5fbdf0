import { RefineryError } from '../../domain/errors.ts';

/** It is a sentence or two; every prompt, the commit message and the thread carry it. */
const LONGEST_CHARS = 2_000;

/** As it is kept. @throws RefineryError wrong-usage when it says nothing, or is a document */
export function asExpectation(text: string): string {
  const expectation = text.trim();
  if (expectation === '')
    throw new RefineryError('wrong-usage', 'the expectation is empty: say what should have happened');
  if (expectation.length > LONGEST_CHARS)
    throw new RefineryError(
      'wrong-usage',
      `the expectation has ${expectation.length} characters: say in at most ${LONGEST_CHARS} what should have happened`,
    );
  return expectation;
}
