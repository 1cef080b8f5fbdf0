import type { CaseId } from '../domain/case.ts';
import type { CaseDesk } from '../door/calls.ts';
import type { VerbCall } from './verb.ts';

/** A case that somebody at a terminal walks through. */
export type Walk = Readonly<{ id: CaseId; call: VerbCall; desk: CaseDesk }>;
