import type { CaseId } from '../domain/case.ts';
import type { Person } from '../domain/project.ts';
import type { Rating } from '../domain/rating.ts';
import { digestOf } from '../refine/case/digest.ts';
import type { History } from '../refine/case/fold.ts';
import { ratingsIn } from '../refine/case/ratings.ts';
import type { Deciding } from './deciding.ts';
import type { House } from './house.ts';

type Said = Readonly<{ id: CaseId; by: Person; rating: Rating; reason: string | null }>;
type Rated = Readonly<{ house: Pick<House, 'clock' | 'feedback'>; decide: Deciding['decide'] }>;

/**
 * Keeps what somebody thinks of a case; the same again is the same, and who changes their mind says a new word. Noting
 * it on the trace is a courtesy: nobody waits for it, and where it fails the fact stands all the same.
 */
export async function rate({ id, by, rating, reason }: Said, { house, decide }: Rated): Promise<void> {
  const isSaid = (history: History) =>
    ratingsIn(history).some((last) => last.by.id === by.id && last.rating === rating && last.reason === reason);
  const atMs = house.clock();
  const key = `rated/${by.id}/${atMs}`;
  const { facts, now } = await decide(id, key, (history) =>
    isSaid(history) ? undefined : { kind: 'rated', atMs, by, rating, reason },
  );
  const fact = facts.find((one) => one.key === key);
  if (!fact) return;
  house.feedback?.note({ id: uuidOf(fact.hash), trace: now.source, rating, reason }).catch(() => {});
}

/** Of what is noted of one fact, always the same; shaped as version 8, whose bits are the maker's: RFC 9562. */
function uuidOf(hash: string): string {
  const hex = digestOf(['feedback', hash]);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
