import type { Check } from '../../domain/check.ts';
import type { Triage } from '../../domain/triage.ts';
import type { Lesson } from '../../refine/case/lesson.ts';
import type { RedactionRule } from '../../refine/text/redaction-rules.ts';
import type { Readable } from '../view-trace.ts';
import type { Once } from './ask.ts';

/** A failure as the analyst is told of it: the trace, and what people say about it. */
export type Reported = Readable &
  Readonly<{
    triage: Triage;
    expectation: string;
    objections: readonly string[];
    /** What was said in the thread, as `refine/case/discussion.ts` gives it. */
    discussion: readonly string[];
    /** The check that people made of the expectation; not there where it is still to be made. */
    settled?: Check | undefined;
    /** Of earlier cases, as far as they may be told of here. */
    lessons?: readonly Lesson[] | undefined;
    /** Parts of a trace read in groups that could not be read, from 1. */
    unread?: readonly number[] | undefined;
    /** What the project hides besides. */
    own: readonly RedactionRule[];
    /** What the case has paid for; not there outside of one. */
    once?: Once;
  }>;
