import { type CaseId, type Refusal, whyNoYes } from '../domain/case.ts';
import type { Digest } from '../domain/digest.ts';
import type { Person } from '../domain/project.ts';
import type { Engine } from '../ports.ts';
import { dueReplies, dueTurn } from '../refine/case/due-turn.ts';
import { forgotten } from '../refine/case/erase.ts';
import type { History } from '../refine/case/fold.ts';
import type { Deciding } from './deciding.ts';
import type { House, Records } from './house.ts';
import { rightsNow } from './rights-now.ts';

/** Errors as `Desk`. */
export type ForgetDesk = Readonly<{
  /**
   * Erases a case for good, whatever it has come to; the audit keeps its hashes. `under-way`: something is being done in
   * it, or is to be done; whoever wants it gone stops it first. Begun and cut short, it is done again to the end.
   */
  forget(id: CaseId, by: Person): Promise<Refusal | 'forgotten' | 'under-way'>;
  /** The same for a case in which nothing has happened since then, `kept` for others; and the rest of it where it was cut short. Nobody's right is asked. */
  forgetOld(id: CaseId, by: Person, sinceMs: number): Promise<'forgotten' | 'under-way' | 'kept'>;
}>;

export function forgetDesk(
  house: Pick<House, 'clock' | 'codeHost' | 'groups'>,
  records: Pick<Records, 'facts' | 'traces' | 'clearShelves' | 'bindings'>,
  engine: Pick<Engine, 'forget'>,
  { find, decide }: Deciding,
): ForgetDesk {
  const forget = async (id: CaseId, by: Person) => {
    const history = await decide(id, 'forgotten', (latest) =>
      isUnderWay(latest) ? undefined : forgotten(latest, by, house.clock()),
    );
    if (history.now.stage !== 'forgotten') return 'under-way';
    const at = { workspace: history.now.workspace, id };
    // The facts say what there is to erase, so they go last.
    for (const trace of tracesIn(history)) await records.traces.forget(at, trace);
    await records.clearShelves(at);
    await engine.forget(at);
    await records.facts.erase(at);
    return 'forgotten';
  };

  return {
    async forget(id, by) {
      const { now } = await find(id);
      const refused = whyNoYes(await rightsNow(now, records, house), by, []);
      if (refused) return { refused };
      return forget(id, by);
    },
    async forgetOld(id, by, sinceMs) {
      const { now, facts } = await find(id);
      if (now.stage === 'forgotten') return facts[0]?.body.kind === 'erased' ? 'kept' : forget(id, by);
      return (facts.at(-1)?.body.atMs ?? 0) < sinceMs ? forget(id, by) : 'kept';
    },
  };
}

/** What failed waits for a person. */
function isUnderWay(history: History): boolean {
  return (dueTurn(history) !== undefined && !history.failure) || dueReplies(history).length > 0;
}

function tracesIn({ facts }: History): ReadonlySet<Digest> {
  return new Set(facts.flatMap(({ body }) => (body.kind === 'read' ? [body.trace] : [])));
}
