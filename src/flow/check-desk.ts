import type { CaseId } from '../domain/case.ts';
import type { Digest } from '../domain/digest.ts';
import type { Person } from '../domain/project.ts';
import type { ReplayPlan } from '../domain/replay-plan.ts';
import { digestOf } from '../refine/case/digest.ts';
import { type History, mayReprove } from '../refine/case/fold.ts';
import { type CheckProblems, type WrittenCheck, writeCheck } from '../refine/case/read-check.ts';
import { redactText } from '../refine/text/redact.ts';
import { checkAsWritten, withNewCheck } from './change-check.ts';
import type { Deciding } from './deciding.ts';
import type { House, Records } from './house.ts';
import { leakIn } from './leak-in.ts';
import { rewordedFix } from './reword-fix.ts';

/** What people decide about how a case is proved. Errors as `Desk`. */
export type CheckDesk = Readonly<{
  /** The check as people would write it, to be changed; `undefined` while there is none to change. */
  writtenCheck(id: CaseId): Promise<(WrittenCheck & Readonly<{ revision: number }>) | undefined>;
  /** Somebody looked at the check of that revision, and says that it is right. */
  agreeCheck(id: CaseId, by: Person, revision: number): Promise<'agreed' | 'too-late'>;
  /**
   * A new revision that is proved by what the person wrote; what they left as it was is agreed to.
   * Of two who change the same check at once the first one does. @throws also what `checkAsWritten` throws
   */
  changeCheck(
    id: CaseId,
    by: Person,
    revision: number,
    written: WrittenCheck,
  ): Promise<'changed' | 'agreed' | 'too-late' | CheckProblems>;
  /** A new revision that replays otherwise; the replays that are known are not paid for again. */
  askReplays(id: CaseId, by: Person, revision: number, plan: ReplayPlan): Promise<'asked' | 'too-late'>;
  /**
   * A new revision that tries a fix in the person's own words; whoever was about to approve it approves it then.
   * @param words by their place among the edits @throws also what `rewordedFix` throws
   */
  rewordFix(
    id: CaseId,
    by: Person,
    change: Digest,
    words: ReadonlyMap<number, string>,
  ): Promise<'reworded' | 'too-late' | Readonly<{ refused: string }>>;
}>;

export function checkDesk(house: House, records: Pick<Records, 'traces'>, { find, decide }: Deciding): CheckDesk {
  const agreeCheck: CheckDesk['agreeCheck'] = async (id, by, revision) => {
    const { now } = await find(id);
    if (!('check' in now) || now.revision !== revision) return 'too-late';
    const { digest } = now.check;
    const key = `check-agreed/${revision}/${digest}`;
    const after = await decide(id, key, (history) =>
      isOpenFor(history, revision) ? { kind: 'check-agreed', atMs: house.clock(), by, check: digest } : undefined,
    );
    return after.facts.some((fact) => fact.key === key) ? 'agreed' : 'too-late';
  };

  return {
    async writtenCheck(id) {
      const { now, openYes } = await find(id);
      if (!mayReprove(now) || openYes !== undefined) return undefined;
      return { ...writeCheck(now.check, house.assertions), revision: now.revision };
    },

    agreeCheck,

    async changeCheck(id, by, revision, written) {
      const { now } = await find(id);
      if (!mayReprove(now) || now.revision !== revision) return 'too-late';
      const check = await checkAsWritten(now, written, house, records);
      if (!('digest' in check)) return check;
      if (check.digest === now.check.digest) return agreeCheck(id, by, revision);
      const leak = await leakIn('The check', check.words, house);
      if (leak) return { conditions: [], question: leak };
      const hypotheses = await withNewCheck(now, check, house, records);
      const key = `check-changed/${revision}`;
      const mine = `${by.id} ${check.digest}`;
      const after = await decide(id, key, (history) =>
        isOpenFor(history, revision) && mayReprove(history.now)
          ? { kind: 'check-changed', atMs: house.clock(), by, check, hypotheses }
          : undefined,
      );
      const body = after.facts.find((fact) => fact.key === key)?.body;
      return body?.kind === 'check-changed' && `${body.by.id} ${body.check.digest}` === mine ? 'changed' : 'too-late';
    },

    async rewordFix(id, by, change, words) {
      const { now } = await find(id);
      const hypothesis =
        now.stage === 'proven' ? now.hypotheses.find((each) => each.change.digest === change) : undefined;
      if (now.stage !== 'proven' || !hypothesis) return 'too-late';
      const { revision } = now;
      const made = await rewordedFix(now, hypothesis, words, house, records);
      if ('refused' in made) return made;
      const key = `fix-reworded/${revision}`;
      const after = await decide(id, key, (history) =>
        isOpenFor(history, revision)
          ? { kind: 'fix-reworded', atMs: house.clock(), by, replaces: hypothesis.id, hypothesis: made }
          : undefined,
      );
      const body = after.facts.find((fact) => fact.key === key)?.body;
      const isMine = body?.kind === 'fix-reworded' && body.hypothesis.change.digest === made.change.digest;
      return isMine ? 'reworded' : 'too-late';
    },

    async askReplays(id, by, revision, asked) {
      const plan = { ...asked, message: asked.message === null ? null : redactText(asked.message) };
      const key = `replays-asked/${revision}`;
      const after = await decide(id, key, (history) =>
        isOpenFor(history, revision) ? { kind: 'replays-asked', atMs: house.clock(), by, plan } : undefined,
      );
      const body = after.facts.find((fact) => fact.key === key)?.body;
      return body?.kind === 'replays-asked' && digestOf(body.plan) === digestOf(plan) ? 'asked' : 'too-late';
    },
  };
}

/** The proof of that revision may still be made on other terms: nothing newer began, and nobody has said yes to a fix. */
function isOpenFor({ now, openYes }: History, revision: number): boolean {
  return mayReprove(now) && now.revision === revision && openYes === undefined;
}
