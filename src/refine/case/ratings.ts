import type { FactBody } from '../../domain/fact.ts';
import type { History } from './fold.ts';

export type Rated = Extract<FactBody, { kind: 'rated' }>;

/** What each person thought last. */
export function ratingsIn({ facts }: Pick<History, 'facts'>): readonly Rated[] {
  const rated = facts.flatMap(({ body }) => (body.kind === 'rated' ? [body] : []));
  return [...new Map(rated.map((body) => [body.by.id, body])).values()];
}
