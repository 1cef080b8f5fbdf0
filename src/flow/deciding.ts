import type { CaseId } from '../domain/case.ts';
import type { FactBody } from '../domain/fact.ts';
import type { History } from '../refine/case/fold.ts';

/** How a part of the desk looks at a case and records what was decided. Errors as `Desk`. */
export type Deciding = Readonly<{
  find(id: CaseId): Promise<History>;
  /** `undefined` when there is nothing to decide any more; the same key again changes nothing. */
  decide(id: CaseId, key: string, decision: (history: History) => FactBody | undefined): Promise<History>;
}>;
