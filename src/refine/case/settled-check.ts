import type { Check } from '../../domain/check.ts';
import type { Person } from '../../domain/project.ts';
import type { History } from './fold.ts';

/** The check as somebody last wrote it, whatever the revision: who objects to a diagnosis does not take it back. */
export function settledCheck({ facts }: History): Check | undefined {
  return facts.flatMap(({ body }) => (body.kind === 'check-changed' ? [body.check] : [])).at(-1);
}

/** Who said last that a check is right, or wrote it themselves. */
export function agreedBy({ facts }: History, { digest }: Check): Person | undefined {
  const agreed = facts.findLast(
    ({ body }) =>
      (body.kind === 'check-agreed' && body.check === digest) ||
      (body.kind === 'check-changed' && body.check.digest === digest),
  );
  return agreed && 'by' in agreed.body ? agreed.body.by : undefined;
}
