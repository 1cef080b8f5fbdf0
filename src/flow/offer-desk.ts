import {
  type Case,
  type CaseId,
  type Missing,
  type Refusal,
  type RefusalReason,
  whoIsMissing,
  whyNoYes,
} from '../domain/case.ts';
import type { Offer, TargetWish } from '../domain/change.ts';
import type { Person } from '../domain/project.ts';
import { digestOf } from '../refine/case/digest.ts';
import type { Deciding } from './deciding.ts';
import type { House, Records } from './house.ts';
import { leakIn } from './leak-in.ts';
import { makeOffer, type OfferInFull, toldBy } from './make-offer.ts';
import { rightsNow } from './rights-now.ts';

/** From what somebody may approve to their yes, and back. Errors as `Desk`. */
export type OfferDesk = Readonly<{
  /** Why somebody may not approve in this case, or not a change of these files, as things stand now. It is judged again when a yes is. */
  whyNoYes(now: Case, by: Person, paths?: readonly string[]): Promise<RefusalReason | undefined>;
  /** As `whyNoYes`; or else whose yes it takes after theirs. @param before who said yes to the same change already */
  whatItTakes(
    now: Case,
    by: Person,
    paths: readonly string[],
    before: readonly Person[],
  ): Promise<Refusal | Readonly<{ missing: Missing | undefined }>>;
  /** What the person would approve, recorded as shown. `takenBackIfRed` as in `Target`. */
  offer(
    id: CaseId,
    by: Person,
    hypothesisId: string,
    wish?: TargetWish,
  ): Promise<OfferInFull | Readonly<{ refused: string }> | Refusal>;
  /** Stores the yes. The chapter judges it; `goOn` tells what came of it. */
  sayYes(id: CaseId, by: Person, offer: Offer, accepts: readonly string[]): Promise<void>;
  /** Stores that the person wants it; `nothing` when the case has no commit that stands. `goOn` tells what came of it. */
  rollBack(id: CaseId, by: Person): Promise<Refusal | 'asked' | 'nothing'>;
}>;

export function offerDesk(house: House, records: Records, { find, decide }: Deciding): OfferDesk {
  const rightsOn = (now: Case, paths: readonly string[]) =>
    rightsNow(now, records, house, paths.length > 0 && 'base' in now ? now.base : null);

  return {
    async whyNoYes(now, by, paths = []) {
      return whyNoYes(await rightsOn(now, paths), by, paths);
    },

    async whatItTakes(now, by, paths, before) {
      const rights = await rightsOn(now, paths);
      const refused = whyNoYes(rights, by, paths);
      if (refused) return { refused };
      const owners = rights.ownersOf(paths);
      return { missing: owners === 'unknown' ? undefined : whoIsMissing(rights, [...before, by], owners) };
    },

    async offer(id, by, hypothesisId, wish = {}) {
      const { now } = await find(id);
      const hypothesis =
        now.stage === 'proven' ? now.hypotheses.find((candidate) => candidate.id === hypothesisId) : undefined;
      if (now.stage !== 'proven' || !hypothesis) return { refused: 'offer-outdated' };
      const made = await makeOffer(now, hypothesis, house, await toldBy(wish, now.project, house.codeHost));
      if ('refused' in made) return made;
      const leak = await leakIn('The commit message', made.offer.target.message, house);
      if (leak) return { refused: leak };
      const written = (await records.contexts.of(now.workspace, now.project))?.approved;
      const upon = written?.commit?.sha === made.offer.base ? written.branch : undefined;
      if (upon !== undefined && made.offer.target.straight) return { refused: unmerged(upon) };
      await decide(id, `offered/${now.revision}/${made.offer.digest}`, (history) =>
        history.now.stage === 'proven' ? { kind: 'offered', atMs: house.clock(), by, offer: made.offer } : undefined,
      );
      return { ...made, ...(upon !== undefined && { upon }) };
    },

    async sayYes(id, by, offer, accepts) {
      const { now, facts: known } = await find(id);
      const yes = { offer: offer.digest, by, accepts: [...accepts].sort(), atMs: house.clock() };
      // The same press twice is one yes; after a refusal it is another one.
      const refused = known.filter(({ body }) => body.kind === 'yes-refused').length;
      const key = `yes/${now.revision}/${refused}/${digestOf([offer.digest, by.id, yes.accepts])}`;
      await decide(id, key, (history) =>
        history.now.stage === 'proven' && history.now.revision === now.revision
          ? { kind: 'said-yes', atMs: yes.atMs, yes }
          : undefined,
      );
    },

    async rollBack(id, by) {
      const { now, refusal } = await find(id);
      if (now.stage !== 'published') return 'nothing';
      const refused = whyNoYes(await rightsNow(now, records, house), by, []);
      if (refused) return { refused };
      const again = refusal ? `/${refusal.atMs}` : '';
      await decide(id, `roll-back-asked/${now.commit.sha}${again}`, () => ({
        kind: 'roll-back-asked',
        atMs: house.clock(),
        by,
        commit: now.commit.sha,
      }));
      return 'asked';
    },
  };
}

/** Nobody has said that those may go there. */
const unmerged = (branch: string): string =>
  `The fix rests on context files that nobody has merged yet, on ${branch}. Merge those first, or have the fix go to a branch of its own.`;
