import type { Diagnosis } from '../../domain/diagnosis.ts';

/** Whether anything in the trace bears a diagnosis out; one that nothing does is not shown as one. */
export const isBorneOut = ({ evidence }: Diagnosis): boolean => evidence.length > 0;

export const NO_DIAGNOSIS = 'No diagnosis that holds';

/** Said before what the analyst thinks all the same. */
export const ONLY_A_GUESS = 'Nothing that I could quote from the trace bears this out, so it is only a guess:';
